"""Digits out of nothing: any number of 16x16 grey-level digits, drawn by a model of handwriting.

In: how many, and a seed. Out: images (n, 256) float32 in [-1, 1] and labels (n,) uint8, the same for the same seed.
They stand in for the zip digits of LeCun et al. (1989) where those cannot be had.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from snsim.datasets.glyphs import ALLOGRAPHS
from snsim.datasets.handwriting import SIDE, Hand, write
from snsim.datasets.rendering import render
from snsim.datasets.splines import Floats, Glyph, parse_glyph


def generate_digits(
    counts: int | Sequence[int], seed: int = 0, hand: Hand | None = None
) -> tuple[Floats, NDArray[np.uint8]]:
    """Draw digits: ``counts`` is a total, shared out evenly, or the number wanted of each of the ten classes."""
    hand = hand or Hand()
    rng = np.random.Generator(np.random.PCG64(seed))
    labels = np.repeat(np.arange(10, dtype=np.uint8), _class_counts(counts))
    drawn = []
    for digit, count in enumerate(np.bincount(labels, minlength=10)):
        shares, glyphs = allographs(digit)
        for glyph, n in zip(glyphs, rng.multinomial(count, shares), strict=True):
            drawn.append(write(glyph, int(n), hand, rng))
    path, thickness, pen = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    softness = rng.uniform(*hand.softness, len(labels)).astype(np.float32)
    images = render(path, thickness, pen, softness, SIDE)
    order = rng.permutation(len(labels))
    return images[order], labels[order]


@cache
def allographs(digit: int) -> tuple[tuple[float, ...], tuple[Glyph, ...]]:
    """The glyphs of a digit and their shares, which sum to one."""
    weights, strokes = zip(*ALLOGRAPHS[digit], strict=True)
    return tuple(weight / sum(weights) for weight in weights), tuple(parse_glyph(text) for text in strokes)


def _class_counts(counts: int | Sequence[int]) -> NDArray[np.int64]:
    if isinstance(counts, int):
        return np.bincount(np.arange(counts) % 10, minlength=10)
    return np.array(counts, np.int64)
