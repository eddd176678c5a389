"""``relay-forward``, ``relay-backward``, ``relay-update``: the functions that define-net makes, each in one call.

The library's functions ask them first and call the primitives layer by layer if they decline. What was planned holds
while network, layers and functions are the very objects that it was planned for and no list has been changed in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.values import Symbol, T, surgeries
from ..planner.errors import Unplannable
from ..training.relay import Relay
from .netenvreader import Interpreted
from .primitives import primitive
from .sweeptask import relay_task

if TYPE_CHECKING:
    from .workspace import Workspace

FUNCTIONS = ("nlf", "dnlf", "ddnlf")


class Relays:
    """The relay of a workspace, made anew when it no longer holds."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        self.key: list[Any] = []
        self.relay: Relay | None = None

    def current(self) -> Relay | None:
        """The relay for the network as it is, ``None`` if there is none."""
        workspace = self.workspace
        if workspace.schedule is None or workspace.lisp.options["exact"] or workspace.network.masked:
            return None
        key = self._key()
        if len(key) != len(self.key) or any(new is not old for new, old in zip(key, self.key, strict=True)):
            self.key, self.relay = key, _relay(workspace)
        return self.relay

    def _key(self) -> list[Any]:
        """Objects that are the same while nothing has changed."""
        workspace, schedule = self.workspace, self.workspace.schedule
        assert schedule is not None
        symbols = [*schedule.layers, *map(workspace.lisp.intern, FUNCTIONS)]
        values = [symbol.cell.value for symbol in symbols]
        return [workspace.network, workspace.network.epoch, schedule, surgeries.mark, *values]


def _relay(workspace: Workspace) -> Relay | None:
    try:
        task = relay_task(workspace)
        return Relay(task, workspace.planner.plan(task))
    except (Interpreted, Unplannable):
        return None


@primitive("relay-forward")
def relay_forward(workspace: Workspace) -> Symbol | None:
    """Activations and states of all layers after the input; or (), and nothing is done."""
    relay = workspace.relays.current()
    if relay is None or workspace.parameter("theta") != 0:
        return None
    relay.forward()
    return T


@primitive("relay-backward")
def relay_backward(workspace: Workspace) -> Symbol | None:
    """Gradients of all layers before the output; or (), and nothing is done."""
    relay = workspace.relays.current()
    if relay is None:
        return None
    relay.backward()
    return T


@primitive("relay-update")
def relay_update(workspace: Workspace) -> Symbol | None:
    """A step of all weights, as update-weight makes it; or (), and nothing is done."""
    relay = workspace.relays.current()
    if relay is None or not relay.update(workspace.parameter("alpha"), workspace.parameter("decay")):
        return None
    return T
