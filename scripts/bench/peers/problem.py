"""What every peer is given: the digits, the net of 1989 with its initial weights, a rate.

One file, native byte order: int32 n and seen (12, 8); then float32 rate, patterns (n, 256), targets (n, 10), and the
weights w1 (12, 25), b1 (12, 64), w2 (12, 200), b2 (12, 16), w3 (30, 192), b3 (30), w4 (10, 30), b4 (10). Map k of the
second hidden layer sees the maps seen[k] of the first. A peer teaches pattern after pattern: f(a) = A tanh(S a),
E = 1/2 sum (target - output)^2, every weight -= rate dE/dw at once. Windows are 5x5, two apart, and begin two pixels
outside of image or map, where they see -1.

Needs numpy alone, so that a peer's process imports nothing of snsim.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEIGHT, GAIN = 1.71593428, 2 / 3  # of f(a) = A tanh(S a), f(1) = 1
SHAPES = {
    "w1": (12, 25),
    "b1": (12, 64),
    "w2": (12, 200),
    "b2": (12, 16),
    "w3": (30, 192),
    "b3": (30,),
    "w4": (10, 30),
    "b4": (10,),
}


@dataclass
class Problem:
    """``seen`` (12, 8) int32, ``patterns`` (n, 256), ``targets`` (n, 10), ``weights`` by name: float32."""

    rate: float
    seen: np.ndarray
    patterns: np.ndarray
    targets: np.ndarray
    weights: dict[str, np.ndarray]

    def write(self, path: Path) -> None:
        """For any language to read."""
        whole = [np.int32([len(self.patterns)]), np.int32(self.seen)]
        numbers = [np.float32([self.rate]), self.patterns, self.targets, *(self.weights[name] for name in SHAPES)]
        with path.open("wb") as file:
            for array in (*whole, *(np.asarray(number, np.float32) for number in numbers)):
                file.write(np.ascontiguousarray(array).tobytes())

    @classmethod
    def read(cls, path: Path) -> Problem:
        """What ``write`` wrote."""
        data = np.fromfile(path, np.float32)
        whole = data.view(np.int32)
        n, at = int(whole[0]), 1 + 96

        def take(*shape: int) -> np.ndarray:
            nonlocal at
            size = int(np.prod(shape))
            at += size
            return data[at - size : at].reshape(shape).copy()

        rate = float(take(1)[0])
        patterns, targets = take(n, 256), take(n, 10)
        return cls(rate, whole[1:97].reshape(12, 8).copy(), patterns, targets, {k: take(*v) for k, v in SHAPES.items()})


def framed(images: np.ndarray) -> np.ndarray:
    """Images (n, 256) in their frame of -1: (n, 19, 19)."""
    return np.pad(images.reshape(-1, 16, 16), ((0, 0), (2, 1), (2, 1)), constant_values=-1).astype(np.float32)


def window_index(side: int) -> np.ndarray:
    """Which numbers of a framed map each window sees: (25, positions), for a map of side x side units."""
    wide, row = side + 3, np.arange(side // 2)
    corner = (2 * row[:, None] * wide + 2 * row).ravel()
    within = (np.arange(5)[:, None] * wide + np.arange(5)).ravel()
    return within[:, None] + corner
