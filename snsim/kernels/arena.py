"""Where the fast kernels keep a network: one aligned block of float32 (the *arena*), and integer tables about it.

The arena holds, one after the other: the unit fields (``UNIT_FIELDS`` arrays of the same length, each layer padded to
whole vectors), then for each *window* its columns, and for each *block* its weights, rates, and so on. All places are
byte offsets.

* A **window** is what a group of feature maps looks at: row p holds the T inputs of position p, padded with zeros. A
  fully connected layer is the case of one position.
* A **block** is a dense piece of work: M maps that all see the window's T inputs with weights (M, T), each row padded.

The planner (``snsim/planner``) writes these tables; ``fast_sweep`` runs them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .jit import part
from .vectors import load_int

# unit fields of the arena: state, activation, minus dE/da, minus dE/dx, f'(a), d2E/da2, d2E/dx2; the learning rate of
# the unit's connections, that times minus dE/da
A_VAL, A_SUM, A_GRAD, A_BACKSUM, A_SLOPE, A_GGRAD, A_SQBACKSUM, A_RATE, A_STEP = range(9)
UNIT_FIELDS = 9

# columns of Plan.layers
(
    LAYER_START,  # of the layer's units in every unit field
    LAYER_VECTORS,
    LAYER_WINDOW,  # first of its windows, and end
    LAYER_WINDOW_END,
    LAYER_SINGLE,  # first of its PER_UNIT blocks, and end
    LAYER_SINGLE_END,
    LAYER_ORDER,  # address table: where its units lie, in the order of their layer
    LAYER_UNITS,
    LAYER_FUNCTIONS,  # the layer of the course whose functions it has
    LAYER_TANH,  # 1: f and f' are A tanh(B a) + D and its derivative, 0: any other functions
) = range(10)
LAYER_COLUMNS = 10

# columns of Plan.windows
(
    WIN_BLOCK,  # first of the blocks that look through it, and end
    WIN_BLOCK_END,
    WIN_POSITIONS,
    WIN_ACROSS,  # vectors that hold them
    WIN_INPUTS,  # T
    WIN_VECTORS,  # vectors that hold these: a row
    WIN_STRIDE,  # bytes a row
    WIN_X,  # the inputs, (positions, T)
    WIN_TURNED,  # 0, or the inputs as (T, positions): then these are gathered, and what comes back is turned, too
    WIN_GATHER,  # records units -> window: first and end
    WIN_GATHER_END,
    WIN_SCATTER,  # records window -> units: first and end (empty: nothing to bring back)
    WIN_SCATTER_END,
    WIN_STRIDES,  # address table: k * stride
) = range(14)
WINDOW_COLUMNS = 14

# columns of Plan.blocks
DENSE, PER_UNIT, ROWS = range(3)  # BLK_KIND
(
    BLK_KIND,
    BLK_MAPS,
    BLK_WINDOW,
    BLK_WEIGHTS,
    BLK_RATES,
    BLK_DELTAS,
    BLK_HESS,
    BLK_SIGMA,  # curvature of every connection, (maps, positions, T); 0 where it is the weight's
    BLK_ROWS,  # address table: where in a unit field each map starts
    BLK_SPACING,  # bytes from map to map, 0 where they differ
    BLK_ADD,  # 0: the first block of its window, which overwrites what comes back
    BLK_SOURCE,  # PER_UNIT: the one source unit (offset in a unit field)
) = range(12)
BLOCK_COLUMNS = 12

PRESENTED_WHOLE = 16  # patterns of fewer inputs are presented one by one


class Plan(NamedTuple):
    """``arena`` float32; ``layers``, ``windows``, ``blocks`` int64 tables; ``records`` int64: permutations; ``tables``
    int64 address tables; ``steps``: index in ``tables`` of 0, 4, 8, ...; ``fields``: bytes of one unit field;
    ``scratch``: where scratch begins, with the bytes of its parts for weights and for windows;
    ``present``: the first of the records that take a pattern to the input units (those of the windows end there);
    ``inputs``, ``outputs``: offsets of the input and output units, in the order of their layers."""

    arena: np.ndarray
    layers: np.ndarray
    windows: np.ndarray
    blocks: np.ndarray
    records: np.ndarray
    tables: np.ndarray
    steps: int
    fields: int
    scratch: int
    weights_scratch: int
    window_scratch: int
    present: int
    inputs: np.ndarray
    outputs: np.ndarray


class Ground(NamedTuple):
    """The plan as bare addresses (int64): cheap to hand from function to function, no array is touched in a sweep."""

    base: int
    layers: int
    windows: int
    blocks: int
    records: int
    tables: int
    steps: int
    fields: int
    gradients: int  # scratch: gradients of a block's weights, or their squares
    curvatures: int  # scratch: their curvatures
    x: int  # scratch: a turned window turned back
    x2: int  # scratch: the squares of a window
    dx: int  # scratch: what comes back to a window: first order
    dx2: int  # scratch: second order
    even: int  # scratch: gradients of maps that do not lie evenly spaced


class Examples(NamedTuple):
    """Addresses of patterns and targets (float32 rows), of the offsets of input and output units, of the records that
    present a pattern; the numbers of inputs and outputs."""

    patterns: int
    targets: int
    input_places: int
    output_places: int
    records: int
    records_end: int
    inputs: int
    outputs: int


class Rule(NamedTuple):
    """The numbers of a weight update. ``plain``: nothing but a gradient step, at one learning rate for each unit."""

    plain: bool
    order: int
    iterative: bool
    alpha: np.float32
    decay: np.float32
    gamma: np.float32
    mu: np.float32


@part
def ground_of(plan):  # type: ignore[no-untyped-def]
    """The addresses of a plan's arrays."""
    base, tables = plan.arena.ctypes.data, plan.tables.ctypes.data
    weights = base + plan.scratch
    windows = weights + 2 * plan.weights_scratch
    return Ground(
        base,
        plan.layers.ctypes.data,
        plan.windows.ctypes.data,
        plan.blocks.ctypes.data,
        plan.records.ctypes.data,
        tables,
        tables + plan.steps,
        plan.fields,
        weights,
        weights + plan.weights_scratch,
        windows,
        windows + plan.window_scratch,
        windows + 2 * plan.window_scratch,
        windows + 3 * plan.window_scratch,
        windows + 4 * plan.window_scratch,
    )


@part
def layer_entry(ground, layer, column):  # type: ignore[no-untyped-def]
    """An entry of the layer table."""
    return load_int(ground.layers + 8 * (layer * LAYER_COLUMNS + column))


@part
def window_at(ground, index):  # type: ignore[no-untyped-def]
    """Address of a window's row; ``entry`` reads it."""
    return ground.windows + 8 * WINDOW_COLUMNS * index


@part
def block_at(ground, index):  # type: ignore[no-untyped-def]
    """Address of a block's row; ``entry`` reads it."""
    return ground.blocks + 8 * BLOCK_COLUMNS * index


@part
def entry(row, column):  # type: ignore[no-untyped-def]
    """A column of a table row given by its address."""
    return load_int(row + 8 * column)


@part
def unit_field(ground, field):  # type: ignore[no-untyped-def]
    """Address of a unit field."""
    return ground.base + field * ground.fields
