"""Patterns that are pictures, changed by chance for every presentation: the class stays, the data grow (Simard and
others, "Best practices for convolutional neural networks", 2003).

What is drawn comes first, as a row of numbers; what it does to a picture is in ``shifting`` and ``warping``. What comes
in from outside a picture is background.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .jit import kernel, part
from .shifting import offset, shifted
from .warping import draw_warp, warp_draws, warp_room, warped

NONE, SHIFT, WARP = range(3)  # Augmentation.kind


class Augmentation(NamedTuple):
    """``kind``: which; ``shift``: most pixels up and down, right and left; of a ``WARP`` also the most ``rotation``
    (radians), ``scale`` and ``shear`` (shares), and of its elastic field ``strength`` and ``reach`` (pixels)."""

    kind: int
    rows: int
    columns: int
    background: np.float32
    shift: float
    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    strength: float = 0.0
    reach: float = 1.0


NO_AUGMENTATION = Augmentation(NONE, 0, 0, np.float32(0), 0.0)


@part
def draws(augmentation):  # type: ignore[no-untyped-def]
    """How many numbers a presentation takes."""
    if augmentation.kind == NONE:
        return 0
    if augmentation.kind == SHIFT:
        return 2
    return warp_draws(augmentation)


@part
def room(augmentation):  # type: ignore[no-untyped-def]
    """How many floats of scratch a presentation takes."""
    return warp_room(augmentation) if augmentation.kind == WARP else 0


@part
def draw(augmentation, numbers, random):  # type: ignore[no-untyped-def]
    """The ``draws`` numbers of the next presentation."""
    if augmentation.kind == SHIFT:
        most = int(augmentation.shift)
        numbers[0], numbers[1] = offset(most, random), offset(most, random)
    elif augmentation.kind == WARP:
        draw_warp(augmentation, numbers, random)


@part
def change(pattern, to, augmentation, numbers, work):  # type: ignore[no-untyped-def]
    """``to`` (rows * columns, at least) becomes the picture as the numbers say; ``work``: scratch of size ``room``."""
    if augmentation.kind == SHIFT:
        shifted(pattern, to, augmentation, int(numbers[0]), int(numbers[1]))
    else:
        warped(pattern, to, augmentation, numbers, work)


@kernel
def augmented(pattern, to, augmentation, random):  # type: ignore[no-untyped-def]
    """``to`` becomes the pattern, changed as is drawn."""
    numbers = np.empty(draws(augmentation), np.float32)
    draw(augmentation, numbers, random)
    change(pattern, to, augmentation, numbers, np.empty(room(augmentation), np.float32))
