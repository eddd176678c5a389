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
    A_RATE,
    A_SLOPE,
    A_SQBACKSUM,
    A_STEP,
    A_SUM,
    A_VAL,
    BLK_KIND,
    DENSE,
    LAYER_FUNCTIONS,
    LAYER_ORDER,
    LAYER_SINGLE,
    LAYER_SINGLE_END,
    LAYER_START,
    LAYER_TANH,
    LAYER_UNITS,
    LAYER_VECTORS,
    LAYER_WINDOW,
    LAYER_WINDOW_END,
    PRESENTED_WHOLE,
    WIN_BLOCK,
    WIN_BLOCK_END,
    Examples,
    Rule,
    block_at,
    entry,
    ground_of,
    layer_entry,
    unit_field,
    window_at,
)
from .blocks import forward_dense, forward_per_unit, forward_rows
from .course import FIRST_ORDER, NEWTON, PATTERN
from .criteria import good_answer
from .elementwise import activate_any, activate_tanh, clear, curvature_of_units, product
from .exact_sweep import next_pattern, record
from .general_steps import learn, update_per_unit
from .jit import kernel, part
from .noise import add_noise
from .permutations import gather
from .plain_steps import learn_plainly, step_per_unit
from .transfer import evaluate
from .vectors import BYTES, load_float, load_int, store_float
from .windows import fill_window

F0, F1, HALF = np.float32(0), np.float32(1), np.float32(0.5)


@part
def present(ground, examples, pattern):  # type: ignore[no-untyped-def]
    """The pattern into the input units."""
    x, source = unit_field(ground, A_VAL), examples.patterns + 4 * pattern * examples.inputs
    if examples.inputs >= PRESENTED_WHOLE:
        gather(examples.records, examples.records_end, x, source)
        return
    for k in range(examples.inputs):
        store_float(x + load_int(examples.input_places + 8 * k), load_float(source + 4 * k))


@part
def forward(ground, layers, code, f_at, df_at):  # type: ignore[no-untyped-def]
    """States and slopes of all layers."""
    for layer in range(1, layers):
        _sums(ground, layer)
        _states(ground, layer, code, f_at, df_at)


@part
def noisy_forward(ground, layers, code, f_at, df_at, theta, random):  # type: ignore[no-untyped-def]
    """The same, with noise of standard deviation ``theta`` on every sum."""
    for layer in range(1, layers):
        _sums(ground, layer)
        add_noise(ground, A_SUM, layer, theta, random)
        _states(ground, layer, code, f_at, df_at)


@part
def _sums(ground, layer):  # type: ignore[no-untyped-def]
    start, vectors = layer_entry(ground, layer, LAYER_START), layer_entry(ground, layer, LAYER_VECTORS)
    clear(unit_field(ground, A_SUM) + start, vectors)
    for k in range(layer_entry(ground, layer, LAYER_WINDOW), layer_entry(ground, layer, LAYER_WINDOW_END)):
        window = window_at(ground, k)
        fill_window(ground, window)
        _forward_blocks(ground, window)
    for k in range(layer_entry(ground, layer, LAYER_SINGLE), layer_entry(ground, layer, LAYER_SINGLE_END)):
        forward_per_unit(ground, block_at(ground, k), start, vectors)


@part
def _states(ground, layer, code, f_at, df_at):  # type: ignore[no-untyped-def]
    start, vectors = layer_entry(ground, layer, LAYER_START), layer_entry(ground, layer, LAYER_VECTORS)
    a, functions = unit_field(ground, A_SUM) + start, layer_entry(ground, layer, LAYER_FUNCTIONS)
    x, slope = unit_field(ground, A_VAL) + start, unit_field(ground, A_SLOPE) + start
    if layer_entry(ground, layer, LAYER_TANH):
        activate_tanh(a, x, slope, vectors, code, f_at[functions], df_at[functions])
    else:
        activate_any(a, x, slope, vectors, code, f_at[functions], df_at[functions])


@part
def _forward_blocks(ground, window):  # type: ignore[no-untyped-def]
    for k in range(entry(window, WIN_BLOCK), entry(window, WIN_BLOCK_END)):
        block = block_at(ground, k)
        if entry(block, BLK_KIND) == DENSE:
            forward_dense(ground, window, block)
        else:
            forward_rows(ground, window, block)


@part
def output_error(ground, examples, clip, bound, pattern, outputs, targets):  # type: ignore[no-untyped-def]
    """The error (a sum over outputs); b (and s = 1) of the output units; what they say and should say."""
    cost, wanted = F0, examples.targets + 4 * pattern * examples.outputs
    for k in range(examples.outputs):
        place = load_int(examples.output_places + 8 * k)
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
def _gradients(ground, rule, layer):  # type: ignore[no-untyped-def]
    """g = b f' and h = s f'^2 of a layer."""
    start, vectors = layer_entry(ground, layer, LAYER_START), layer_entry(ground, layer, LAYER_VECTORS)
    slope = unit_field(ground, A_SLOPE) + start
    product(unit_field(ground, A_GRAD) + start, unit_field(ground, A_BACKSUM) + start, slope, vectors)
    if rule.order != FIRST_ORDER:
        at = unit_field(ground, A_SQBACKSUM) + start
        curvature_of_units(unit_field(ground, A_GGRAD) + start, at, slope, vectors)


@part
def _bend(ground, layer, code, ddf_at):  # type: ignore[no-untyped-def]
    """h -= b f'' of a layer: Newton's method, whose curvature may be negative."""
    f2 = ddf_at[layer_entry(ground, layer, LAYER_FUNCTIONS)]
    places = ground.tables + layer_entry(ground, layer, LAYER_ORDER)
    for k in range(layer_entry(ground, layer, LAYER_UNITS)):
        place = load_int(places + 8 * k)
        bend = evaluate(code, f2, load_float(unit_field(ground, A_SUM) + place))
        h = unit_field(ground, A_GGRAD) + place
        store_float(h, load_float(h) - load_float(unit_field(ground, A_BACKSUM) + place) * bend)


@part
def _learn(ground, rule, layer, second, each):  # type: ignore[no-untyped-def]
    """Gradients down, and the weights of the layer changed."""
    start, units = layer_entry(ground, layer, LAYER_START), layer_entry(ground, layer, LAYER_VECTORS)
    step, rate = unit_field(ground, A_STEP) + start, unit_field(ground, A_RATE) + start
    product(step, rate, unit_field(ground, A_GRAD) + start, units)
    for k in range(layer_entry(ground, layer, LAYER_WINDOW), layer_entry(ground, layer, LAYER_WINDOW_END)):
        if rule.plain:
            learn_plainly(ground, window_at(ground, k))
        else:
            learn(ground, rule, window_at(ground, k), second, each)
    for k in range(layer_entry(ground, layer, LAYER_SINGLE), layer_entry(ground, layer, LAYER_SINGLE_END)):
        if rule.plain:
            step_per_unit(ground, block_at(ground, k), start, units)
        else:
            update_per_unit(ground, rule, block_at(ground, k), start, units)


@part
def backward(ground, rule, layers, each, code, ddf_at):  # type: ignore[no-untyped-def]
    """Gradients layer by layer from the top; each layer's weights change once it has sent its gradients down."""
    second = rule.order != FIRST_ORDER
    inner = layer_entry(ground, 1, LAYER_START)
    vectors = (layer_entry(ground, layers - 1, LAYER_START) - inner) // BYTES
    clear(unit_field(ground, A_BACKSUM) + inner, vectors)
    if second:
        clear(unit_field(ground, A_SQBACKSUM) + inner, vectors)
    for layer in range(layers - 1, 0, -1):
        _gradients(ground, rule, layer)
        if rule.order == NEWTON:
            _bend(ground, layer, code, ddf_at)
        _learn(ground, rule, layer, second, each)


@part
def examples_of(plan, course):  # type: ignore[no-untyped-def]
    """The addresses of the examples."""
    records = plan.records.ctypes.data
    return Examples(
        course.patterns.ctypes.data,
        course.targets.ctypes.data,
        plan.inputs.ctypes.data,
        plan.outputs.ctypes.data,
        records + plan.present,
        records + 8 * len(plan.records),
        course.patterns.shape[1],
        course.targets.shape[1],
    )


@part
def _run(ground, examples, layers, course, pattern, random):  # type: ignore[no-untyped-def]
    """Present and propagate a pattern, with the noise that the course asks for."""
    present(ground, examples, pattern)
    if course.noise != F0:
        add_noise(ground, A_VAL, 0, course.noise, random)
    if course.theta != F0:
        noisy_forward(ground, layers, course.code, course.f_at, course.df_at, course.theta, random)
    else:
        forward(ground, layers, course.code, course.f_at, course.df_at)


@kernel
def train(plan, course, state, random, steps, each, unit_rates):  # type: ignore[no-untyped-def]
    """``steps`` on-line presentations from pattern ``state[PATTERN]`` on; ``each``: keep each link's curvature."""
    ground, examples, layers = ground_of(plan), examples_of(plan, course), len(plan.layers)
    plain = unit_rates and course.order == FIRST_ORDER and course.alpha == F0 and course.decay == F0
    rule = Rule(plain, course.order, course.iterative, course.alpha, course.decay, course.gamma, course.mu)
    outputs, targets = np.empty(examples.outputs, np.float32), np.empty(examples.outputs, np.float32)
    for _ in range(steps):
        pattern = int(state[PATTERN])
        _run(ground, examples, layers, course, pattern, random)
        error = output_error(ground, examples, course.clip, course.bound, pattern, outputs, targets) / course.outputs
        backward(ground, rule, layers, each, course.code, course.ddf_at)
        good = good_answer(course.criterion, course.criterion_low, course.criterion_high, outputs, targets)
        record(state, error, good)
        state[PATTERN] = next_pattern(course, state, random)


@kernel
def test(plan, course, state, random, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: errors and good answers summed up in ``state``."""
    ground, examples, layers = ground_of(plan), examples_of(plan, course), len(plan.layers)
    outputs, targets = np.empty(examples.outputs, np.float32), np.empty(examples.outputs, np.float32)
    for pattern in range(first, last + 1):
        _run(ground, examples, layers, course, pattern, random)
        error = output_error(ground, examples, course.clip, course.bound, pattern, outputs, targets) / course.outputs
        good = good_answer(course.criterion, course.criterion_low, course.criterion_high, outputs, targets)
        record(state, error, good)
