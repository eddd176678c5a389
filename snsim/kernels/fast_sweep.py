"""A whole sweep over a planned network, in one call: the same steps as ``exact_sweep``, on vectors and matrix products.

The sums are taken in another order than the original's (by window and tile instead of connection by connection); every
field agrees with exact mode within float32 rounding. Per layer, from its blocks (``blocks``) and windows (``windows``):

    forward     A = sum of blocks        x = f(A)
    backward    b from layers above      g = b f'(a),  W += rate G
    curvature   s likewise               h = s f'(a)^2,  hess = (1 - gamma) hess + gamma H X^2,
                                         W += rate G / (mu + hess)
"""

from __future__ import annotations

import numpy as np

from .arena import (
    A_BACKSUM,
    A_GGRAD,
    A_GRAD,
    A_SLOPE,
    A_SQBACKSUM,
    A_SUM,
    A_VAL,
    BLK_KIND,
    BLK_WINDOW,
    DENSE,
    LAYER_BLOCK,
    LAYER_START,
    LAYER_TANH,
    LAYER_VECTORS,
    PER_UNIT,
    WIN_POSITIONS,
    Examples,
    Rule,
    block_at,
    entry,
    ground_of,
    layer_entry,
    unit_field,
    window_at,
)
from .blocks import (
    bring_back,
    forward_dense,
    forward_per_unit,
    forward_rows,
    update_own,
    update_per_unit,
    update_shared,
)
from .course import FIRST_ORDER, PATTERN
from .criteria import good_answer
from .elementwise import activate_any, activate_tanh, clear, curvature_of_units, product
from .exact_sweep import next_pattern, record
from .jit import kernel, part
from .vectors import BYTES, load_float, load_int, store_float
from .windows import fill_windows, scatter_windows

F0, F1, HALF = np.float32(0), np.float32(1), np.float32(0.5)


@part
def present(ground, examples, pattern):  # type: ignore[no-untyped-def]
    """The pattern into the input units, the first of the arena."""
    x, source = unit_field(ground, A_VAL), examples.patterns + 4 * pattern * examples.inputs
    for k in range(examples.inputs):
        store_float(x + 4 * k, load_float(source + 4 * k))


@part
def forward(ground, code, f_at, df_at, second):  # type: ignore[no-untyped-def]
    """States and slopes of all layers."""
    for layer in range(1, len(f_at)):
        start, vectors = layer_entry(ground, layer, LAYER_START), layer_entry(ground, layer, LAYER_VECTORS)
        a = unit_field(ground, A_SUM) + start
        clear(a, vectors)
        fill_windows(ground, layer, second)
        for k in range(layer_entry(ground, layer, LAYER_BLOCK), layer_entry(ground, layer + 1, LAYER_BLOCK)):
            block = block_at(ground, k)
            if entry(block, BLK_KIND) == DENSE:
                forward_dense(ground, block)
            elif entry(block, BLK_KIND) == PER_UNIT:
                forward_per_unit(ground, block, start, vectors)
            else:
                forward_rows(ground, block)
        x, slope = unit_field(ground, A_VAL) + start, unit_field(ground, A_SLOPE) + start
        if layer_entry(ground, layer, LAYER_TANH):
            activate_tanh(a, x, slope, vectors, code, f_at[layer], df_at[layer])
        else:
            activate_any(a, x, slope, vectors, code, f_at[layer], df_at[layer])


@part
def output_error(ground, examples, clip, bound, pattern, outputs, targets):  # type: ignore[no-untyped-def]
    """The error (a sum over outputs); b (and s = 1) of the output units; what they say and should say."""
    cost, wanted = F0, examples.targets + 4 * pattern * examples.outputs
    for k in range(examples.outputs):
        place = load_int(examples.places + 8 * k)
        target, output = load_float(wanted + 4 * k), load_float(unit_field(ground, A_VAL) + place)
        d = target - output
        if clip:
            d = max(d, F0) if target > bound else min(d, F0)
        cost += HALF * (d * d)
        outputs[k], targets[k] = output, target
        store_float(unit_field(ground, A_BACKSUM) + place, d)
        store_float(unit_field(ground, A_SQBACKSUM) + place, F1)
    return float(cost)


@part
def _gradients(ground, layer, second):  # type: ignore[no-untyped-def]
    """g = b f' and h = s f'^2 of a layer."""
    start, vectors = layer_entry(ground, layer, LAYER_START), layer_entry(ground, layer, LAYER_VECTORS)
    slope = unit_field(ground, A_SLOPE) + start
    product(unit_field(ground, A_GRAD) + start, unit_field(ground, A_BACKSUM) + start, slope, vectors)
    if second:
        at = unit_field(ground, A_SQBACKSUM) + start
        curvature_of_units(unit_field(ground, A_GGRAD) + start, at, slope, vectors)


@part
def _update(ground, rule, block, start, vectors, second, each):  # type: ignore[no-untyped-def]
    if entry(block, BLK_KIND) == PER_UNIT:
        update_per_unit(ground, rule, block, start, vectors)
    elif entry(block, BLK_KIND) == DENSE and entry(window_at(ground, entry(block, BLK_WINDOW)), WIN_POSITIONS) > 1:
        update_shared(ground, rule, block, second, each)
    else:
        update_own(ground, rule, block)


@part
def backward(ground, rule, layers, each):  # type: ignore[no-untyped-def]
    """Gradients layer by layer from the top; each layer's weights change once it has sent its gradients down."""
    second = rule.order != FIRST_ORDER
    inner = layer_entry(ground, 1, LAYER_START)
    vectors = (layer_entry(ground, layers - 1, LAYER_START) - inner) // BYTES
    clear(unit_field(ground, A_BACKSUM) + inner, vectors)
    if second:
        clear(unit_field(ground, A_SQBACKSUM) + inner, vectors)
    for layer in range(layers - 1, 0, -1):
        _gradients(ground, layer, second)
        first, end = layer_entry(ground, layer, LAYER_BLOCK), layer_entry(ground, layer + 1, LAYER_BLOCK)
        for k in range(first, end):
            if entry(block_at(ground, k), BLK_KIND) != PER_UNIT:
                bring_back(ground, block_at(ground, k), second)
        scatter_windows(ground, layer, second)
        start, units = layer_entry(ground, layer, LAYER_START), layer_entry(ground, layer, LAYER_VECTORS)
        for k in range(first, end):
            _update(ground, rule, block_at(ground, k), start, units, second, each)


@part
def examples_of(plan, course):  # type: ignore[no-untyped-def]
    """The addresses of the examples."""
    inputs, outputs = course.patterns.shape[1], course.targets.shape[1]
    patterns, targets = course.patterns.ctypes.data, course.targets.ctypes.data
    return Examples(patterns, inputs, targets, plan.outputs.ctypes.data, outputs)


@kernel
def train(plan, course, state, random, steps, each):  # type: ignore[no-untyped-def]
    """``steps`` on-line presentations from pattern ``state[PATTERN]`` on; ``each``: keep each link's curvature."""
    ground, examples = ground_of(plan), examples_of(plan, course)
    rule = Rule(course.order, course.iterative, course.alpha, course.decay, course.gamma, course.mu)
    outputs, targets = np.empty(examples.outputs, np.float32), np.empty(examples.outputs, np.float32)
    for _ in range(steps):
        pattern = int(state[PATTERN])
        present(ground, examples, pattern)
        forward(ground, course.code, course.f_at, course.df_at, course.order != FIRST_ORDER)
        error = output_error(ground, examples, course.clip, course.bound, pattern, outputs, targets) / course.outputs
        backward(ground, rule, len(course.f_at), each)
        good = good_answer(course.criterion, course.criterion_low, course.criterion_high, outputs, targets)
        record(state, error, good)
        state[PATTERN] = next_pattern(course, state, random)


@kernel
def test(plan, course, state, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: errors and good answers summed up in ``state``."""
    ground, examples = ground_of(plan), examples_of(plan, course)
    outputs, targets = np.empty(examples.outputs, np.float32), np.empty(examples.outputs, np.float32)
    for pattern in range(first, last + 1):
        present(ground, examples, pattern)
        forward(ground, course.code, course.f_at, course.df_at, False)
        error = output_error(ground, examples, course.clip, course.bound, pattern, outputs, targets) / course.outputs
        good = good_answer(course.criterion, course.criterion_low, course.criterion_high, outputs, targets)
        record(state, error, good)
