"""Where the fast kernels keep a network: one aligned block of float32 (the *arena*) and integer tables that describe it.

The arena holds, one after the other: the unit fields (``UNIT_FIELDS`` arrays of the same length, each layer padded to whole
vectors), then for each *window* its columns, and for each *block* its weights, rates, and so on. All places are byte offsets.

* A **window** is what a group of feature maps looks at: row p holds the T inputs of position p, padded with zeros. A fully
  connected layer is the case of one position.
* A **block** is a dense piece of work: M maps that all see the window's T inputs with weights (M, T), each row padded.

The planner (``snsim/planner``) writes these tables; ``fast_sweep`` runs them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

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
    """``arena`` float32; ``layers``, ``windows``, ``blocks`` int64 tables (one row beyond the last layer ends the ranges);
    ``moves`` (n, 3) int64; ``tables`` int64 address tables; ``steps``: index in ``tables`` of 0, 4, 8, ...;
    ``fields``: bytes of one unit field; ``gradients``: two scratch areas for weight gradients and curvatures;
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
