"""Forward, backward and update of one block, for each kind of block (``arena``: DENSE, ROWS, PER_UNIT).

With W (maps, T) the weights of a dense block, X (positions, T) its window, D (maps, positions) the gradients of its
units and H their curvatures:

    forward     A += W X^T
    backward    dX = D^T W,   dX2 = H^T W^2
    gradient    G = D X,      curvature  H X^2

Connected one to one (*rows*), unit m has its own row of the window; *per unit*, all units have one and the same input.
"""

from __future__ import annotations

import numpy as np

from .arena import (
    A_GGRAD,
    A_GRAD,
    A_SUM,
    A_VAL,
    BLK_ADD,
    BLK_DELTAS,
    BLK_HESS,
    BLK_KIND,
    BLK_MAPS,
    BLK_RATES,
    BLK_ROWS,
    BLK_SIGMA,
    BLK_SOURCE,
    BLK_TURNED,
    BLK_WEIGHTS,
    BLK_WINDOW,
    DENSE,
    WIN_DX,
    WIN_DX2,
    WIN_INPUTS,
    WIN_POSITIONS,
    WIN_SCATTER,
    WIN_SCATTER_END,
    WIN_STRIDE,
    WIN_STRIDES,
    WIN_TURNED,
    WIN_TURNED_VECTORS,
    WIN_VECTORS,
    WIN_X,
    WIN_X2,
    entry,
    unit_field,
    window_at,
)
from .elementwise import average_into, square, update_row
from .jit import part
from .tiles import dot, outer
from .vectors import BYTES, broadcast, fma, load, load_float, load_int, multiply, store

F1 = np.float32(1)


# ---- forward ---------------------------------------------------------------------------------------------------------


@part
def forward_dense(ground, block):  # type: ignore[no-untyped-def]
    """A += W X^T, with lanes along positions (the window turned) or along T."""
    window = window_at(ground, entry(block, BLK_WINDOW))
    a, rows = unit_field(ground, A_SUM), ground.tables + entry(block, BLK_ROWS)
    w = ground.base + entry(block, BLK_WEIGHTS)
    maps, stride = entry(block, BLK_MAPS), entry(window, WIN_STRIDE)
    if entry(block, BLK_TURNED):
        vectors, w_rows = entry(window, WIN_TURNED_VECTORS), ground.tables + entry(window, WIN_STRIDES)
        turned, inputs = ground.base + entry(window, WIN_TURNED), entry(window, WIN_INPUTS)
        outer(a, rows, maps, w, w_rows, ground.steps, turned, vectors * BYTES, vectors, inputs, 1)
    else:
        x = ground.base + entry(window, WIN_X)
        positions, vectors = entry(window, WIN_POSITIONS), entry(window, WIN_VECTORS)
        dot(a, rows, maps, w, stride, x, stride, positions, vectors)


@part
def forward_rows(ground, block):  # type: ignore[no-untyped-def]
    """Row i of the weights meets row i of the window."""
    window = window_at(ground, entry(block, BLK_WINDOW))
    a, rows, stride = unit_field(ground, A_SUM), ground.tables + entry(block, BLK_ROWS), entry(window, WIN_STRIDE)
    for i in range(entry(block, BLK_MAPS)):
        w, x = ground.base + entry(block, BLK_WEIGHTS) + i * stride, ground.base + entry(window, WIN_X) + i * stride
        dot(a, rows + 8 * i, 1, w, stride, x, stride, 1, entry(window, WIN_VECTORS))


@part
def forward_per_unit(ground, block, start, vectors):  # type: ignore[no-untyped-def]
    """One weight for each unit of the layer from one and the same source: the biases."""
    source = broadcast(load_float(unit_field(ground, A_VAL) + entry(block, BLK_SOURCE)))
    a, w = unit_field(ground, A_SUM) + start, ground.base + entry(block, BLK_WEIGHTS)
    for k in range(vectors):
        store(a + k * BYTES, fma(load(w + k * BYTES), source, load(a + k * BYTES)))


# ---- backward --------------------------------------------------------------------------------------------------------


@part
def _back_dense(ground, block, window, field, w, to):  # type: ignore[no-untyped-def]
    """dX (+)= D^T W."""
    stride, positions, vectors = entry(window, WIN_STRIDE), entry(window, WIN_POSITIONS), entry(window, WIN_VECTORS)
    d, maps, add = unit_field(ground, field), entry(block, BLK_MAPS), entry(block, BLK_ADD)
    rows, c_rows = ground.tables + entry(block, BLK_ROWS), ground.tables + entry(window, WIN_STRIDES)
    outer(to, c_rows, positions, d, ground.steps, rows, w, stride, vectors, maps, add)


@part
def _back_rows(ground, block, window, field, w, to):  # type: ignore[no-untyped-def]
    """Row i of dX is d_i times row i of W."""
    vectors, stride = entry(window, WIN_VECTORS), entry(window, WIN_STRIDE)
    for i in range(entry(block, BLK_MAPS)):
        d = broadcast(load_float(unit_field(ground, field) + load_int(ground.tables + entry(block, BLK_ROWS) + 8 * i)))
        for k in range(vectors):
            at = i * stride + k * BYTES
            store(to + at, multiply(d, load(w + at)))


@part
def _back(ground, block, window, field, w, to):  # type: ignore[no-untyped-def]
    if entry(block, BLK_KIND) == DENSE:
        _back_dense(ground, block, window, field, w, to)
    else:
        _back_rows(ground, block, window, field, w, to)


@part
def bring_back(ground, block, second):  # type: ignore[no-untyped-def]
    """What a block sends down to the inputs of its window, if any unit below wants it."""
    window = window_at(ground, entry(block, BLK_WINDOW))
    if entry(window, WIN_SCATTER) == entry(window, WIN_SCATTER_END):
        return
    w = ground.base + entry(block, BLK_WEIGHTS)
    _back(ground, block, window, A_GRAD, w, ground.base + entry(window, WIN_DX))
    if second:
        square(ground.gradients, w, entry(block, BLK_MAPS) * entry(window, WIN_VECTORS))
        _back(ground, block, window, A_GGRAD, ground.gradients, ground.base + entry(window, WIN_DX2))


# ---- update ----------------------------------------------------------------------------------------------------------


@part
def _keep_curvatures(ground, block, window, gamma):  # type: ignore[no-untyped-def]
    """The running average of every connection of a shared block: sigma (maps, positions, T)."""
    stride, vectors, positions = entry(window, WIN_STRIDE), entry(window, WIN_VECTORS), entry(window, WIN_POSITIONS)
    at, x2 = ground.base + entry(block, BLK_SIGMA), ground.base + entry(window, WIN_X2)
    for m in range(entry(block, BLK_MAPS)):
        row = unit_field(ground, A_GGRAD) + load_int(ground.tables + entry(block, BLK_ROWS) + 8 * m)
        for p in range(positions):
            average_into(at, gamma, load_float(row + 4 * p), x2 + p * stride, vectors)
            at += stride


@part
def update_shared(ground, rule, block, second, each):  # type: ignore[no-untyped-def]
    """Weights that several positions share: their gradient is a matrix product."""
    window = window_at(ground, entry(block, BLK_WINDOW))
    maps, positions = entry(block, BLK_MAPS), entry(window, WIN_POSITIONS)
    stride, vectors = entry(window, WIN_STRIDE), entry(window, WIN_VECTORS)
    rows, c_rows = ground.tables + entry(block, BLK_ROWS), ground.tables + entry(window, WIN_STRIDES)
    g, h, x = ground.gradients, ground.curvatures, ground.base + entry(window, WIN_X)
    outer(g, c_rows, maps, unit_field(ground, A_GRAD), rows, ground.steps, x, stride, vectors, positions, 0)
    if second:
        x2 = ground.base + entry(window, WIN_X2)
        outer(h, c_rows, maps, unit_field(ground, A_GGRAD), rows, ground.steps, x2, stride, vectors, positions, 0)
        if each:
            _keep_curvatures(ground, block, window, rule.gamma)
    w, rate = ground.base + entry(block, BLK_WEIGHTS), ground.base + entry(block, BLK_RATES)
    delta, hess = ground.base + entry(block, BLK_DELTAS), ground.base + entry(block, BLK_HESS)
    update_row(w, rate, delta, hess, g, F1, h, F1, maps * vectors, rule)


@part
def update_own(ground, rule, block):  # type: ignore[no-untyped-def]
    """Weights of one connection each: the gradient of unit m's row is g_m times its inputs."""
    window = window_at(ground, entry(block, BLK_WINDOW))
    stride, vectors = entry(window, WIN_STRIDE), entry(window, WIN_VECTORS)
    w, rate = ground.base + entry(block, BLK_WEIGHTS), ground.base + entry(block, BLK_RATES)
    delta, hess = ground.base + entry(block, BLK_DELTAS), ground.base + entry(block, BLK_HESS)
    x, x2 = ground.base + entry(window, WIN_X), ground.base + entry(window, WIN_X2)
    rows = ground.tables + entry(block, BLK_ROWS)
    next_row = 0 if entry(block, BLK_KIND) == DENSE else stride
    for m in range(entry(block, BLK_MAPS)):
        place, at = load_int(rows + 8 * m), m * stride
        d, h = load_float(unit_field(ground, A_GRAD) + place), load_float(unit_field(ground, A_GGRAD) + place)
        update_row(w + at, rate + at, delta + at, hess + at, x, d, x2, h, vectors, rule)
        x += next_row
        x2 += next_row


@part
def update_per_unit(ground, rule, block, start, vectors):  # type: ignore[no-untyped-def]
    """The biases of a layer: gradient g_m times the source."""
    source = load_float(unit_field(ground, A_VAL) + entry(block, BLK_SOURCE))
    g, h = unit_field(ground, A_GRAD) + start, unit_field(ground, A_GGRAD) + start
    w, rate = ground.base + entry(block, BLK_WEIGHTS), ground.base + entry(block, BLK_RATES)
    delta, hess = ground.base + entry(block, BLK_DELTAS), ground.base + entry(block, BLK_HESS)
    update_row(w, rate, delta, hess, g, source, h, source * source, vectors, rule)
