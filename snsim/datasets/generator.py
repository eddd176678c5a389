"""Digits out of nothing: any number of 16x16 grey-level digits, drawn by a model of handwriting.

In: how many, and a seed. Out: images (n, 256) float32 in [-1, 1] and labels (n,) uint8. They stand in for the zip
digits of LeCun et al. (1989) where those cannot be had. Grey levels are thousandths, as in the zip files, so that a
seed gives the same digits (and the same digest) on machines that compute the last bits differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from snsim.datasets.digest import THOUSAND
from snsim.datasets.digitset import Floats, Labels
from snsim.datasets.errors import DatasetError
from snsim.datasets.glyphs import ALLOGRAPHS
from snsim.datasets.handwriting import SIDE, Hand, write
from snsim.datasets.rendering import render
from snsim.datasets.splines import Glyph, parse_glyph

CLASSES = 10
MOST = 100_000  # digits at a time; their paths take 0.8 GB
HAND = Hand()


def generate_digits(
    counts: int | Sequence[int], seed: int | Sequence[int] = 0, hand: Hand = HAND
) -> tuple[Floats, Labels]:
    """Draw digits, in random order: ``counts`` is a total, shared out evenly, or the number wanted of each class."""
    if np.min(seed) < 0:
        raise DatasetError(f"a seed cannot be negative: {np.min(seed)}")
    rng = np.random.Generator(np.random.PCG64(seed))
    class_counts = _class_counts(counts)
    labels = np.repeat(np.arange(CLASSES, dtype=np.uint8), class_counts)
    drawn = []
    for digit, count in enumerate(class_counts):
        shares, glyphs = allographs(digit)
        for glyph, n in zip(glyphs, rng.multinomial(count, shares), strict=True):
            drawn.append(write(glyph, int(n), hand, rng))
    path, thickness, pen = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    softness = rng.uniform(*hand.softness, len(labels))
    images = np.rint(render(path, thickness, pen, softness, SIDE) * THOUSAND) / THOUSAND
    order = rng.permutation(len(labels))
    return images[order].astype(np.float32), labels[order]


@cache
def allographs(digit: int) -> tuple[tuple[float, ...], tuple[Glyph, ...]]:
    """The glyphs of a digit and their shares, which sum to one."""
    weights, strokes = zip(*ALLOGRAPHS[digit], strict=True)
    return tuple(weight / sum(weights) for weight in weights), tuple(parse_glyph(text) for text in strokes)


def _class_counts(counts: int | Sequence[int]) -> NDArray[np.int64]:
    if isinstance(counts, int):
        shared, left = divmod(counts, CLASSES)
        counts = [shared + (digit < left) for digit in range(CLASSES)]
    if len(counts) != CLASSES or min(counts) < 0:
        raise DatasetError(f"cannot draw this many digits: {counts}", "", f"give a total, or {CLASSES} counts")
    if sum(counts) > MOST:
        raise DatasetError(f"cannot draw {sum(counts)} digits at once", "", f"ask for {MOST} at most")
    return np.array(counts, np.int64)
