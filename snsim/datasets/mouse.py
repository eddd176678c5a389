"""SN's own digits: 480 drawings with a mouse, 16x16, -1 or +1 (the set of LeCun's CRG-TR-89-4, 1989, or its like).

Patterns 0-319 are to learn from, 320-479 to be tested on. The set holds 120 drawings at four horizontal shifts each, so
that 96 of the 97 drawings behind the test patterns are also, shifted, among the learning patterns: reports should
say so. The same patterns may be divided anew: at random, as in the report, or so that no drawing is on both sides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from snsim.datasets.digest import digits_digest
from snsim.datasets.digitset import DigitSet, Floats, Labels
from snsim.datasets.errors import DatasetError
from snsim.datasets.files import FETCH_AGAIN
from snsim.datasets.locate import Say, locate
from snsim.datasets.messages import say_on_stderr
from snsim.datasets.registry import MOUSE_IMAGES, MOUSE_TARGETS
from snsim.datasets.snmatrix import read_packed_matrix
from snsim.datasets.zipdigits import join_digests

TRAIN = 320
LEARNED_DRAWINGS = 8  # of each digit, when it is divided by drawing
SPLITS = ("position", "random", "drawing")
PIXELS = 256
SIDE = 16
CLASSES = 10


def load_mouse_digits(say: Say = say_on_stderr, split: str = "position", seed: int = 1) -> DigitSet:
    """The mouse digits, 320 to learn from and 160 for the test, each digit as often as any other.

    ``split``: "position": in the order of the file, as in SN's own demonstration; "random": 32 of the 48 patterns of
    each digit learn, drawn from ``seed``; "drawing": the last four of the twelve drawings of a digit are for the test,
    with all their shifts.
    """
    parts = []
    for archive, columns in ((MOUSE_IMAGES, PIXELS), (MOUSE_TARGETS, CLASSES)):
        path = locate(archive, say)
        matrix = read_packed_matrix(path)
        if matrix.shape != (archive.count, columns):
            raise DatasetError(f"a matrix {matrix.shape}, not {(archive.count, columns)}", str(path), FETCH_AGAIN)
        parts.append(matrix)
    images, labels = parts[0], parts[1].argmax(axis=1).astype(np.uint8)
    origin = f"{MOUSE_IMAGES.name} and {MOUSE_TARGETS.name} in {path.parent}"
    if split == "drawing":
        order = np.argsort(_rank_of_drawing(images, labels) >= LEARNED_DRAWINGS, kind="stable")
        images, labels = images[order], labels[order]
        origin += ", divided by drawing"
    elif split == "random":
        order = _drawn_order(labels, seed)
        images, labels = images[order], labels[order]
        origin += ", divided at random"
    elif split != "position":
        raise ValueError(f"no such split of the mouse digits: {split}")
    train, test = (images[:TRAIN], labels[:TRAIN]), (images[TRAIN:], labels[TRAIN:])
    digest = join_digests(digits_digest(*train), digits_digest(*test))
    return DigitSet(*train, *test, origin, digest)


def _drawn_order(labels: Labels, seed: int) -> NDArray[np.int64]:
    """The patterns of each digit in an order drawn anew, the digits by turns, as in the file."""
    draw = np.random.default_rng(seed)
    by_digit = np.array([draw.permutation(np.flatnonzero(labels == digit)) for digit in range(CLASSES)])
    return by_digit.T.ravel()


def _rank_of_drawing(images: Floats, labels: Labels) -> NDArray[np.int64]:
    """For every pattern, how many drawings of its digit came before its own; a drawing may be shifted."""
    pictures = images.reshape(-1, SIDE, SIDE)
    drawings = [min(np.roll(picture, shift, 1).tobytes() for shift in range(SIDE)) for picture in pictures]
    seen: dict[int, dict[bytes, int]] = {}
    ranks = []
    for drawing, label in zip(drawings, labels.tolist(), strict=True):
        known = seen.setdefault(label, {})
        ranks.append(known.setdefault(drawing, len(known)))
    return np.array(ranks)
