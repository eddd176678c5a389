"""A whole sweep in the original's order of operations, in one call (sn28.md, section 8).

The same steps as ``basic-iteration`` and ``test-pattern`` of netenv.sn with the stock hooks: present, forward, present
desired, error, backward, second order, update, classify, choose the next pattern.
"""

from __future__ import annotations

import numpy as np

from .adamw import adamw_step
from .augmentation import NONE, augmented
from .averaging import average_weights
from .course import (
    AVERAGED,
    COST_THLMS,
    COST_XENT,
    ERROR,
    ERROR_SUM,
    FIRST_ORDER,
    GOOD,
    GOOD_COUNT,
    MARQUARDT,
    PATTERN,
    STEP,
)
from .criteria import good_answer
from .dropout import clear_masks, draw_masks
from .fields import GRAD, SQBACKSUM, VAL
from .jit import kernel, part
from .propagation import (
    back_sum,
    cost_gradient,
    cross_entropy_gradient,
    curvature,
    delta_state,
    gradient_only,
    state_only,
    weighted_sum,
)
from .randomness import gauss, uniform
from .update import FIRST_ORDER as NO_CURVATURE
from .update import accumulate, accumulate_curvature, step

F0 = np.float32(0)


@part
def _layer(course, k):  # type: ignore[no-untyped-def]
    return course.layers[course.layer_start[k] : course.layer_start[k + 1]]


@part
def present(net, course, pattern, random):  # type: ignore[no-untyped-def]
    """Pattern into the input units, changed and with noise if asked for; then who is left out."""
    inputs = course.layer_start[1]
    if course.augmentation.kind != NONE:
        moved = np.empty(inputs, np.float32)
        augmented(course.patterns[pattern], moved, course.augmentation, random)
        for k in range(inputs):
            net.units[VAL, course.layers[k]] = moved[k]
    else:
        for k in range(inputs):
            net.units[VAL, course.layers[k]] = course.patterns[pattern, k]
    if course.noise != F0:
        for k in range(course.layer_start[1]):
            unit = course.layers[k]
            net.units[VAL, unit] = net.units[VAL, unit] + course.noise * gauss(random)
    draw_masks(net, course.dropout, random)


@part
def forward(net, course, random):  # type: ignore[no-untyped-def]
    for k in range(1, len(course.f_at)):
        weighted_sum(net, _layer(course, k), course.theta, random)
        state_only(net.units, _layer(course, k), course.code, course.f_at[k])


@part
def output_error(net, course, pattern):  # type: ignore[no-untyped-def]
    """Desired states, error per output, gradients of the output units."""
    for k in range(len(course.desired)):
        net.units[VAL, course.desired[k]] = course.targets[pattern, k]
    at = course.df_at[len(course.df_at) - 1]
    if course.cost == COST_XENT:
        cost = cross_entropy_gradient(net.units, course.output, course.desired, course.code, at, course.smoothing)
        return float(cost) / course.outputs
    clip = course.cost == COST_THLMS
    cost = cost_gradient(net.units, course.output, course.desired, course.code, at, clip, course.bound)
    if course.rates == 1:
        for unit in course.output:
            net.units[SQBACKSUM, unit] = np.float32(1)
    return float(cost) / course.outputs


@part
def backward(net, course):  # type: ignore[no-untyped-def]
    last = len(course.df_at) - 1
    for k in range(last - 1, 0, -1):
        back_sum(net, _layer(course, k))
        gradient_only(net.units, _layer(course, k), course.code, course.df_at[k])
    if course.order != FIRST_ORDER:
        for k in range(last, 0, -1):
            marquardt = course.order == MARQUARDT
            curvature(net, _layer(course, k), course.code, course.df_at[k], course.ddf_at[k], marquardt, course.gamma)


@part
def classify(net, course):  # type: ignore[no-untyped-def]
    outputs = np.empty(len(course.output), np.float32)
    targets = np.empty(len(course.output), np.float32)
    for k in range(len(course.output)):
        outputs[k] = net.units[VAL, course.output[k]]
        targets[k] = net.units[VAL, course.desired[k]]
    return good_answer(course.criterion, course.criterion_low, course.criterion_high, outputs, targets)


@part
def next_pattern(course, state, random):  # type: ignore[no-untyped-def]
    """The index that follows ``state[PATTERN]``."""
    pattern = int(state[PATTERN])
    if course.stay and state[GOOD] == 0:
        return pattern
    if not course.random_choice:
        return course.first if pattern < course.first or pattern >= course.last else pattern + 1
    while True:
        choice = int(float(course.last + 1 - course.first) * float(uniform(random)) + course.first)
        if choice <= course.last:  # a draw of exactly 1.0 is drawn again
            return choice


@part
def record(state, error, good):  # type: ignore[no-untyped-def]
    state[ERROR] = error
    state[GOOD] = good
    state[ERROR_SUM] += error
    state[GOOD_COUNT] += good


@kernel
def train(net, course, everything, state, random, steps):  # type: ignore[no-untyped-def]
    """``steps`` on-line presentations from pattern ``state[PATTERN]`` on; ``everything``: units with weights."""
    mu = NO_CURVATURE if course.order == FIRST_ORDER else course.mu
    for _ in range(steps):
        pattern = int(state[PATTERN])
        present(net, course, pattern, random)
        forward(net, course, random)
        error = output_error(net, course, pattern)
        backward(net, course)
        if course.by_adamw:
            state[STEP] += 1
            adamw_step(net, everything, course.rates, course.adamw, state[STEP])
        else:
            step(net, everything, course.iterative, course.rates, course.alpha, course.decay, mu)
        if course.averaging.period:
            state[AVERAGED] += 1
            average_weights(net, course.averaging, state[AVERAGED])
        record(state, error, classify(net, course))
        state[PATTERN] = next_pattern(course, state, random)
    clear_masks(net, course.dropout)


@kernel
def test(net, course, state, random, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: errors and good answers summed up in ``state``; weights unchanged."""
    for pattern in range(first, last + 1):
        present(net, course, pattern, random)
        forward(net, course, random)
        error = output_error(net, course, pattern)
        record(state, error, classify(net, course))


@kernel
def accumulate_all(net, course, everything, state, random, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: gradients, and of second-order courses curvatures, added to the accumulators."""
    for pattern in range(first, last + 1):
        present(net, course, pattern, random)
        forward(net, course, random)
        error = output_error(net, course, pattern)
        backward(net, course)
        accumulate(net, everything, course.rates)
        if course.order != FIRST_ORDER:
            accumulate_curvature(net, everything)
        record(state, error, classify(net, course))
    clear_masks(net, course.dropout)


@kernel
def along(net, course, state, random, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: the derivative of all states along the weights' last changes takes the place of
    the gradients; the squared length of the outputs' is summed up as the error (sn28.md, 8.5)."""
    for pattern in range(first, last + 1):
        present(net, course, pattern, random)
        forward(net, course, random)
        for k in range(course.layer_start[1]):
            net.units[GRAD, course.layers[k]] = F0
        for k in range(1, len(course.f_at)):
            delta_state(net, _layer(course, k), course.code, course.df_at[k])
        total = 0.0
        for unit in course.output:
            total += np.float64(net.units[GRAD, unit]) ** 2
        state[ERROR_SUM] += total
