"""One presentation as machine code: ``learn`` and ``answer``, made from the layout of a plan.

    float learn(arena, pattern, targets, links)     forward, error, backward; update, or gradients summed up
    float answer(arena, pattern, targets, links)    forward and error alone
    float along(arena, pattern, targets, links)     forward, and how outputs move along the last changes

and its parts, for presentations that go step by step through Lisp:

    float forward(arena, -, -, links)     states of units that are there already
    float backward(arena, -, -, links)    from the activations of all units and the gradients of the outputs
    float update(arena, -, -, links)      from states and gradients

All four are addresses (``links``: see ``units``); the result is the error, a sum over outputs - of ``along`` the
squared length of the outputs' derivative. The answers lie in the arena, where its layout says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from ..kernels.course import COST_LMS, COST_XENT
from ..planner.layout import A_SQBACKSUM, A_SUM, A_VAL, ArenaLayout
from .backward import Backward
from .emitter import FLOAT, POINTER, Emitter
from .forward import fill_windows, forward
from .moves import fetch, present
from .processor import Processor
from .steps import Rule
from .tangent import squared_length, tangent
from .units import Units

LEARN, ANSWER, ALONG = "learn", "answer", "along"
FORWARD, BACKWARD, UPDATE = "forward", "backward", "update"


@dataclass(frozen=True)
class Variant:
    """What of an algorithm decides the code: ``name`` of the function, ``rule`` for ``learn``; ``cost``:
    which (``course.COST_LMS`` ...); ``noise`` on inputs, ``theta`` on sums (drawn beforehand, into A_NOISE)."""

    name: str = ANSWER
    rule: Rule | None = None
    cost: int = COST_LMS
    noise: bool = False
    theta: bool = False


def emit(layout: ArenaLayout, variant: Variant, processor: Processor) -> str:
    """LLVM's text of a module with one function."""
    module = ir.Module(variant.name)
    module.triple = processor.triple
    function = ir.Function(module, ir.FunctionType(FLOAT, [POINTER] * 4), variant.name)
    e = Emitter(function, processor)
    base, pattern, targets, links = function.args
    units = Units(e, layout, base, links)
    parts = {FORWARD: _only_forward, BACKWARD: _only_backward, UPDATE: _only_update}
    if variant.name in parts:
        parts[variant.name](e, units, layout, variant)
        result = ir.Constant(FLOAT, 0.0)
    else:
        result = _present(e, units, layout, variant, pattern, targets)
    e.builder.ret(result)
    return str(module)


def _present(e: Emitter, units: Units, layout: ArenaLayout, variant: Variant, pattern: Any, targets: Any) -> Any:
    """A whole presentation; what the function returns."""
    _forward(e, units, layout, variant, pattern)
    if variant.name == ALONG:
        for level in layout.levels[1:]:
            tangent(e, units, level)
        return squared_length(e, units)
    error = units.answer(targets, variant.rule is not None, variant.cost)
    if variant.rule is not None:
        _backward(e, units, layout, variant.rule, variant.cost)
    return error


def _forward(e: Emitter, units: Units, layout: ArenaLayout, variant: Variant, pattern: Any) -> None:
    inputs, *levels = layout.levels
    present(e, units.at(A_VAL), pattern, layout.present)
    fetch(e, pattern, 4 * len(inputs.order))
    if variant.noise:
        units.add_noise(inputs, A_VAL)
    for level in levels:
        forward(e, units, level)
        if variant.theta:
            units.add_noise(level, A_SUM)
        units.activate(level, slopes=variant.name != ANSWER)


def _backward(e: Emitter, units: Units, layout: ArenaLayout, rule: Rule, cost: int) -> None:
    """From the top; each level's weights change once it has sent its gradients down."""
    *hidden, output = layout.levels[1:]
    backward = Backward(e, units, rule)
    backward.begin(output)
    if rule.second and cost != COST_XENT:  # which has curvatures of its own
        units.fill_outputs(A_SQBACKSUM, 1.0)
    for level in [output, *reversed(hidden)]:
        backward.level(level)


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
