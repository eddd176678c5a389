"""What the network answers, pattern by pattern, and how many to refuse: ``pattern-outputs``, ``rejects-for``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.fields import VAL
from ..kernels.interruption import Interruption
from ..lisp.arguments import number
from ..lisp.errors import LispError
from ..matrices.index import Index, matrix_argument
from ..training import sweep
from ..training.rejection import rejects_for
from .netenvreader import Interpreted
from .primitives import primitive
from .sweeps import chosen_path, pattern_range
from .sweeptask import testing_task

if TYPE_CHECKING:
    from .workspace import Workspace


@primitive("pattern-outputs")
def pattern_outputs(workspace: Workspace, first: Any, last: Any) -> Index:
    """The outputs for patterns ``first`` to ``last``: a float matrix, one row a pattern."""
    try:
        task = testing_task(workspace)
        low, high = pattern_range(task, first, last)
    except Interpreted:
        return _one_by_one(workspace, first, last)
    with workspace.random() as random, Interruption() as asked:
        return Index(sweep.outputs(task, chosen_path(workspace, task), random, low, high, asked))


def _one_by_one(workspace: Workspace, first: Any, last: Any) -> Index:
    """The same through test-pattern, whatever it is."""
    lisp, states = workspace.lisp, []
    for pattern in range(int(number(first)), int(number(last)) + 1):
        lisp.apply(lisp.intern("test-pattern").cell.value, [float(pattern)])
        output = [int(unit) for unit in lisp.intern("output-layer").cell.value]
        states.append(workspace.network.units[VAL, output])
    if not states:
        raise LispError("no patterns", first, hint="Give the first and the last pattern.")
    return Index(np.array(states, np.float32))


@primitive("rejects-for")
def rejects(workspace: Workspace, percent: Any, outputs: Any, desired: Any) -> float:
    """Per cent of patterns to reject, by the difference of the two greatest outputs, for so many per cent of errors.

    ``outputs`` and ``desired``: matrices, one row a pattern; the right class is that of the greatest desired output.
    """
    answers, wanted = matrix_argument(outputs).values, matrix_argument(desired).values
    if answers.shape != wanted.shape or answers.ndim != 2 or answers.shape[1] < 2:
        raise LispError("matrices differ in size", hint="Both have one row a pattern, one column a class.")
    return 100 * rejects_for(number(percent) / 100, answers, wanted.argmax(1))
