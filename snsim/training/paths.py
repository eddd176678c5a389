"""Which way a sweep goes: fast, or in the original's order of operations - and why."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernels import transfer as codes
from ..kernels.course import NEWTON
from ..network.transfer import Transfer
from ..planner.builder import build_plan
from ..planner.errors import Unplannable
from ..planner.layout import BY_CODE, BY_LINE, BY_RELU, BY_TANH
from ..planner.plan import NetworkPlan
from .task import Functions, Task


@dataclass
class Path:
    """``plan`` for the fast path; else the exact one, for the ``reason`` given."""

    plan: NetworkPlan | None
    reason: str = ""


class Planner:
    """Plans a network once, and again when its connections or layers have changed."""

    def __init__(self) -> None:
        self.key: tuple[object, ...] = ()
        self.found: NetworkPlan | Unplannable | None = None

    def plan(self, task: Task) -> NetworkPlan:
        """The plan of a task's network; raises ``Unplannable``."""
        functions = [b"", *(b"".join(_code(f) for f in triple[:2]) for triple in task.functions)]
        key = (task.network.epoch, *(layer.tobytes() for layer in task.layers), *functions)
        if key != self.key:
            self.found = _try_plan(task, functions)
            self.key = key
        if isinstance(self.found, Unplannable):
            raise self.found
        assert self.found is not None
        return self.found

    def choose(self, task: Task, exact: bool) -> Path:
        """The way a task goes; ``exact``: exact mode was asked for."""
        if reason := _why_exact(task, exact):
            return Path(None, reason)
        try:
            plan = self.plan(task)
            if task.learning:
                plan.check_rates(task.network)
        except Unplannable as unplannable:
            return Path(None, str(unplannable))
        if (plan.places.place[task.desired] >= 0).any():
            return Path(None, "desired units are part of the network")
        return Path(plan)


def _code(function: Transfer) -> bytes:
    return b"" if function.code is None else function.code.tobytes()


def _try_plan(task: Task, functions: list[bytes]) -> NetworkPlan | Unplannable:
    try:
        return build_plan(task.network, task.layers, [BY_CODE, *map(_form, task.functions)], functions)
    except Unplannable as unplannable:
        return unplannable


def _why_exact(task: Task, exact: bool) -> str:
    """What of a task only the exact kernels do."""
    if exact:
        return "exact mode is on"
    if task.second and task.mu == 0:
        return "mu is 0"  # 0 / 0 where the arena is padded
    if task.order == NEWTON and any(_by_differences(triple[2]) for triple in task.functions):
        return "second derivatives by differences magnify every rounding"
    if task.order == NEWTON and task.dropout is not None:
        return "second derivatives of units that are left out"
    if task.network.masked:
        return "masks of units are set"
    return ""


def _by_differences(function: Transfer) -> bool:
    """Is it a difference of a function's values, as nlf-ddf-all makes it?"""
    return function.kind in (codes.DIFFERENCE, codes.DIFFERENCE2)


def _usual(factor: float) -> bool:
    """Do its powers stay far from what float32 can hold?"""
    return 1e-3 <= abs(factor) <= 1e3


def _form(functions: Functions) -> str:
    """What f and f' are, as code is made for: f' may be the derivative of another tanh, if that has the same B."""
    f, df, _ = (function.code for function in functions)
    assert f is not None and df is not None
    if (f[0], df[0]) == (codes.TANH, codes.DTANH) and f[2] == df[2] and all(_usual(x) for x in f[1:3]):
        return BY_TANH
    if (f[0], df[0]) == (codes.RELU, codes.DRELU):
        return BY_RELU
    if (f[0], df[0]) == (codes.LINEAR, codes.LINEAR) and df[5] == 0:
        return BY_LINE
    return BY_CODE
