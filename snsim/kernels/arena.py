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

# unit fields of the arena: state, activation, minus dE/da, minus dE/dx, f'(a), d2E/da2, d2E/dx2
A_VAL, A_SUM, A_GRAD, A_BACKSUM, A_SLOPE, A_GGRAD, A_SQBACKSUM = range(7)
UNIT_FIELDS = 7

# columns of Plan.layers
(
    LAYER_START,  # of the layer's units in every unit field
    LAYER_VECTORS,
    LAYER_WINDOW,  # first of its windows; the next layer's first ends them
    LAYER_BLOCK,  # first of its blocks
    LAYER_TANH,  # 1: f and f' are A tanh(B a) + D and its derivative, 0: any other functions
) = range(5)
LAYER_COLUMNS = 5

# columns of Plan.windows
(
    WIN_POSITIONS,
    WIN_INPUTS,  # T
    WIN_VECTORS,  # vectors a row
    WIN_STRIDE,  # bytes a row
    WIN_X,  # the inputs, (positions, T)
    WIN_X2,  # their squares
    WIN_DX,  # what comes back to them: first order
    WIN_DX2,  # second order
    WIN_TURNED,  # the inputs transposed, (T, positions), 0 if not needed
    WIN_TURNED_VECTORS,
    WIN_GATHER,  # moves units -> window: first and end
    WIN_GATHER_END,
    WIN_SCATTER,  # moves window -> units: first and end (empty: nothing to bring back)
    WIN_SCATTER_END,
    WIN_STRIDES,  # address table: p * stride
) = range(15)
WINDOW_COLUMNS = 15

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
    BLK_TURNED,  # 1: forward with lanes along positions
    BLK_ADD,  # 0: the first block of its window, which overwrites what comes back
    BLK_SOURCE,  # PER_UNIT: the one source unit (offset in a unit field)
) = range(12)
BLOCK_COLUMNS = 12


class Plan(NamedTuple):
    """``arena`` float32; ``layers``, ``windows``, ``blocks`` int64 tables (one row beyond the last layer ends the
    ranges); ``moves`` (n, 3) int32; ``tables`` int64 address tables; ``steps``: index in ``tables`` of 0, 4, 8, ...;
    ``fields``: bytes of one unit field; ``gradients``, ``curvatures``: scratch for those of a block's weights;
    ``outputs``: offsets of the output units, in the order of the output layer."""

    arena: np.ndarray
    layers: np.ndarray
    windows: np.ndarray
    blocks: np.ndarray
    moves: np.ndarray
    tables: np.ndarray
    steps: int
    fields: int
    gradients: int
    curvatures: int
    outputs: np.ndarray


class Ground(NamedTuple):
    """The plan as bare addresses (int64): cheap to hand from function to function, no array is touched in a sweep."""

    base: int
    layers: int
    windows: int
    blocks: int
    moves: int
    tables: int
    steps: int
    fields: int
    gradients: int
    curvatures: int


class Examples(NamedTuple):
    """Addresses of the patterns and targets (float32 rows) and of the outputs' offsets; their numbers."""

    patterns: int
    inputs: int
    targets: int
    places: int
    outputs: int


class Rule(NamedTuple):
    """The numbers of a weight update."""

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
    return Ground(
        base,
        plan.layers.ctypes.data,
        plan.windows.ctypes.data,
        plan.blocks.ctypes.data,
        plan.moves.ctypes.data,
        tables,
        tables + plan.steps,
        plan.fields,
        base + plan.gradients,
        base + plan.curvatures,
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
