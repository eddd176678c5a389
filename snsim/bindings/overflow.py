"""What to say when a sweep has made weights that are no numbers: who is to blame, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..kernels.fields import EPSILON, L_EPSILON, W_VAL
from ..lisp.errors import LispError
from ..network.finiteness import all_finite
from ..training.task import Task

if TYPE_CHECKING:
    from .workspace import Workspace


def overflow(workspace: Workspace, task: Task) -> LispError:
    """Why the weights are no numbers: weights, rates or examples that are none, or too great steps."""
    network = workspace.network
    if not all_finite(network.weights[W_VAL, : network.wnum]):
        hint = "It was none before: (forget 1) draws new weights, load-net reads some."
        return LispError("a weight is no number", hint=hint)
    if not all_finite(network.units[EPSILON], network.links[L_EPSILON]):
        return LispError("a learning rate is no number", hint="Set the rates again: epsi, epsilon.")
    age = workspace.lisp.intern("age").cell.value
    back = f"The network is back at age {age:.0f}, its last finite state. "
    for name, rows in (("pattern-matrix", task.patterns), ("desired-matrix", task.targets)):
        wrong = np.flatnonzero(~np.isfinite(rows[task.first : task.last + 1]).all(axis=1))
        if len(wrong):
            row = task.first + int(wrong[0])
            hint = f"{back}Look at ({name} {row} ())."
            return LispError(f"row {row} of {name} holds what is no number", hint=hint)
    return LispError(
        "the weights have grown beyond all numbers",
        hint=f"{back}Give smaller learning rates (epsi, epsilon) or, for second order, a greater mu.",
    )
