"""The clock of 1989: ``presentation-seconds clock-text``, and the machines there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..kernels.course import FIRST_ORDER
from ..lisp.arguments import number, symbol
from ..lisp.errors import LispError
from ..machine.clock import seconds, wall_clock
from ..machine.machines import MACHINES
from ..machine.operations import operations
from .netenvreader import Interpreted
from .primitives import primitive
from .sweeps import MEASURING, ORDERS
from .sweeptask import network_layers

if TYPE_CHECKING:
    from .workspace import Workspace


@primitive("presentation-seconds")
def presentation_seconds(workspace: Workspace, machine: Any, algorithm: Any = None) -> float:
    """Seconds that a presentation to this network takes on a machine of 1989: 'sun-4/260, 'sparcstation-1, 'dsp-32c.

    ``algorithm``: sgd (the default), newton, lm, or perf for measuring; a model (``snsim/machine``), not a measurement.
    """
    name = symbol(machine).name
    if name not in MACHINES:
        raise LispError("no such machine", machine, hint=f"There are {', '.join(MACHINES)}.")
    asked = "sgd" if algorithm is None else symbol(algorithm).name
    if asked not in (MEASURING, *ORDERS):
        raise LispError("not an algorithm", algorithm, hint="Ask for 'sgd, 'newton, 'lm or 'perf.")
    try:
        layers, _ = network_layers(workspace)
    except Interpreted as reason:
        raise LispError(f"no network to count in: {reason}", prefix="presentation-seconds") from None
    second = ORDERS.get(asked, FIRST_ORDER) != FIRST_ORDER
    return seconds(MACHINES[name], operations(workspace.network, layers, asked != MEASURING, second))


@primitive("clock-text")
def clock_text(_workspace: Workspace, elapsed: Any) -> str:
    """What the clock on the wall shows so many seconds after a start on Monday at nine: ``Wed 03:12``."""
    if number(elapsed) < 0:
        raise LispError("time does not run backward", elapsed)
    return wall_clock(number(elapsed))
