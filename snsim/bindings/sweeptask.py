"""From the variables and hooks of netenv to a task that one call can do (sn28.md, 8.7).

A sweep runs in one call only while the functions that the library would call for every pattern are the library's own.
Whatever stands in the way is raised as ``Interpreted``, with the reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..kernels import course
from ..kernels.fields import GRAD
from ..training.task import Functions, Task
from .netenvreader import Interpreted, Reader

if TYPE_CHECKING:
    from .workspace import Workspace


GENERATED = (
    "forward-prop",
    "do-compute-err",
    "backward-prop",
    "do-update-weight",
    "backward-2-prop",
    "do-update-weight-newton",
    "do-update-acc",
    "do-update-hess",
    "forward-2-prop",
)

TESTING = ("present-pattern", "present-desired", "test-pattern", "forward-prop", "do-compute-err")
BACK_AND_FORTH = ("present-pattern", "present-desired", "forward-prop", "do-compute-err", "backward-prop")
DROPPING = ("drop-units", "dropout-masks", "restore-units")
TRAINING = (*BACK_AND_FORTH, *DROPPING, "end-step", "end-iteration")
STEP = {
    course.FIRST_ORDER: ("basic-iteration", "do-update-weight"),
    course.NEWTON: ("basic-newton-iteration", "backward-2-prop", "do-update-weight-newton"),
    course.MARQUARDT: ("basic-newton-iteration", "backward-2-prop", "do-update-weight-newton"),
}
SUMMING = (*BACK_AND_FORTH, *DROPPING, "do-update-acc")
SECOND_SUMMING = ("backward-2-prop", "do-update-hess")
ALONG = ("present-pattern", "forward-prop", "forward-2-prop")


def training_task(workspace: Workspace, order: int) -> Task:
    """What ``learn`` (or its second-order forms) would do now."""
    reader = Reader(workspace)
    reader.number("age")
    task = reader.task((*TRAINING, *STEP[order]), "disp-basic-iteration", order)
    return replace(
        reader.varied(task),
        adamw=reader.adamw() if order == course.FIRST_ORDER else None,
        steps_made=reader.number("optimizer-step"),
        averaging=reader.averaging(),
        averaged=reader.number("averaged"),
    )


def summing_task(workspace: Workspace, order: int, counted: bool) -> Task:
    """What a batch's sum of gradients would be now; ``counted``: patterns are classified and counted, too."""
    reader = Reader(workspace)
    reader.number("age")
    hooks = (*SUMMING, *SECOND_SUMMING[: 2 * (order != course.FIRST_ORDER)], *("count-pattern",) * counted)
    if order != course.FIRST_ORDER and reader.number("gamma") != 1:
        raise Interpreted("gamma is not 1")  # curvatures would be averages over patterns
    return reader.varied(reader.task(hooks, "disp-basic-iteration", order))


def along_task(workspace: Workspace) -> Task:
    """What the second pass of the conjugate gradient would do now."""
    reader = Reader(workspace)
    if reader.value("augmentation") is not None:
        raise Interpreted("augmentation is on")
    task = reader.task(ALONG, "disp-nil", course.FIRST_ORDER)
    outside = np.ones(workspace.network.nnum, bool)
    outside[np.concatenate(task.layers)] = False
    if workspace.network.units[GRAD, : workspace.network.nnum][outside].any():
        raise Interpreted("a unit outside the layers has a gradient")
    return task


def relay_task(workspace: Workspace) -> Task:
    """Layers and functions as they are now; nothing is presented."""
    layers, functions = network_layers(workspace)
    none = np.zeros((0, 1), np.float32)
    return Task(workspace.network, layers, functions, np.zeros(0, np.int32), none, none, 0, 0, error_share=1.0)


def testing_task(workspace: Workspace) -> Task:
    """What ``performance`` would do now."""
    return Reader(workspace).task(TESTING, "disp-perf-iteration", None)


def network_layers(workspace: Workspace) -> tuple[list[np.ndarray], list[Functions]]:
    """The units of the layers, input first, and f, f' and f'' of each after it, as define-net laid them down."""
    reader = Reader(workspace)
    schedule = reader.schedule
    layers = [reader.layer(symbol) for symbol in schedule.layers]
    return layers, [reader.functions(given) for given in schedule.functions[1:]]
