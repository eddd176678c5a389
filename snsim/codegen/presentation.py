"""Presentations as machine code: ``learn`` and ``answer``, made from the layout of a plan.

    learn(arena, patterns, targets, links, state, count)      forward, error, backward; update, or gradients summed up
    answer(arena, patterns, targets, links, state, count)     forward and error alone
    along(arena, patterns, targets, links, state, count)      forward, and how outputs move along the last changes

They present ``count`` (>= 1) patterns that follow one another in memory. The state's record of errors and good answers
is that of ``kernels/course.py``; the error of ``along`` is the squared length of the outputs' derivative, and nothing
else is recorded. Parts of a presentation that goes step by step through Lisp take the arena and the links alone:

    forward     states of units that are there already
    backward    from the activations of all units and the gradients of the outputs
    update      from states and gradients

All but the count are addresses (``links``: see ``units``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from ..kernels.course import CLASS_NIL, COST_LMS, COST_XENT, ERROR, ERROR_SUM, GOOD, GOOD_COUNT
from ..planner.layout import A_SUM, A_VAL, ArenaLayout
from .backward import Backward
from .criteria import good_answer
from .deferred import Deferred
from .dropout import drop
from .emitter import BYTES, DOUBLE, INT64, POINTER, VOID, Emitter, inlined
from .forward import fill_windows, forward
from .idle import move_idle
from .moves import fetch, present
from .outputs import Outputs
from .processor import Processor
from .steps import Rule
from .tangent import squared_length, tangent
from .units import SHARE, Units

LEARN, ANSWER, ALONG = "learn", "answer", "along"
FORWARD, BACKWARD, UPDATE = "forward", "backward", "update"
BIT = ir.IntType(1)


@dataclass(frozen=True)
class Variant:
    """What of an algorithm decides the code: ``name`` of the function, ``rule`` for ``learn``; ``cost``:
    which (``course.COST_LMS`` ...); ``noise`` on inputs, ``theta`` on sums (drawn beforehand, into A_NOISE);
    ``criterion`` of good answers (``course.CLASS_NIL`` ...); ``dropping``: numbers of the levels whose units may be
    left out (drawn likewise, into A_MASK)."""

    name: str = ANSWER
    rule: Rule | None = None
    cost: int = COST_LMS
    noise: bool = False
    theta: bool = False
    criterion: int = CLASS_NIL
    dropping: tuple[int, ...] = ()


def emit(layout: ArenaLayout, variant: Variant, processor: Processor) -> str:
    """LLVM's text of a module with one function."""
    module = ir.Module(variant.name)
    module.triple = processor.triple
    function = ir.Function(module, ir.FunctionType(VOID, [*[POINTER] * 5, INT64]), variant.name)
    function.attributes.add("nounwind")
    function.attributes.alignstack = BYTES  # no vector put aside there lies across two lines of the cache
    e = Emitter(function, processor)
    units = Units(e, layout, function.args[0], function.args[3])
    parts = {FORWARD: _only_forward, BACKWARD: _only_backward, UPDATE: _only_update}
    if variant.name in parts:
        parts[variant.name](e, units, layout, variant)
    else:
        _present_all(e, units, variant, function.args)
    e.builder.ret_void()
    return inlined(module)


def _present_all(e: Emitter, units: Units, variant: Variant, given: tuple[Any, ...]) -> None:
    """Patterns that follow one another; ``given``: what the function is called with."""
    _, patterns, targets, _, state, count = given
    deferred = Deferred(e, units, variant.rule or Rule(steps=False))
    ends = units.layout.levels[0], units.layout.levels[-1]

    def one(carried: list[Any]) -> list[Any]:
        *at, deferred.waiting = carried
        _present(e, units, variant, at[0], at[1], state, deferred)
        return [*(e.at(place, 4 * len(level.order)) for place, level in zip(at, ends, strict=True)), BIT(1)]

    e.loop(count, [patterns, targets, BIT(0)], one)
    deferred.finish()


def _present(
    e: Emitter, units: Units, variant: Variant, pattern: Any, targets: Any, state: Any, deferred: Deferred
) -> None:
    """A whole presentation, recorded in the state."""
    layout, outputs = units.layout, Outputs(e, units, targets)
    _forward(e, units, variant, pattern, deferred)
    if variant.name == ALONG:
        for level in layout.levels[1:]:
            tangent(e, units, level)
        _add(e, state, ERROR_SUM, e.builder.fpext(squared_length(e, units), DOUBLE))
        return
    outputs.want()
    good = good_answer(e, variant.criterion, outputs)
    error = outputs.error(variant.cost, variant.rule is not None)
    if variant.rule is not None:
        if variant.rule.second and variant.cost != COST_XENT:  # which has curvatures of its own
            outputs.even_curvature()
        _backward(e, units, variant.rule, deferred)
    _record(e, units, state, error, good)


def _record(e: Emitter, units: Units, state: Any, error: Any, good: Any) -> None:
    """The error of a pattern and whether its answer was good: the last ones, and added up."""
    b = e.builder
    share = e.load_as(DOUBLE, units.links, 8 * SHARE, 8)
    values = b.fdiv(b.fpext(error, DOUBLE), share), b.uitofp(good, DOUBLE)
    for value, last, total in zip(values, (ERROR, GOOD), (ERROR_SUM, GOOD_COUNT), strict=True):
        e.store(value, state, 8 * last)
        _add(e, state, total, value)


def _add(e: Emitter, state: Any, entry: int, value: Any) -> None:
    e.store(e.builder.fadd(e.load_as(DOUBLE, state, 8 * entry, 8), value), state, 8 * entry)


def _forward(e: Emitter, units: Units, variant: Variant, pattern: Any, deferred: Deferred) -> None:
    layout = units.layout
    inputs, *levels = layout.levels
    deferred.keep_inputs()
    present(e, units.at(A_VAL), pattern, layout.present)
    if variant.noise:
        units.add_noise(inputs, A_VAL)
    for number, level in enumerate(levels, 1):
        forward(e, units, level, deferred)
        if variant.theta:
            units.add_noise(level, A_SUM)
        units.activate(level, slopes=variant.name != ANSWER)
        if number == 1:  # earlier it would compete with this pattern's own way from memory, and be dropped
            fetch(e, pattern, 4 * len(inputs.order))
        if number in variant.dropping:
            drop(e, units, level)


def _backward(e: Emitter, units: Units, rule: Rule, deferred: Deferred) -> None:
    """From the top; each level's weights change once it has sent its gradients down."""
    layout = units.layout
    *hidden, output = layout.levels[1:]
    backward = Backward(e, units, rule, deferred)
    backward.begin(output)
    for level in [output, *reversed(hidden)]:
        backward.level(level)
    move_idle(e, rule, units.base, layout.idle)


def _only_forward(e: Emitter, units: Units, layout: ArenaLayout, _: Variant) -> None:
    for level in layout.levels[1:]:
        forward(e, units, level)
        units.activate(level, slopes=False)


def _only_backward(e: Emitter, units: Units, layout: ArenaLayout, variant: Variant) -> None:
    assert variant.rule is not None
    *hidden, output = layout.levels[1:]
    for level in hidden:
        units.activate(level)  # for the slopes
    backward = Backward(e, units, variant.rule)
    backward.begin(output)
    backward.level(output, given=True)
    for level in reversed(hidden):
        backward.level(level)


def _only_update(e: Emitter, units: Units, layout: ArenaLayout, variant: Variant) -> None:
    assert variant.rule is not None
    backward = Backward(e, units, variant.rule)
    for level in layout.levels[1:]:
        fill_windows(e, units, level)
        backward.level(level, given=True)
