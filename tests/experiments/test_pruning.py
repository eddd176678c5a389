"""What the record's experiments on Optimal Brain Damage delete."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.kernels.fields import W_HESS, W_VAL
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

NET = """
    (libload "sn28/sn28itenew") (load "record/measures") (load "record/pruning")
    (alloc-net 60 400)
    (build-net '((input 16) (hidden 12) (output 3)) '((hidden output)))
    (mask-2d-connect input 4 4 hidden 3 4 1 0 2 4)
    (seed 5) (forget 1) (epsilon 0.01) (setq mu 0.1 gamma 0.05)
    (setq pattern-matrix (float-matrix 12 16) desired-matrix (float-matrix 12 3))
    (for (k 0 11) (for (i 0 15) (pattern-matrix k i (rand -1 1))) (for (i 0 2) (desired-matrix k i (rand -1 1))))
    (ensemble 0 11) (test-set 0 11) (set-class-max) (learn-lm 30)
"""


@pytest.fixture
def pruned() -> Interpreter:
    """A small net with shared weights, trained a little."""
    lisp = new_interpreter()
    lisp.options.update(quiet=True)
    lisp.eval_text(NET)
    return lisp


@pytest.mark.parametrize("criterion", ["obd", "magnitude"])
def test_weights_of_least_saliency_go(pruned: Interpreter, criterion: str) -> None:
    """With all their connections, and no others."""
    network = pruned.workspace.network
    pruned.eval_text("(defvar weights (pruning-weights))")
    count = int(pruned.eval_text("(length weights)"))
    values = network.weights[W_VAL, : network.wnum].copy()
    pruned.eval_text("(pruning-curvature 0)")
    curvatures = network.weights[W_HESS, : network.wnum].copy()
    assert (curvatures > 0).all()
    saliency = values**2 * (curvatures if criterion == "obd" else 1)
    left = pruned.eval_text(f"(length (pruning-delete '{criterion} weights {count - 9} 0))")
    gone = np.flatnonzero(network.counter[: network.wnum] == 0)
    assert left == count - 9 and count == network.wnum
    assert sorted(gone) == sorted(np.argsort(saliency)[:9])


def test_curvatures_by_loops_and_in_one_call(pruned: Interpreter) -> None:
    """They are the same, summed up over patterns and connections; some patterns only where asked for."""
    network, found = pruned.workspace.network, []
    for text in ("(pruning-curvature 7)", "(let ((summed (lambda (from to order counted) ()))) (pruning-curvature 7))"):
        pruned.eval_text(text)
        found.append(network.weights[W_HESS, : network.wnum].copy())
    assert found[0] == pytest.approx(found[1], rel=1e-4)
    pruned.eval_text("(pruning-curvature 12)")
    assert (network.weights[W_HESS, : network.wnum] > found[0]).all()
