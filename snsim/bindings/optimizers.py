"""Weight steps of today: AdamW. Not in SN; ``optimizer`` of netenv chooses it for on-line training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..kernels.adamw import AdamW, adamw_step, step_from_acc
from ..kernels.fields import W_DELTA, W_MOMENT
from ..lisp.arguments import number, python_list
from ..lisp.errors import LispError
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace

# what each number must be: its name, a test, how the test is told
LIMITS = (
    ("the rate", lambda x: x >= 0, "must not be negative"),
    ("the final rate", lambda x: x >= 0, "must not be negative"),
    ("the number of steps", lambda x: x >= 0, "must not be negative"),
    ("beta1", lambda x: 0 <= x < 1, "must be at least 0 and less than 1"),
    ("beta2", lambda x: 0 <= x < 1, "must be at least 0 and less than 1"),
    ("epsilon", lambda x: 1e-30 <= x <= 1e30, "must be greater than 0"),
    ("the weight decay", lambda x: x >= 0, "must not be negative"),
)


def adamw_of(values: list[Any]) -> AdamW:
    """The numbers of a rule, checked; raises ``LispError``."""
    if len(values) != len(LIMITS):
        raise LispError("AdamW has seven numbers", hint="rate final-rate steps beta1 beta2 epsilon weight-decay")
    for value, (name, test, told) in zip(values, LIMITS, strict=True):
        if not test(number(value)):
            raise LispError(f"{name} {told}", value)
    return AdamW(*map(float, values))


def _step(step: Any, numbers: tuple[Any, ...]) -> tuple[AdamW, float]:
    """The rule and the number of the step, checked."""
    adamw = adamw_of(list(numbers))
    if number(step) < 1:
        raise LispError("steps count from 1", step)
    return adamw, float(step)


@primitive("update-adamw", iterative=True)
def update_adamw(workspace: Workspace, step: Any, *numbers: Any) -> None:
    """``(step rate final-rate steps beta1 beta2 epsilon weight-decay)``: a step of all weights by Adam with decoupled
    weight decay; ``step`` counts from 1."""
    network = workspace.network
    adamw_step(network.net, workspace.everything(), int(network.newton), *_step(step, numbers))


@primitive("update-adamw-acc", iterative=True)
def update_adamw_acc(workspace: Workspace, step: Any, *numbers: Any) -> None:
    """``(step rate final-rate steps beta1 beta2 epsilon weight-decay)``: the same from accumulated gradients."""
    step_from_acc(workspace.network.net, *_step(step, numbers))


@primitive("check-adamw", iterative=True)
def check_adamw(workspace: Workspace, numbers: Any) -> None:
    """Complain of numbers - a list of all but the first - that ``update-adamw`` would not take."""
    adamw_of(python_list(numbers))


@primitive("clear-moments", iterative=True)
def clear_moments(workspace: Workspace) -> None:
    """Forget the averages of gradients and of their squares that ``update-adamw`` keeps."""
    workspace.network.weights[[W_DELTA, W_MOMENT]] = 0
