"""A whole sweep over a planned network, in one call: the same steps as ``exact_sweep``, on vectors and matrix products.

The sums are taken in another order than the original's (by window and tile instead of connection by connection); every field
agrees with exact mode within float32 rounding. Forward, backward and update of a layer stand side by side; per layer, with
W (maps, T) the weights, X (positions, T) the window, D (maps, positions) the gradients, H likewise the curvatures:

    forward     A = W X^T + bias            x = f(A)
    backward    dX = D^T W, scattered to the units below; g = dX f'(a)
    gradient    G = D X                     W += rate G
    curvature   dX2 = H^T W^2, h = dX2 f'(a)^2;  hess = (1 - gamma) hess + gamma H X^2;  W += rate G / (mu + hess)
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
    LAYER_BLOCK,
    LAYER_START,
    LAYER_TANH,
    LAYER_VECTORS,
    LAYER_WINDOW,
    PER_UNIT,
    WIN_DX,
    WIN_DX2,
    WIN_GATHER,
    WIN_GATHER_END,
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
)
from .course import FIRST_ORDER, PATTERN
from .criteria import good_answer
from .elementwise import (
    activate_any,
    activate_tanh,
    average_into,
    clear,
    curvature_of_units,
    product,
    square,
    update_row,
)
from .exact_sweep import next_pattern, record
from .jit import kernel, part
from .moves import gather, scatter, transpose
from .tiles import dot, outer
from .vectors import BYTES, broadcast, fma, load, load_float, multiply, store, store_float

F0, F1, HALF = np.float32(0), np.float32(1), np.float32(0.5)


@part
def _field(plan, base, field):  # type: ignore[no-untyped-def]
    """Address of a unit field."""
    return base + field * plan.fields


@part
def present(plan, course, base, pattern):  # type: ignore[no-untyped-def]
    """The pattern into the input units, the first of the arena."""
    x = _field(plan, base, A_VAL) + plan.layers[0, LAYER_START]
    for k in range(course.patterns.shape[1]):
        store_float(x + 4 * k, course.patterns[pattern, k])


# ---- forward -----------------------------------------------------------------------------------------------------------


@part
def _fill_windows(plan, base, layer, second):  # type: ignore[no-untyped-def]
    """Gather the inputs of a layer; their squares too, if the second order needs them."""
    x = _field(plan, base, A_VAL)
    for k in range(plan.layers[layer, LAYER_WINDOW], plan.layers[layer + 1, LAYER_WINDOW]):
        window = plan.windows[k]
        at = base + window[WIN_X]
        gather(plan.moves, window[WIN_GATHER], window[WIN_GATHER_END], at, x)
        if window[WIN_TURNED]:
            stride = window[WIN_TURNED_VECTORS] * BYTES
            turned = base + window[WIN_TURNED]
            transpose(turned, stride, at, window[WIN_STRIDE], window[WIN_TURNED_VECTORS], window[WIN_VECTORS])
        if second:
            square(base + window[WIN_X2], at, window[WIN_POSITIONS] * window[WIN_VECTORS])


@part
def _forward_dense(plan, base, tables, block):  # type: ignore[no-untyped-def]
    window = plan.windows[block[BLK_WINDOW]]
    a, w, rows = _field(plan, base, A_SUM), base + block[BLK_WEIGHTS], tables + block[BLK_ROWS]
    maps, stride = block[BLK_MAPS], window[WIN_STRIDE]
    if block[BLK_TURNED]:
        vectors = window[WIN_TURNED_VECTORS]
        turned, w_rows = base + window[WIN_TURNED], tables + window[WIN_STRIDES]
        outer(a, rows, maps, w, w_rows, tables + plan.steps, turned, vectors * BYTES, vectors, window[WIN_INPUTS], 1)
    else:
        dot(a, rows, maps, w, stride, base + window[WIN_X], stride, window[WIN_POSITIONS], window[WIN_VECTORS])


@part
def _forward_rows(plan, base, tables, block):  # type: ignore[no-untyped-def]
    """Units with inputs and weights of their own: row i of the weights meets row i of the window."""
    window = plan.windows[block[BLK_WINDOW]]
    a, stride = _field(plan, base, A_SUM), window[WIN_STRIDE]
    for i in range(block[BLK_MAPS]):
        w, x = base + block[BLK_WEIGHTS] + i * stride, base + window[WIN_X] + i * stride
        dot(a, tables + block[BLK_ROWS] + 8 * i, 1, w, stride, x, stride, 1, window[WIN_VECTORS])


@part
def _forward_per_unit(plan, base, block, start, vectors):  # type: ignore[no-untyped-def]
    """One weight for each unit of the layer from one and the same source: the biases."""
    source = broadcast(load_float(_field(plan, base, A_VAL) + block[BLK_SOURCE]))
    a, w = _field(plan, base, A_SUM) + start, base + block[BLK_WEIGHTS]
    for k in range(vectors):
        store(a + k * BYTES, fma(load(w + k * BYTES), source, load(a + k * BYTES)))


@part
def forward(plan, course, base, tables, second):  # type: ignore[no-untyped-def]
    for layer in range(1, len(course.f_at)):
        start, vectors = plan.layers[layer, LAYER_START], plan.layers[layer, LAYER_VECTORS]
        a = _field(plan, base, A_SUM) + start
        clear(a, vectors)
        _fill_windows(plan, base, layer, second)
        for k in range(plan.layers[layer, LAYER_BLOCK], plan.layers[layer + 1, LAYER_BLOCK]):
            block = plan.blocks[k]
            if block[BLK_KIND] == DENSE:
                _forward_dense(plan, base, tables, block)
            elif block[BLK_KIND] == PER_UNIT:
                _forward_per_unit(plan, base, block, start, vectors)
            else:
                _forward_rows(plan, base, tables, block)
        x, slope = _field(plan, base, A_VAL) + start, _field(plan, base, A_SLOPE) + start
        if plan.layers[layer, LAYER_TANH]:
            activate_tanh(a, x, slope, vectors, course.code, course.f_at[layer])
        else:
            activate_any(a, x, slope, vectors, course.code, course.f_at[layer], course.df_at[layer])


# ---- cost --------------------------------------------------------------------------------------------------------------


@part
def output_error(plan, course, base, pattern):  # type: ignore[no-untyped-def]
    """Error per output; b, g (and s = 1) of the output units; is the answer good?"""
    cost = F0
    outputs = np.empty(len(plan.outputs), np.float32)
    for k in range(len(plan.outputs)):
        place = plan.outputs[k]
        outputs[k] = load_float(_field(plan, base, A_VAL) + place)
        target = course.targets[pattern, k]
        d = target - outputs[k]
        if course.clip:
            d = max(d, F0) if target > course.bound else min(d, F0)
        cost += HALF * (d * d)
        store_float(_field(plan, base, A_BACKSUM) + place, d)
        store_float(_field(plan, base, A_SQBACKSUM) + place, F1)
    good = good_answer(course.criterion, course.criterion_low, course.criterion_high, outputs, course.targets[pattern])
    return float(cost) / course.outputs, good


# ---- backward and update -----------------------------------------------------------------------------------------------


@part
def _back_dense(plan, base, tables, block, field, w, to):  # type: ignore[no-untyped-def]
    """dX (+)= D^T W."""
    window = plan.windows[block[BLK_WINDOW]]
    stride, positions = window[WIN_STRIDE], window[WIN_POSITIONS]
    d, rows, steps = _field(plan, base, field), tables + block[BLK_ROWS], tables + plan.steps
    c_rows = tables + window[WIN_STRIDES]
    outer(to, c_rows, positions, d, steps, rows, w, stride, window[WIN_VECTORS], block[BLK_MAPS], block[BLK_ADD])


@part
def _back_rows(plan, base, block, field, w, to):  # type: ignore[no-untyped-def]
    window = plan.windows[block[BLK_WINDOW]]
    vectors, stride = window[WIN_VECTORS], window[WIN_STRIDE]
    for i in range(block[BLK_MAPS]):
        d = broadcast(load_float(_field(plan, base, field) + plan.tables[block[BLK_ROWS] // 8 + i]))
        for k in range(vectors):
            at = i * stride + k * BYTES
            store(to + at, multiply(d, load(w + at)))


@part
def _bring_back(plan, base, tables, block, second):  # type: ignore[no-untyped-def]
    """What a block sends down to the inputs of its window."""
    window = plan.windows[block[BLK_WINDOW]]
    if window[WIN_SCATTER] == window[WIN_SCATTER_END]:
        return
    w, squares = base + block[BLK_WEIGHTS], base + plan.gradients
    dense = block[BLK_KIND] == DENSE
    if dense:
        _back_dense(plan, base, tables, block, A_GRAD, w, base + window[WIN_DX])
    else:
        _back_rows(plan, base, block, A_GRAD, w, base + window[WIN_DX])
    if not second:
        return
    square(squares, w, block[BLK_MAPS] * window[WIN_VECTORS])
    if dense:
        _back_dense(plan, base, tables, block, A_GGRAD, squares, base + window[WIN_DX2])
    else:
        _back_rows(plan, base, block, A_GGRAD, squares, base + window[WIN_DX2])


@part
def _scatter_windows(plan, base, layer, second):  # type: ignore[no-untyped-def]
    for k in range(plan.layers[layer, LAYER_WINDOW], plan.layers[layer + 1, LAYER_WINDOW]):
        window = plan.windows[k]
        first, end = window[WIN_SCATTER], window[WIN_SCATTER_END]
        scatter(plan.moves, first, end, _field(plan, base, A_BACKSUM), base + window[WIN_DX])
        if second:
            scatter(plan.moves, first, end, _field(plan, base, A_SQBACKSUM), base + window[WIN_DX2])


@part
def _update_shared(plan, course, base, tables, block, second, each):  # type: ignore[no-untyped-def]
    """Weights that several positions share: their gradient is a matrix product."""
    window = plan.windows[block[BLK_WINDOW]]
    maps, stride, vectors, positions = block[BLK_MAPS], window[WIN_STRIDE], window[WIN_VECTORS], window[WIN_POSITIONS]
    rows, steps, c_rows = tables + block[BLK_ROWS], tables + plan.steps, tables + window[WIN_STRIDES]
    g, h = base + plan.gradients, base + plan.curvatures
    x, x2 = base + window[WIN_X], base + window[WIN_X2]
    outer(g, c_rows, maps, _field(plan, base, A_GRAD), rows, steps, x, stride, vectors, positions, 0)
    if second:
        ggrad = _field(plan, base, A_GGRAD)
        outer(h, c_rows, maps, ggrad, rows, steps, x2, stride, vectors, positions, 0)
        if each:
            for m in range(maps):
                row = ggrad + plan.tables[block[BLK_ROWS] // 8 + m]
                for p in range(positions):
                    at = base + block[BLK_SIGMA] + (m * positions + p) * stride
                    average_into(at, course.gamma, load_float(row + 4 * p), x2 + p * stride, vectors)
    for m in range(maps):
        at = base + m * stride
        w, rate, delta, hess = at + block[BLK_WEIGHTS], at + block[BLK_RATES], at + block[BLK_DELTAS], at + block[BLK_HESS]
        update_row(w, rate, delta, hess, g + m * stride, F1, h + m * stride, F1, vectors, course)


@part
def _update_own(plan, course, base, block):  # type: ignore[no-untyped-def]
    """Weights of one connection each: the gradient of unit m's row is g_m times its inputs."""
    window = plan.windows[block[BLK_WINDOW]]
    stride, vectors = window[WIN_STRIDE], window[WIN_VECTORS]
    next_row = stride if block[BLK_KIND] != DENSE else 0
    for m in range(block[BLK_MAPS]):
        at, place = base + m * stride, plan.tables[block[BLK_ROWS] // 8 + m]
        d, h = load_float(_field(plan, base, A_GRAD) + place), load_float(_field(plan, base, A_GGRAD) + place)
        w, rate, delta, hess = at + block[BLK_WEIGHTS], at + block[BLK_RATES], at + block[BLK_DELTAS], at + block[BLK_HESS]
        x, x2 = base + window[WIN_X] + m * next_row, base + window[WIN_X2] + m * next_row
        update_row(w, rate, delta, hess, x, d, x2, h, vectors, course)


@part
def _update_per_unit(plan, course, base, block, start, vectors):  # type: ignore[no-untyped-def]
    source = load_float(_field(plan, base, A_VAL) + block[BLK_SOURCE])
    g, h = _field(plan, base, A_GRAD) + start, _field(plan, base, A_GGRAD) + start
    w, rate = base + block[BLK_WEIGHTS], base + block[BLK_RATES]
    delta, hess = base + block[BLK_DELTAS], base + block[BLK_HESS]
    update_row(w, rate, delta, hess, g, source, h, source * source, vectors, course)


@part
def _gradients(plan, base, layer, second):  # type: ignore[no-untyped-def]
    """g = b f' and h = s f'^2 of a layer."""
    start, vectors = plan.layers[layer, LAYER_START], plan.layers[layer, LAYER_VECTORS]
    slope = _field(plan, base, A_SLOPE) + start
    product(_field(plan, base, A_GRAD) + start, _field(plan, base, A_BACKSUM) + start, slope, vectors)
    if second:
        at = _field(plan, base, A_SQBACKSUM) + start
        curvature_of_units(_field(plan, base, A_GGRAD) + start, at, slope, vectors)


@part
def backward(plan, course, base, tables, each):  # type: ignore[no-untyped-def]
    """Gradients layer by layer from the top; each layer's weights change once it has sent its gradients down."""
    second = course.order != FIRST_ORDER
    last = len(course.f_at) - 1
    inner = plan.layers[1, LAYER_START]
    vectors = (plan.layers[last, LAYER_START] - inner) // BYTES
    clear(_field(plan, base, A_BACKSUM) + inner, vectors)
    if second:
        clear(_field(plan, base, A_SQBACKSUM) + inner, vectors)
    for layer in range(last, 0, -1):
        _gradients(plan, base, layer, second)
        blocks = range(plan.layers[layer, LAYER_BLOCK], plan.layers[layer + 1, LAYER_BLOCK])
        for k in blocks:
            if plan.blocks[k, BLK_KIND] != PER_UNIT:
                _bring_back(plan, base, tables, plan.blocks[k], second)
        _scatter_windows(plan, base, layer, second)
        for k in blocks:
            block = plan.blocks[k]
            if block[BLK_KIND] == PER_UNIT:
                start, units = plan.layers[layer, LAYER_START], plan.layers[layer, LAYER_VECTORS]
                _update_per_unit(plan, course, base, block, start, units)
            elif block[BLK_KIND] == DENSE and plan.windows[block[BLK_WINDOW], WIN_POSITIONS] > 1:
                _update_shared(plan, course, base, tables, block, second, each)
            else:
                _update_own(plan, course, base, block)


# ---- sweeps ------------------------------------------------------------------------------------------------------------


@kernel
def train(plan, course, state, random, steps, each):  # type: ignore[no-untyped-def]
    """``steps`` on-line presentations from pattern ``state[PATTERN]`` on; ``each``: keep every connection's curvature."""
    base, tables = plan.arena.ctypes.data, plan.tables.ctypes.data
    for _ in range(steps):
        pattern = int(state[PATTERN])
        present(plan, course, base, pattern)
        forward(plan, course, base, tables, course.order != FIRST_ORDER)
        error, good = output_error(plan, course, base, pattern)
        backward(plan, course, base, tables, each)
        record(state, error, good)
        state[PATTERN] = next_pattern(course, state, random)


@kernel
def test(plan, course, state, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: errors and good answers summed up in ``state``."""
    base, tables = plan.arena.ctypes.data, plan.tables.ctypes.data
    for pattern in range(first, last + 1):
        present(plan, course, base, pattern)
        forward(plan, course, base, tables, False)
        error, good = output_error(plan, course, base, pattern)
        record(state, error, good)
