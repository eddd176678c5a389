"""Forward and backward of one block, for each kind of block (``arena``: DENSE, ROWS, PER_UNIT).

With W (maps, T) the weights of a dense block, X (positions, T) its window, D (maps, positions) the gradients of its
units:

    forward     A += W X^T
    backward    dX = D^T W

Of *rows*, unit m has its own row of the window; *per unit*, all units have one and the same input. How weights
change is in ``plain_steps`` and ``general_steps``.
"""

from __future__ import annotations

from .arena import (
    A_SUM,
    A_VAL,
    BLK_ADD,
    BLK_KIND,
    BLK_MAPS,
    BLK_ROWS,
    BLK_SOURCE,
    BLK_SPACING,
    BLK_WEIGHTS,
    DENSE,
    WIN_ACROSS,
    WIN_INPUTS,
    WIN_POSITIONS,
    WIN_STRIDE,
    WIN_STRIDES,
    WIN_TURNED,
    WIN_VECTORS,
    WIN_X,
    entry,
    unit_field,
)
from .dot import dot
from .elementwise import copy
from .jit import part
from .outer import outer
from .transposed import transposed
from .vectors import BYTES, broadcast, fma, load, load_float, load_int, multiply, store, store_float

# ---- forward ---------------------------------------------------------------------------------------------------------


@part
def forward_dense(ground, window, block):  # type: ignore[no-untyped-def]
    """A += W X^T, with lanes along positions (the window turned) or along T."""
    a, w = unit_field(ground, A_SUM), ground.base + entry(block, BLK_WEIGHTS)
    rows, maps, stride = ground.tables + entry(block, BLK_ROWS), entry(block, BLK_MAPS), entry(window, WIN_STRIDE)
    if entry(window, WIN_TURNED):
        x, w_rows = ground.base + entry(window, WIN_TURNED), ground.tables + entry(window, WIN_STRIDES)
        across, inputs = entry(window, WIN_ACROSS), entry(window, WIN_INPUTS)
        outer(a, rows, maps, w, w_rows, 4, x, across * BYTES, across, inputs, 1)
    else:
        x, positions = ground.base + entry(window, WIN_X), entry(window, WIN_POSITIONS)
        dot(a, rows, maps, w, stride, x, stride, positions, entry(window, WIN_VECTORS))


@part
def forward_rows(ground, window, block):  # type: ignore[no-untyped-def]
    """Row i of the weights meets row i of the window."""
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
def _evenly(ground, window, block, field):  # type: ignore[no-untyped-def]
    """Address of a unit field of the block's maps, and the bytes from map to map; copied if they lie unevenly."""
    rows, maps, spacing = ground.tables + entry(block, BLK_ROWS), entry(block, BLK_MAPS), entry(block, BLK_SPACING)
    d = unit_field(ground, field)
    if spacing:
        return d + load_int(rows), spacing
    if entry(window, WIN_POSITIONS) == 1:
        for m in range(maps):
            store_float(ground.even + 4 * m, load_float(d + load_int(rows + 8 * m)))
        return ground.even, 4
    across = entry(window, WIN_ACROSS)
    for m in range(maps):
        copy(ground.even + m * across * BYTES, d + load_int(rows + 8 * m), across)
    return ground.even, across * BYTES


@part
def _back_dense(ground, window, block, field, w, to):  # type: ignore[no-untyped-def]
    """dX (+)= D^T W; for a turned window dX^T (+)= W^T D."""
    d, spacing = _evenly(ground, window, block, field)
    maps, stride, add = entry(block, BLK_MAPS), entry(window, WIN_STRIDE), entry(block, BLK_ADD)
    if entry(window, WIN_TURNED):
        across, inputs = entry(window, WIN_ACROSS), entry(window, WIN_INPUTS)
        transposed(to, across * BYTES, inputs, w, stride, d, spacing, across, maps, add)
    else:
        c_rows, positions = ground.tables + entry(window, WIN_STRIDES), entry(window, WIN_POSITIONS)
        outer(to, c_rows, positions, d, ground.steps, spacing, w, stride, entry(window, WIN_VECTORS), maps, add)


@part
def _back_rows(ground, window, block, field, w, to):  # type: ignore[no-untyped-def]
    """Row i of dX is d_i times row i of W."""
    vectors, stride = entry(window, WIN_VECTORS), entry(window, WIN_STRIDE)
    for i in range(entry(block, BLK_MAPS)):
        d = broadcast(load_float(unit_field(ground, field) + load_int(ground.tables + entry(block, BLK_ROWS) + 8 * i)))
        for k in range(vectors):
            at = i * stride + k * BYTES
            store(to + at, multiply(d, load(w + at)))


@part
def back(ground, window, block, field, w, to):  # type: ignore[no-untyped-def]
    """What a block with the weights at ``w`` sends down of a unit field, to the window at ``to``."""
    if entry(block, BLK_KIND) == DENSE:
        _back_dense(ground, window, block, field, w, to)
    else:
        _back_rows(ground, window, block, field, w, to)
