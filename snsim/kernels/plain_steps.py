"""The plain gradient step, with one learning rate for each unit: W += (rate D) X, and nothing else is kept.

Most learning is of this kind, and it can be done in the pass that brings gradients down. ``A_STEP`` holds rate g.
"""

from __future__ import annotations

from .arena import (
    A_GRAD,
    A_STEP,
    A_VAL,
    BLK_ADD,
    BLK_KIND,
    BLK_MAPS,
    BLK_ROWS,
    BLK_SOURCE,
    BLK_WEIGHTS,
    DENSE,
    WIN_BLOCK,
    WIN_BLOCK_END,
    WIN_POSITIONS,
    WIN_STRIDE,
    WIN_STRIDES,
    WIN_VECTORS,
    WIN_X,
    block_at,
    entry,
    unit_field,
)
from .blocks import back
from .descend import descend, descend_only
from .elementwise import add_multiple
from .jit import part
from .outer import outer
from .vectors import BYTES, load_float, load_int
from .windows import is_wanted, scatter_window, straight


@part
def learn_plainly(ground, window):  # type: ignore[no-untyped-def]
    """What the blocks of a window send down, and their steps."""
    first, end = entry(window, WIN_BLOCK), entry(window, WIN_BLOCK_END)
    wanted, alone = is_wanted(window), entry(window, WIN_POSITIONS) == 1
    for k in range(first, end):
        block = block_at(ground, k)
        if alone and entry(block, BLK_KIND) == DENSE:
            _descend(ground, window, block, wanted)
        elif wanted:
            back(ground, window, block, A_GRAD, ground.base + entry(block, BLK_WEIGHTS), ground.dx)
    if wanted:
        scatter_window(ground, window, False)
    if alone:
        return
    x = straight(ground, window)
    for k in range(first, end):
        block = block_at(ground, k)
        if entry(block, BLK_KIND) == DENSE:
            _step_shared(ground, window, block, x)
        else:
            _step_rows(ground, window, block, x)


@part
def _descend(ground, window, block, wanted):  # type: ignore[no-untyped-def]
    """Full connections: back and step in one pass over the weights."""
    w, stride, vectors = ground.base + entry(block, BLK_WEIGHTS), entry(window, WIN_STRIDE), entry(window, WIN_VECTORS)
    rows, maps, x = ground.tables + entry(block, BLK_ROWS), entry(block, BLK_MAPS), ground.base + entry(window, WIN_X)
    step = unit_field(ground, A_STEP)
    if wanted:
        d, add = unit_field(ground, A_GRAD), entry(block, BLK_ADD)
        descend(ground.dx, add, w, stride, d, step, rows, x, vectors, maps)
    else:
        descend_only(w, stride, step, rows, x, vectors, maps)


@part
def _step_shared(ground, window, block, x):  # type: ignore[no-untyped-def]
    """W += (rate D) X."""
    w, w_rows = ground.base + entry(block, BLK_WEIGHTS), ground.tables + entry(window, WIN_STRIDES)
    rows, maps, stride = ground.tables + entry(block, BLK_ROWS), entry(block, BLK_MAPS), entry(window, WIN_STRIDE)
    step, positions = unit_field(ground, A_STEP), entry(window, WIN_POSITIONS)
    outer(w, w_rows, maps, step, rows, 4, x, stride, entry(window, WIN_VECTORS), positions, 1)


@part
def _step_rows(ground, window, block, x):  # type: ignore[no-untyped-def]
    """Row m of W += rate g_m times row m of the window."""
    w, rows = ground.base + entry(block, BLK_WEIGHTS), ground.tables + entry(block, BLK_ROWS)
    vectors = entry(window, WIN_VECTORS)
    for m in range(entry(block, BLK_MAPS)):
        at = m * vectors * BYTES
        add_multiple(w + at, load_float(unit_field(ground, A_STEP) + load_int(rows + 8 * m)), x + at, vectors)


@part
def step_per_unit(ground, block, start, vectors):  # type: ignore[no-untyped-def]
    """The biases of a layer."""
    source = load_float(unit_field(ground, A_VAL) + entry(block, BLK_SOURCE))
    add_multiple(ground.base + entry(block, BLK_WEIGHTS), source, unit_field(ground, A_STEP) + start, vectors)
