"""Whole sweeps for the library: ``sweep-train``, ``sweep-test``, and the questions a user may ask about them.

The library calls them first and does the work itself if they decline (``library/netenv/online.sn``, ``measure.sn``).
What a sweep leaves behind in variables is what the library's own loops would: age, current-pattern, local-error,
good-answer, the means.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.course import (
    AVERAGED,
    CLASS_HAMMING,
    CLASS_MAX,
    CLASS_QUADRANT,
    ERROR,
    ERROR_SUM,
    FIRST_ORDER,
    GOOD,
    GOOD_COUNT,
    MARQUARDT,
    NEWTON,
    PATTERN,
    STEP,
)
from ..kernels.fields import VAL
from ..kernels.interruption import Interruption
from ..lisp.arguments import integer
from ..lisp.errors import LispError
from ..lisp.values import Symbol, T, make_list, truth
from ..training import sweep
from ..training.errors import Diverged
from ..training.paths import Path
from .netenvreader import Interpreted, Schedule, items
from .overflow import overflow
from .primitives import primitive
from .progress import watching
from .sweeptask import (
    GENERATED,
    Task,
    along_task,
    summing_task,
    testing_task,
    training_task,
)

if TYPE_CHECKING:
    from .workspace import Workspace

ORDERS = {"sgd": FIRST_ORDER, "newton": NEWTON, "lm": MARQUARDT}
BATCHES = {"batch": FIRST_ORDER, "batch-newton": NEWTON, "batch-lm": MARQUARDT, "batch-cg": FIRST_ORDER}
MEASURING = "perf"


@primitive("sweep-schedule")
def sweep_schedule(workspace: Workspace, layers: Any, functions: Any) -> None:
    """Called by define-net: the symbols of the layers, and for each () or its (f f' f'')."""
    lisp = workspace.lisp
    generated = {name: lisp.intern(name).cell.value for name in GENERATED}
    outputs = len(items(lisp.intern("output-layer").cell.value))
    workspace.schedule = Schedule(items(layers), items(functions), outputs, generated)


@primitive("sweep-path")
def sweep_path(workspace: Workspace, algorithm: Any = None) -> Any:
    """How a sweep would run now: (fast), (exact reason) or (interpreted reason).

    ``algorithm``: sgd (the default), newton, lm, batch, batch-newton, batch-lm, batch-cg, or perf for measuring.
    """
    symbol = workspace.lisp.intern
    try:
        path = chosen_path(workspace, _asked_task(workspace, algorithm))
    except Interpreted as reason:
        return make_list([symbol("interpreted"), str(reason)])
    return make_list([symbol("exact"), path.reason] if path.plan is None else [symbol("fast")])


@primitive("sweep-prepare")
def sweep_prepare(workspace: Workspace, algorithm: Any = None) -> Symbol | None:
    """Have ready what a sweep needs, so that a clock started after it measures nothing else; () if interpreted."""
    try:
        task = _asked_task(workspace, algorithm)
    except Interpreted:
        return None
    with workspace.random() as random:
        batch = isinstance(algorithm, Symbol) and algorithm.name in BATCHES
        sweep.prepare(task, chosen_path(workspace, task), random, batch)
    return T


def _asked_task(workspace: Workspace, algorithm: Any) -> Task:
    """What learning by this algorithm, or measuring, would do now."""
    name = "sgd" if algorithm is None else getattr(algorithm, "name", "")
    if name == MEASURING:
        return testing_task(workspace)
    if name not in ORDERS | BATCHES:
        known = ", ".join(f"'{known}" for known in [*ORDERS, *BATCHES])
        raise LispError("not an algorithm", algorithm, hint=f"Ask for {known} or '{MEASURING}.")
    order = (ORDERS | BATCHES)[name]
    if order != FIRST_ORDER and not workspace.network.newton:
        hint = 'Choose one that has: (libload "sn28/sn28new") or (libload "sn28/sn28itenew").'
        raise LispError("this kernel has no second derivatives", algorithm, hint=hint)
    if name in BATCHES:
        if not workspace.network.iterative:
            hint = 'Choose one that has: (libload "sn28/sn28ite") or (libload "sn28/sn28itenew").'
            raise LispError("this kernel has no accumulators", algorithm, hint=hint)
        return summing_task(workspace, order, counted=True)
    return training_task(workspace, order)


def chosen_path(workspace: Workspace, task: Task) -> Path:
    return workspace.planner.choose(task, bool(workspace.lisp.options["exact"]))


# ---- training --------------------------------------------------------------------------------------------------------


@primitive("sweep-train")
def sweep_train(workspace: Workspace, count: Any, cycle: Any, order: Any) -> Symbol | None:
    """``count`` presentations from current-pattern on, or (``cycle``) so many passes over the training set; or ()."""
    if type(count) is not float:
        return None  # the loops say what is wrong with it
    times = integer(count)
    if times <= 0:
        return T
    try:
        task = training_task(workspace, integer(order))
        first, steps = _extent(workspace, task, times, cycle is not None)
    except Interpreted:
        return None
    if cycle is not None:
        task = _in_order(task)
    path = chosen_path(workspace, task)
    with workspace.random() as random, Interruption() as asked:
        with watching(workspace.lisp) as watch:
            try:
                done, state = sweep.train(task, path, random, first, steps, asked, watch)
            except Diverged as diverged:
                _tell(workspace, task, diverged.kept, diverged.state, cycle is not None)
                raise overflow(workspace, task) from None
        _tell(workspace, task, done, state, cycle is not None)
    return T


def _extent(workspace: Workspace, task: Task, times: int, cycle: bool) -> tuple[int, int]:
    """First pattern and number of presentations."""
    rows = min(len(task.patterns), len(task.targets))
    if cycle:
        return task.first, times * (task.last - task.first + 1)
    current = workspace.lisp.intern("current-pattern").cell.value
    if type(current) is not float or not current.is_integer() or not 0 <= current < rows:
        raise Interpreted("current-pattern is no pattern")
    return int(current), times


def _in_order(task: Task) -> Task:
    """The task for learn-cycle, whose order of patterns is no hook."""
    return replace(task, random_choice=False, stay=False, _course=[])


def _tell(workspace: Workspace, task: Task, done: int, state: np.ndarray, cycle: bool) -> None:
    """The variables that every presentation sets."""
    lisp = workspace.lisp
    age = lisp.intern("age")
    lisp.assign(age, age.cell.value + done)
    lisp.assign(lisp.intern("local-error"), float(state[ERROR]))
    lisp.assign(lisp.intern("good-answer"), _answer(task, state))
    if task.adamw is not None:
        lisp.set_global("optimizer-step", float(state[STEP]))
    if task.averaging is not None:
        lisp.set_global("averaged", float(state[AVERAGED]))
    if not cycle:
        lisp.assign(lisp.intern("current-pattern"), float(state[PATTERN]))
    _tell_classes(workspace, task)


def _answer(task: Task, state: np.ndarray) -> Any:
    """What classify returned: the criteria that look for a distance of 0 return that 0."""
    if state[GOOD] and task.criterion in (CLASS_QUADRANT, CLASS_HAMMING):
        return 0.0
    return truth(state[GOOD])


def _tell_classes(workspace: Workspace, task: Task) -> None:
    """The classes that class-max has seen last."""
    if task.criterion != CLASS_MAX:
        return
    states = workspace.network.units[VAL]
    for name, units in (("out-class", task.layers[-1]), ("des-class", task.desired)):
        places = np.flatnonzero(states[units] == states[units].max())
        value = float(places[0]) if len(places) == 1 else make_list(map(float, places))
        workspace.lisp.set_global(name, value)


# ---- batches ---------------------------------------------------------------------------------------------------------


@primitive("sweep-sum", iterative=True)
def sweep_sum(workspace: Workspace, first: Any, last: Any, order: Any, counted: Any) -> Symbol | None:
    """The gradients of patterns ``first`` to ``last``, and of second-order methods (1: Newton, 2: Levenberg-Marquardt)
    curvatures, added to the accumulators; ``counted``: errors and good answers are summed up in netenv's variables. Or
    (), if the loops have to do it."""
    try:
        task = summing_task(workspace, integer(order), counted is not None)
        low, high = pattern_range(task, first, last)
    except Interpreted:
        return None
    path = chosen_path(workspace, task)
    with workspace.random() as random, Interruption() as asked:
        with watching(workspace.lisp) as watch:
            state = sweep.accumulate(task, path, random, low, high, asked, watch)
        if counted is not None and not asked:
            _tell_sums(workspace, task, state, high - low + 1)
        elif not asked:
            workspace.lisp.assign(workspace.lisp.intern("local-error"), float(state[ERROR]))
    return T


@primitive("sweep-along", iterative=True)
def sweep_along(workspace: Workspace, first: Any, last: Any) -> float | None:
    """The squared length of the outputs' derivative along the weights' last changes, summed over patterns ``first`` to
    ``last``; or (), if the loops have to do it."""
    try:
        task = along_task(workspace)
        low, high = pattern_range(task, first, last)
    except Interpreted:
        return None
    path = chosen_path(workspace, task)
    with workspace.random() as random, Interruption() as asked, watching(workspace.lisp) as watch:
        return sweep.curvature_along(task, path, random, low, high, asked, watch)


def _tell_sums(workspace: Workspace, task: Task, state: np.ndarray, count: int) -> None:
    """What the loop over a batch leaves behind: sums, which the library divides."""
    lisp = workspace.lisp
    _tell(workspace, task, count, state, cycle=True)
    lisp.set_global("pnum", float(count))
    for name, entry in (("global-error", ERROR_SUM), ("good-an-num", GOOD_COUNT)):
        lisp.set_global(name, float(lisp.intern(name).cell.value) + float(state[entry]))


# ---- measuring -------------------------------------------------------------------------------------------------------


@primitive("sweep-test")
def sweep_test(workspace: Workspace, first: Any, last: Any) -> Symbol | None:
    """Error and good answers on patterns ``first`` to ``last`` into netenv's variables; or ()."""
    try:
        task = testing_task(workspace)
        low, high = pattern_range(task, first, last)
    except Interpreted:
        return None
    path = chosen_path(workspace, task)
    with workspace.random() as random, Interruption() as asked:
        with watching(workspace.lisp) as watch:
            state = sweep.test(task, path, random, low, high, asked, watch)
        if not asked:
            _tell_means(workspace, task, state, high - low + 1)
    return T


def pattern_range(task: Task, first: Any, last: Any) -> tuple[int, int]:
    numbers = type(first) is float and type(last) is float and first.is_integer() and last.is_integer()
    if not numbers or not 0 <= first <= last < min(len(task.patterns), len(task.targets)):
        raise Interpreted("no range of patterns")
    return int(first), int(last)


def _tell_means(workspace: Workspace, task: Task, state: np.ndarray, count: int) -> None:
    """What performance leaves behind."""
    lisp = workspace.lisp
    lisp.assign(lisp.intern("local-error"), float(state[ERROR]))
    lisp.assign(lisp.intern("good-answer"), _answer(task, state))
    lisp.set_global("global-error", float(state[ERROR_SUM]) / count)
    lisp.set_global("good-an-num", float(state[GOOD_COUNT]))
    lisp.set_global("good-an-percent", 100 * (float(state[GOOD_COUNT]) / count))
    _tell_classes(workspace, task)
