"""Weight steps by any rule: rates of single connections, momentum, decay, Levenberg-Marquardt (``arena.Rule``).

G = D X is the gradient of a dense block's weights, H X^2 their curvature, summed over positions.
"""

from __future__ import annotations

import numpy as np

from .arena import (
    A_GGRAD,
    A_GRAD,
    A_VAL,
    BLK_DELTAS,
    BLK_HESS,
    BLK_KIND,
    BLK_MAPS,
    BLK_RATES,
    BLK_ROWS,
    BLK_SIGMA,
    BLK_SOURCE,
    BLK_WEIGHTS,
    DENSE,
    WIN_BLOCK,
    WIN_BLOCK_END,
    WIN_POSITIONS,
    WIN_STRIDE,
    WIN_STRIDES,
    WIN_VECTORS,
    block_at,
    entry,
    unit_field,
)
from .blocks import back
from .elementwise import average_into, square, update_row
from .jit import part
from .outer import outer
from .vectors import load_float, load_int
from .windows import is_wanted, scatter_window, squares, straight

F1 = np.float32(1)


@part
def learn(ground, rule, window, second, each):  # type: ignore[no-untyped-def]
    """What the blocks of a window send down, then their steps; ``each``: keep every connection's curvature."""
    first, end = entry(window, WIN_BLOCK), entry(window, WIN_BLOCK_END)
    if is_wanted(window):
        for k in range(first, end):
            _bring_back(ground, window, block_at(ground, k), second)
        scatter_window(ground, window, second)
    x = straight(ground, window)
    x2 = squares(ground, window, x) if second else x
    for k in range(first, end):
        block = block_at(ground, k)
        if entry(block, BLK_KIND) == DENSE and entry(window, WIN_POSITIONS) > 1:
            _update_shared(ground, rule, window, block, x, x2, second, each)
        else:
            _update_own(ground, rule, window, block, x, x2)


@part
def _bring_back(ground, window, block, second):  # type: ignore[no-untyped-def]
    """Gradients, and curvatures through the squares of the weights."""
    w = ground.base + entry(block, BLK_WEIGHTS)
    back(ground, window, block, A_GRAD, w, ground.dx)
    if second:
        square(ground.gradients, w, entry(block, BLK_MAPS) * entry(window, WIN_VECTORS))
        back(ground, window, block, A_GGRAD, ground.gradients, ground.dx2)


@part
def _keep_curvatures(ground, window, block, x2, gamma):  # type: ignore[no-untyped-def]
    """The running average of every connection of a shared block: sigma (maps, positions, T)."""
    stride, vectors, positions = entry(window, WIN_STRIDE), entry(window, WIN_VECTORS), entry(window, WIN_POSITIONS)
    at = ground.base + entry(block, BLK_SIGMA)
    for m in range(entry(block, BLK_MAPS)):
        row = unit_field(ground, A_GGRAD) + load_int(ground.tables + entry(block, BLK_ROWS) + 8 * m)
        for p in range(positions):
            average_into(at, gamma, load_float(row + 4 * p), x2 + p * stride, vectors)
            at += stride


@part
def _update_shared(ground, rule, window, block, x, x2, second, each):  # type: ignore[no-untyped-def]
    """Weights that several positions share: their gradient is a matrix product."""
    maps, positions = entry(block, BLK_MAPS), entry(window, WIN_POSITIONS)
    stride, vectors = entry(window, WIN_STRIDE), entry(window, WIN_VECTORS)
    rows, c_rows = ground.tables + entry(block, BLK_ROWS), ground.tables + entry(window, WIN_STRIDES)
    g, h = ground.gradients, ground.curvatures
    outer(g, c_rows, maps, unit_field(ground, A_GRAD), rows, 4, x, stride, vectors, positions, 0)
    if second:
        outer(h, c_rows, maps, unit_field(ground, A_GGRAD), rows, 4, x2, stride, vectors, positions, 0)
        if each:
            _keep_curvatures(ground, window, block, x2, rule.gamma)
    w, rate = ground.base + entry(block, BLK_WEIGHTS), ground.base + entry(block, BLK_RATES)
    delta, hess = ground.base + entry(block, BLK_DELTAS), ground.base + entry(block, BLK_HESS)
    update_row(w, rate, delta, hess, g, F1, h, F1, maps * vectors, rule)


@part
def _update_own(ground, rule, window, block, x, x2):  # type: ignore[no-untyped-def]
    """Weights of one connection each: the gradient of unit m's row is g_m times its inputs."""
    stride, vectors = entry(window, WIN_STRIDE), entry(window, WIN_VECTORS)
    w, rate = ground.base + entry(block, BLK_WEIGHTS), ground.base + entry(block, BLK_RATES)
    delta, hess = ground.base + entry(block, BLK_DELTAS), ground.base + entry(block, BLK_HESS)
    rows = ground.tables + entry(block, BLK_ROWS)
    next_row = 0 if entry(block, BLK_KIND) == DENSE else stride
    for m in range(entry(block, BLK_MAPS)):
        place, at, see = load_int(rows + 8 * m), m * stride, m * next_row
        d, h = load_float(unit_field(ground, A_GRAD) + place), load_float(unit_field(ground, A_GGRAD) + place)
        update_row(w + at, rate + at, delta + at, hess + at, x + see, d, x2 + see, h, vectors, rule)


@part
def update_per_unit(ground, rule, block, start, vectors):  # type: ignore[no-untyped-def]
    """The biases of a layer: gradient g_m times the source."""
    source = load_float(unit_field(ground, A_VAL) + entry(block, BLK_SOURCE))
    g, h = unit_field(ground, A_GRAD) + start, unit_field(ground, A_GGRAD) + start
    w, rate = ground.base + entry(block, BLK_WEIGHTS), ground.base + entry(block, BLK_RATES)
    delta, hess = ground.base + entry(block, BLK_DELTAS), ground.base + entry(block, BLK_HESS)
    update_row(w, rate, delta, hess, g, source, h, source * source, vectors, rule)
