"""What netenv's variables and hooks hold at this moment, as far as a compiled sweep can do with it (sn28.md, 8.7).

Whatever stands in the way is raised as ``Interpreted``, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..kernels import course
from ..kernels.adamw import AdamW
from ..kernels.augmentation import Augmentation
from ..kernels.averaging import Averaging
from ..kernels.dropout import Dropout
from ..lisp.errors import LispError
from ..lisp.values import Cons, Symbol
from ..matrices.index import Index
from ..network.errors import NetworkError
from ..training.task import Functions, Task
from .augmentation import augmentation_of
from .averaging import averaging_of
from .dropout import dropout_of
from .layers import layer
from .optimizers import adamw_of
from .transferobject import NLF

if TYPE_CHECKING:
    from .workspace import Workspace


class Interpreted(Exception):
    """Why the sweep has to be interpreted."""


class Schedule(NamedTuple):
    """What define-net laid down: the symbols of the layers, their functions (``None``: those in nlf, dnlf, ddnlf), the
    number of outputs that the error is divided by, and the functions it defined, by name."""

    layers: list[Symbol]
    functions: list[Any]
    outputs: int
    generated: dict[str, Any]


NO_NET = "there is no network yet: build-net or define-net makes one"

CRITERIA = {
    "class-max": course.CLASS_MAX,
    "class-quadrant": course.CLASS_QUADRANT,
    "class-sgn": course.CLASS_SGN,
    "class-lms": course.CLASS_LMS,
    "class-hamming": course.CLASS_HAMMING,
    "class-nil": course.CLASS_NIL,
}
COSTS = {"init-grad-lms": course.COST_LMS, "init-grad-thlms": course.COST_THLMS, "init-grad-xent": course.COST_XENT}
CALLED = {"class-max": ("rank-of-max", "state"), "class-sgn": ("same-side", "state"), "class-nil": ()}
"""The library's functions that a criterion calls, where it is not ``state`` alone."""


def items(value: Any) -> list[Any]:
    """The elements of a list; none of anything else."""
    return list(value) if isinstance(value, Cons) else []


class Reader:
    """Reads what the interpreter holds at this moment."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        self.lisp = workspace.lisp
        self.stock = workspace.stock

    def value(self, name: str) -> Any:
        return self.lisp.intern(name).cell.value

    def number(self, name: str) -> float:
        value = self.value(name)
        if type(value) is not float:
            raise Interpreted(f"{name} is not a number")
        return value

    def is_stock(self, name: str) -> bool:
        return self.value(name) is self.stock.get(name)

    @property
    def schedule(self) -> Schedule:
        """What define-net has laid down."""
        if self.workspace.schedule is None:
            raise Interpreted(NO_NET)
        return self.workspace.schedule

    # ---- the whole ---------------------------------------------------------------------------------------------------

    def task(self, hooks: tuple[str, ...], display: str, order: int | None) -> Task:
        """The task, if nothing stands in the way; ``order`` is ``None`` for measuring."""
        schedule = self.schedule
        self.check_hooks(schedule, hooks, display)
        layers = [self.layer(symbol) for symbol in schedule.layers]
        patterns, targets = self.examples(layers)
        criterion, low, high = self.criterion()
        cost, parameter = self.cost()
        first, last = (0, 0) if order is None else self.range(len(patterns), len(targets))
        random_choice, stay = (False, False) if order is None else self.sequencing()
        return Task(
            network=self.workspace.network,
            layers=layers,
            functions=[self.functions(given) for given in schedule.functions[1:]],
            desired=self.unit_list("desired-layer"),
            patterns=patterns,
            targets=targets,
            first=first,
            last=last,
            error_share=schedule.outputs,
            learning=order is not None,
            order=course.FIRST_ORDER if order is None else order,
            alpha=self.number("alpha"),
            decay=self.number("decay"),
            gamma=self.number("gamma"),
            mu=self.number("mu"),
            theta=self.number("theta"),
            noise=self.number("input-noise"),
            cost=cost,
            bound=parameter,
            smoothing=parameter,
            criterion=criterion,
            criterion_low=low,
            criterion_high=high,
            random_choice=random_choice,
            stay=stay,
        )

    # ---- hooks -------------------------------------------------------------------------------------------------------

    def check_hooks(self, schedule: Schedule, hooks: tuple[str, ...], display: str) -> None:
        expected = self.stock | schedule.generated
        for name in (*hooks, "process-pending-events"):
            if self.value(name) is not expected.get(name):
                raise Interpreted(f"{name} is redefined")
        if self.value(display) is not self.stock.get("disp-nil"):
            raise Interpreted(f"{display} shows every pattern")

    def named(self, description: str, current: str) -> list[Any]:
        """Name and parameters of a criterion, from the list (function name . parameters) that its setter left."""
        recorded = items(self.value(description))
        if not recorded or recorded[0] is not self.value(current):
            raise Interpreted(f"{current} is redefined")
        return [recorded[1].name, *recorded[2:]]

    def criterion(self) -> tuple[int, float, float]:
        name, *parameters = self.named("class-criterion", "classify")
        if name not in CRITERIA:
            raise Interpreted(f"classify is {name}")
        for called in (name, *CALLED.get(name, ("state",))):
            if not self.is_stock(called):
                raise Interpreted(f"{called} is redefined")
        if not all(type(parameter) is float for parameter in parameters):
            raise Interpreted(f"a parameter of {name} is not a number")
        low, high = (*parameters, 0.0, 0.0)[:2]
        return CRITERIA[name], low, high

    def cost(self) -> tuple[int, float]:
        """Which cost, and its parameter - threshold or smoothing -, 0 if it has none."""
        name, *parameter = self.named("cost-criterion", "init-grad")
        if name not in COSTS:
            raise Interpreted(f"init-grad is {name}")
        if parameter and type(parameter[0]) is not float:
            raise Interpreted(f"the parameter of {name} is not a number")
        return COSTS[name], parameter[0] if parameter else 0.0

    def checked(self, name: str, make: Callable[..., Any], *arguments: Any) -> Any:
        """What the list in a variable means, ``None`` for ()."""
        value = self.value(name)
        if value is None:
            return None
        try:
            return make(items(value), *arguments)
        except (LispError, NetworkError) as mistake:
            raise Interpreted(f"{name}: {getattr(mistake, 'text', mistake)}") from None

    def adamw(self) -> AdamW | None:
        """The rule of weight steps, if it is not the plain one."""
        found: AdamW | None = self.checked("optimizer-rule", lambda rule: adamw_of(rule[1:]))
        return found

    def averaging(self) -> Averaging | None:
        """How weights are averaged, if they are."""
        found: Averaging | None = self.checked("averaging", averaging_of)
        return found

    def varied(self, task: Task) -> Task:
        """The task with what chance does to patterns and units."""
        augmentation: Augmentation | None = self.checked("augmentation", augmentation_of, len(task.layers[0]))
        dropout: Dropout | None = self.checked("dropouts", self.dropout, np.concatenate(task.layers[1:]))
        return replace(task, augmentation=augmentation, dropout=dropout, _course=[])

    def dropout(self, entries: list[Any], computed: np.ndarray) -> Dropout:
        """The units of all entries of ``dropouts``, one after the other."""
        pairs = [items(entry)[:2] for entry in entries]
        if not pairs or any(len(pair) < 2 for pair in pairs):
            raise Interpreted("dropouts: no list of units and shares")
        found = [dropout_of(self.workspace.network, *pair) for pair in pairs]
        units = np.concatenate([one.units for one in found])
        if not np.isin(units, computed).all():
            raise Interpreted("dropouts: a unit of no layer")
        return Dropout(units, np.concatenate([one.shares for one in found]))

    def sequencing(self) -> tuple[bool, bool]:
        """Are patterns drawn at random? Does a pattern stay until it is answered well?"""
        choice = self.one_of("next-choice", ("nextcho-seq", "nextcho-rnd"))
        pattern = self.one_of("next-pattern", ("nextpat-seq", "nextpat-stay"))
        return choice == 1, pattern == 1

    def one_of(self, name: str, known: tuple[str, ...]) -> int:
        for index, stock in enumerate(known):
            if self.value(name) is self.stock.get(stock) and self.is_stock(stock):
                return index
        raise Interpreted(f"{name} is redefined")

    # ---- network -----------------------------------------------------------------------------------------------------

    def units(self, value: Any, name: str) -> np.ndarray:
        try:
            found = layer(self.workspace.network, value)
        except (LispError, NetworkError):
            found = np.zeros(0, np.int32)
        if not len(found):
            raise Interpreted(f"{name} is not a list of units")
        return found

    def layer(self, symbol: Symbol) -> np.ndarray:
        return self.units(symbol.cell.value, symbol.name)

    def unit_list(self, name: str) -> np.ndarray:
        return self.units(self.value(name), name)

    def functions(self, given: Any) -> Functions:
        """f, f' and f'' of a layer."""
        values = items(given) or [self.value(name) for name in ("nlf", "dnlf", "ddnlf")]
        found = tuple(value.transfer for value in values if type(value) is NLF)
        if len(found) != len(values):
            raise Interpreted("a layer's transfer function is not an NLF")
        if any(function.code is None for function in found):
            raise Interpreted("a transfer function is written in Lisp")
        f, df, ddf = found
        return f, df, ddf

    # ---- examples ----------------------------------------------------------------------------------------------------

    def examples(self, layers: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Patterns and targets, float32; they must fit the layers."""
        if not np.array_equal(self.unit_list("input-layer"), layers[0]):
            raise Interpreted("input-layer is not the first layer")
        if not np.array_equal(self.unit_list("output-layer"), layers[-1]):
            raise Interpreted("output-layer is not the last layer")
        desired = self.unit_list("desired-layer")
        if len(desired) != len(layers[-1]):
            raise Interpreted("desired-layer and output-layer differ in size")
        return self.matrix("pattern-matrix", len(layers[0])), self.matrix("desired-matrix", len(desired))

    def matrix(self, name: str, columns: int) -> np.ndarray:
        value = self.value(name)
        if not isinstance(value, Index) or value.array.ndim != 2 or value.array.shape[1] != columns:
            raise Interpreted(f"{name} is not a matrix of {columns} columns")
        return np.ascontiguousarray(value.array if value.array.dtype == np.float32 else value.values, np.float32)

    def range(self, rows: int, target_rows: int) -> tuple[int, int]:
        first, last = self.number("patt-min"), self.number("patt-max")
        if not (first.is_integer() and last.is_integer() and 0 <= first <= last < rows):
            raise Interpreted("patt-min and patt-max are no range of patterns")
        if last >= target_rows:
            raise Interpreted("desired-matrix has fewer rows than there are patterns")
        return int(first), int(last)
