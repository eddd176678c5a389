"""Filling the windows of a layer with its inputs, and bringing the gradients of the windows back to the units below."""

from __future__ import annotations

from .arena import (
    A_BACKSUM,
    A_SQBACKSUM,
    A_VAL,
    LAYER_WINDOW,
    WIN_DX,
    WIN_DX2,
    WIN_GATHER,
    WIN_GATHER_END,
    WIN_POSITIONS,
    WIN_SCATTER,
    WIN_SCATTER_END,
    WIN_STRIDE,
    WIN_TURNED,
    WIN_TURNED_VECTORS,
    WIN_VECTORS,
    WIN_X,
    WIN_X2,
    entry,
    layer_entry,
    unit_field,
    window_at,
)
from .elementwise import square
from .jit import part
from .moves import gather, scatter, transpose
from .vectors import BYTES


@part
def _turn(ground, window, x):  # type: ignore[no-untyped-def]
    """The transposed copy of a window, for products whose lanes run along positions."""
    turned, rows = ground.base + entry(window, WIN_TURNED), entry(window, WIN_TURNED_VECTORS)
    transpose(turned, rows * BYTES, x, entry(window, WIN_STRIDE), rows, entry(window, WIN_VECTORS))


@part
def fill_windows(ground, layer, second):  # type: ignore[no-untyped-def]
    """Gather the inputs of a layer; their squares too, if the second order needs them."""
    state = unit_field(ground, A_VAL)
    for k in range(layer_entry(ground, layer, LAYER_WINDOW), layer_entry(ground, layer + 1, LAYER_WINDOW)):
        window = window_at(ground, k)
        x = ground.base + entry(window, WIN_X)
        gather(ground.moves + entry(window, WIN_GATHER), ground.moves + entry(window, WIN_GATHER_END), x, state)
        if entry(window, WIN_TURNED):
            _turn(ground, window, x)
        if second:
            square(ground.base + entry(window, WIN_X2), x, entry(window, WIN_POSITIONS) * entry(window, WIN_VECTORS))


@part
def scatter_windows(ground, layer, second):  # type: ignore[no-untyped-def]
    """Add what came back to the windows of a layer to the units they were filled from."""
    for k in range(layer_entry(ground, layer, LAYER_WINDOW), layer_entry(ground, layer + 1, LAYER_WINDOW)):
        window = window_at(ground, k)
        first, end = ground.moves + entry(window, WIN_SCATTER), ground.moves + entry(window, WIN_SCATTER_END)
        scatter(first, end, unit_field(ground, A_BACKSUM), ground.base + entry(window, WIN_DX))
        if second:
            scatter(first, end, unit_field(ground, A_SQBACKSUM), ground.base + entry(window, WIN_DX2))
