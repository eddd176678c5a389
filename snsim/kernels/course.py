"""What a sweep needs to know, as one bundle: layers in order, transfer functions, examples, algorithm, criterion.

A *course* is made once per sweep (``training/course.py``) from the Lisp variables of netenv and handed unchanged to
every chunk of it; what a sweep changes besides the network is in ``state`` (float64, rows below).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .adamw import AdamW
from .augmentation import Augmentation
from .averaging import Averaging
from .dropout import Dropout

FIRST_ORDER, NEWTON, MARQUARDT = range(3)  # Course.order
COST_LMS, COST_THLMS, COST_XENT = range(3)  # Course.cost
CLASS_NIL, CLASS_MAX, CLASS_QUADRANT, CLASS_SGN, CLASS_LMS, CLASS_HAMMING = range(6)  # Course.criterion

# entries of ``state``
ERROR, GOOD, ERROR_SUM, GOOD_COUNT, PATTERN = range(5)
STEP, AVERAGED = 5, 6  # steps that AdamW has made, and since averaging began
STATE_SIZE = 7


class Course(NamedTuple):
    """All arrays are read only during a sweep.

    ``layers``: unit numbers of all layers, input first, one after the other; layer k is
    ``layers[layer_start[k] : layer_start[k + 1]]``. ``code``: all transfer codes; ``f_at[k]``, ``df_at[k]``,
    ``ddf_at[k]``: where those of layer k start. ``patterns`` (n, inputs), ``targets`` (n, outputs): examples, float32.
    ``share``: 1 for an error divided by the number of outputs. ``cost``: which; ``bound``: of the
    thresholded one; ``smoothing``: of the cross-entropy. ``by_adamw``: steps are those of ``adamw``;
    ``averaging`` of weights, ``augmentation`` of patterns, ``dropout`` of units: while learning only.
    """

    layers: np.ndarray
    layer_start: np.ndarray
    code: np.ndarray
    f_at: np.ndarray
    df_at: np.ndarray
    ddf_at: np.ndarray
    output: np.ndarray
    desired: np.ndarray
    patterns: np.ndarray
    targets: np.ndarray
    outputs: float
    iterative: bool
    rates: int
    order: int
    alpha: np.float32
    decay: np.float32
    gamma: np.float32
    mu: np.float32
    theta: np.float32
    noise: np.float32
    cost: int
    bound: np.float32
    smoothing: np.float32
    by_adamw: bool
    adamw: AdamW
    averaging: Averaging
    augmentation: Augmentation
    dropout: Dropout
    criterion: int
    criterion_low: float
    criterion_high: float
    random_choice: bool
    stay: bool
    first: int
    last: int
