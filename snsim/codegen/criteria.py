"""Is an answer good? The criteria of ``kernels/criteria.py`` for whole vectors of outputs, in double precision too.

What is no number is never good: it is asked for, because it is neither above nor below anything.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from ..kernels.course import CLASS_HAMMING, CLASS_LMS, CLASS_MAX, CLASS_QUADRANT, CLASS_SGN
from .emitter import DOUBLE, INT32, LANES, Emitter
from .outputs import Outputs
from .units import HIGH, LOW

BIT = ir.IntType(1)
NONE = ir.Constant(ir.VectorType(BIT, LANES), [0] * LANES)


def good_answer(e: Emitter, kind: int, outputs: Outputs) -> Any:
    """Does the criterion accept what the outputs say? A bit; thresholds are among the links."""
    low, high = (e.load_as(DOUBLE, outputs.units.links, 8 * link, 8) for link in (LOW, HIGH))
    if kind == CLASS_MAX:
        return _same_maxima(e, outputs)
    if kind == CLASS_QUADRANT:
        return _never(e, outputs, _other_quadrant)
    if kind == CLASS_SGN:
        thresholds = _doubles(e, low), _doubles(e, high)
        return _never(e, outputs, lambda e, state, target: _other_side(e, state, target, thresholds))
    if kind == CLASS_LMS:
        return e.builder.fcmp_ordered(">", low, _mean_square(e, outputs))
    if kind == CLASS_HAMMING:
        return _never(e, outputs, lambda e, state, target: _far(e, state, target, _doubles(e, low)))
    return BIT(1)


def _never(e: Emitter, outputs: Outputs, bad: Any) -> Any:
    """Is no output ``bad(e, state, target)``? Where no unit is, both are 0, which counts as any unit would."""

    def one(state: Any, target: Any, _: Any, found: list[Any]) -> list[Any]:
        return [e.builder.or_(found[0], e.builder.or_(_no_numbers(e, state, target), bad(e, state, target)))]

    return _empty(e, outputs.through([NONE], one)[0])


def _no_numbers(e: Emitter, state: Any, target: Any) -> Any:
    """Is one of both no number?"""
    return e.builder.fcmp_unordered("uno", state, target)


def _empty(e: Emitter, bits: Any) -> Any:
    """Is none of 16 bits set?"""
    number = ir.IntType(LANES)
    return e.builder.icmp_unsigned("==", e.builder.bitcast(bits, number), number(0))


def _same_maxima(e: Emitter, outputs: Outputs) -> Any:
    """Are the positions of the largest output those of the largest target (ties: all of them)?"""
    b, least = e.builder, e.constant(-np.inf)

    def held(value: Any, mask: list[int] | None) -> Any:
        return value if mask is None else e.shuffle(value, least, mask)

    def greater(one: Any, other: Any) -> Any:
        return b.select(b.fcmp_ordered(">", one, other), one, other)

    def greatest(state: Any, target: Any, mask: list[int] | None, found: list[Any]) -> list[Any]:
        return [greater(held(state, mask), found[0]), greater(held(target, mask), found[1])]

    def everywhere(values: Any) -> Any:
        for width in (8, 4, 2, 1):
            values = greater(values, e.shuffle(values, values, np.arange(LANES) ^ width))
        return values

    best, wanted = (everywhere(values) for values in outputs.through([least, least], greatest))

    def differs(state: Any, target: Any, mask: list[int] | None, found: list[Any]) -> list[Any]:
        chosen = b.fcmp_ordered("==", held(state, mask), best)
        right = b.fcmp_ordered("==", held(target, mask), wanted)
        return [b.or_(found[0], b.or_(_no_numbers(e, state, target), b.xor(chosen, right)))]

    return _empty(e, outputs.through([NONE], differs)[0])


def _other_quadrant(e: Emitter, state: Any, target: Any) -> Any:
    """Has the output not the sign of its target, if that has one?"""
    b, zero = e.builder, e.constant(0.0)
    above = b.and_(b.fcmp_ordered(">", target, zero), b.fcmp_ordered("<=", state, zero))
    below = b.and_(b.fcmp_ordered("<", target, zero), b.fcmp_ordered(">=", state, zero))
    return b.or_(above, below)


def _other_side(e: Emitter, state: Any, target: Any, thresholds: tuple[Any, Any]) -> Any:
    """Is the output on another side of a threshold than its target (at a threshold counts as above)?"""
    b, found = e.builder, NONE
    for threshold in thresholds:
        sides = [b.fcmp_ordered(">=", _widened(e, value), threshold) for value in (state, target)]
        found = b.or_(found, b.xor(*sides))
    return found


def _far(e: Emitter, state: Any, target: Any, low: Any) -> Any:
    """Is the output farther from its target than the threshold?"""
    b = e.builder
    d = b.fsub(_widened(e, target), _widened(e, state))
    return b.or_(b.fcmp_ordered(">", d, low), b.fcmp_ordered("<", d, b.fneg(low)))


def _mean_square(e: Emitter, outputs: Outputs) -> Any:
    """The mean of the squared distances from the targets; a double."""
    b = e.builder

    def one(state: Any, target: Any, _: Any, total: list[Any]) -> list[Any]:
        d = b.fsub(_widened(e, target), _widened(e, state))
        return [b.fadd(total[0], b.fmul(d, d))]

    total = outputs.through([ir.Constant(ir.VectorType(DOUBLE, LANES), [0.0] * LANES)], one)[0]
    for width in (8, 4, 2, 1):
        total = b.fadd(total, e.shuffle(total, total, np.arange(LANES) ^ width))
    return b.fdiv(b.extract_element(total, INT32(0)), DOUBLE(len(outputs.level.order)))


def _widened(e: Emitter, values: Any) -> Any:
    return e.builder.fpext(values, ir.VectorType(DOUBLE, LANES))


def _doubles(e: Emitter, scalar: Any) -> Any:
    """The double in every lane."""
    one = e.builder.insert_element(ir.Constant(ir.VectorType(DOUBLE, LANES), ir.Undefined), scalar, INT32(0))
    return e.shuffle(one, one, [0] * LANES)
