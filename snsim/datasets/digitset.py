"""The form in which every loader hands out its digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class DigitSet:
    """16x16 digits to learn from and to be tested on.

    ``*_images`` (n, 256) float32 in [-1, 1], row by row, ink is +1; ``*_labels`` (n,) uint8 0-9; ``origin``: where they
    come from, for people; ``digest``: sha256 of both parts, for the record of a run.
    """

    train_images: Floats
    train_labels: Labels
    test_images: Floats
    test_labels: Labels
    origin: str
    digest: str
