"""Filling the windows of a layer with its inputs, and bringing the gradients of the windows back to the units below."""

from __future__ import annotations

from .arena import (
    A_BACKSUM,
    A_SQBACKSUM,
    A_VAL,
    WIN_ACROSS,
    WIN_GATHER,
    WIN_GATHER_END,
    WIN_POSITIONS,
    WIN_SCATTER,
    WIN_SCATTER_END,
    WIN_STRIDE,
    WIN_TURNED,
    WIN_VECTORS,
    WIN_X,
    entry,
    unit_field,
)
from .elementwise import square
from .jit import part
from .permutations import gather, scatter, transpose
from .vectors import BYTES


@part
def fill_window(ground, window):  # type: ignore[no-untyped-def]
    """Gather the inputs."""
    to = ground.base + (entry(window, WIN_TURNED) or entry(window, WIN_X))
    first, end = ground.records + entry(window, WIN_GATHER), ground.records + entry(window, WIN_GATHER_END)
    gather(first, end, to, unit_field(ground, A_VAL))


@part
def straight(ground, window):  # type: ignore[no-untyped-def]
    """Address of the inputs as (positions, T), which the gradients of weights need; a turned window is turned back."""
    if not entry(window, WIN_TURNED):
        return ground.base + entry(window, WIN_X)
    across, vectors, turned = entry(window, WIN_ACROSS), entry(window, WIN_VECTORS), entry(window, WIN_TURNED)
    transpose(ground.x, entry(window, WIN_STRIDE), ground.base + turned, across * BYTES, vectors, across)
    return ground.x


@part
def squares(ground, window, x):  # type: ignore[no-untyped-def]
    """Address of the squares of the inputs, which curvatures need."""
    square(ground.x2, x, entry(window, WIN_POSITIONS) * entry(window, WIN_VECTORS))
    return ground.x2


@part
def is_wanted(window):  # type: ignore[no-untyped-def]
    """Does anything below want what comes back to this window?"""
    return entry(window, WIN_SCATTER) != entry(window, WIN_SCATTER_END)


@part
def scatter_window(ground, window, second):  # type: ignore[no-untyped-def]
    """Add what came back to the units that the window was filled from."""
    first, end = ground.records + entry(window, WIN_SCATTER), ground.records + entry(window, WIN_SCATTER_END)
    scatter(first, end, unit_field(ground, A_BACKSUM), ground.dx)
    if second:
        scatter(first, end, unit_field(ground, A_SQBACKSUM), ground.dx2)
