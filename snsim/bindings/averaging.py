"""The average of the weights (``kernels/averaging.py``). Not in SN; ``average-weights`` of netenv chooses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..kernels.averaging import Averaging
from ..kernels.averaging import average_weights as average
from ..kernels.fields import W_AVERAGE, W_VAL
from ..lisp.arguments import integer, number
from ..lisp.errors import LispError
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace


def averaging_of(values: list[Any]) -> Averaging:
    """Decay and period, checked; raises ``LispError``."""
    if len(values) != 2:
        raise LispError("an average of weights has two numbers", hint="decay period")
    decay, period = number(values[0]), integer(values[1])
    if not 0 <= decay <= 1:
        raise LispError("the decay of an average is from 0 to 1", decay)
    if period < 1:
        raise LispError("the period of an average is at least a step", float(period))
    return Averaging(decay, period)


@primitive("update-average", iterative=True)
def update_average(workspace: Workspace, steps: Any, decay: Any, period: Any) -> None:
    """After so many steps: the average of all weights, if it is time."""
    if integer(steps) < 1:
        raise LispError("steps count from 1", steps)
    average(workspace.network.net, averaging_of([decay, period]), float(steps))


@primitive("check-average", iterative=True)
def check_average(workspace: Workspace, decay: Any, period: Any) -> None:
    """Complain of numbers that ``update-average`` would not take."""
    averaging_of([decay, period])


@primitive("exchange-average", iterative=True)
def exchange_average(workspace: Workspace) -> None:
    """Weights become their averages, averages the weights."""
    weights = workspace.network.weights
    weights[[W_VAL, W_AVERAGE]] = weights[[W_AVERAGE, W_VAL]]
