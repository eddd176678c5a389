"""Names of the rows of the network's arrays, and the bundle of arrays that kernels take.

SN numbers the fields of units (``nfields``, sn28.md 1.3) and of connections (``sfields``, 1.4). A unit field is row
``number`` of ``Net.units``; the connection fields lie in two tables, because some belong to the weight (shared by
several connections) and some to the connection itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

# rows of Net.units: SN's nfield numbers
VAL, SUM, GRAD, BACKSUM, EPSILON = 1, 2, 3, 4, 5
GGRAD, SQBACKSUM, SIGMA, SPARE1, SPARE2, SPARE3 = 8, 9, 10, 11, 12, 13
MASK = 14  # not in SN: a factor of the state, 1 unless units are left out (dropout.py)
UNIT_ROWS = 15

# rows of Net.weights (per weight record) and of Net.links (per connection)
W_VAL, W_DELTA, W_ACC, W_HESS, W_MOMENT, W_AVERAGE = 0, 1, 2, 3, 4, 5
L_EPSILON, L_SIGMA = 0, 1
WEIGHT_ROWS, LINK_ROWS = 6, 2


class Net(NamedTuple):
    """The network as flat arrays. Incoming and outgoing lists run from the newest connection to the oldest.

    ``units`` (15, units) float32; ``weights`` (6, capacity) float32, the first
    ``weight_count`` columns in use; ``links`` (2, connections) float32.
    The incoming connections of unit ``i`` are entries ``in_start[i] : in_start[i + 1]`` of ``in_link`` (connection
    number), ``in_unit`` (the other end) and ``in_weight`` (weight record); the outgoing ones likewise.
    """

    units: np.ndarray
    weights: np.ndarray
    weight_count: int
    links: np.ndarray
    in_start: np.ndarray
    in_link: np.ndarray
    in_unit: np.ndarray
    in_weight: np.ndarray
    out_start: np.ndarray
    out_link: np.ndarray
    out_unit: np.ndarray
    out_weight: np.ndarray
