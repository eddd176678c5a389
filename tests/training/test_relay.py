"""Presentations taken part by part on a plan, against the exact kernels; what Lisp writes in between counts."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

NET = """
(libload "sn28/{kernel}")
(load "nets/netmask") (create-net)
(generate-digits 20 10) (ensemble 0 19) (set-class-max) (seed 1) (forget-sqrt 1) (epsi 0.01)
(setq alpha {alpha} decay {decay})
"""


def session(exact: bool, kernel: str = "sn28ite", alpha: float = 0, decay: float = 0) -> Interpreter:
    lisp = new_interpreter()
    lisp.options.update(quiet=True, messages=False, exact=exact)
    lisp.eval_text(NET.format(kernel=kernel, alpha=alpha, decay=decay))
    return lisp


def compare(program: str, **settings: object) -> None:
    """Run it on both ways; every field of units, weights and connections agrees."""
    fast, exact = session(False, **settings), session(True, **settings)  # type: ignore[arg-type]
    assert fast.workspace.relays.current() is not None  # type: ignore[attr-defined]
    assert exact.workspace.relays.current() is None  # type: ignore[attr-defined]
    for lisp in (fast, exact):
        lisp.eval_text(program)
    for table in ("units", "weights", "links"):
        ours, theirs = (getattr(lisp.workspace.network, table) for lisp in (fast, exact))  # type: ignore[attr-defined]
        scale = np.maximum(np.abs(theirs).max(1, keepdims=True), 1e-30)
        assert (np.abs(ours - theirs) <= 3e-6 * scale).all(), table


@pytest.mark.parametrize("kernel", ["sn28ite", "sn28itenew"])
@pytest.mark.parametrize(("alpha", "decay"), [(0, 0), (0.5, 0), (0.3, 0.001)])
def test_presentations(kernel: str, alpha: float, decay: float) -> None:
    compare("(for (n 0 9) (basic-iteration n))", kernel=kernel, alpha=alpha, decay=decay)


def test_what_is_written_between_the_parts_counts() -> None:
    compare(
        """(present-pattern input-layer 3) (nval (car input) 0.5) (forward-prop net-struc)
        (nval (car map1) 0.25) (sval (car input) (car map1) 0.1) (present-desired desired-layer 3)
        (backward-prop net-struc) (ngrad (car output) 0.125) (backward-prop net-struc)
        (nepsilon (car output) 0.3) (do-update-weight net-struc)"""
    )


def test_rates_that_differ_within_a_weight_go_the_exact_way() -> None:
    compare("(nepsilon (car map1) 0.3) (for (n 0 3) (basic-iteration n))")


def test_a_net_cut_between_two_presentations() -> None:
    compare("(basic-iteration 0) (cut-connection (car map3) (car output)) (basic-iteration 1)")


def test_layers_changed_in_place() -> None:
    """A list changed by surgery is not the layer that was planned."""
    compare("(basic-iteration 0) (rplaca output (cadr output)) (rplaca output (car desired-layer)) (forward-prop ())")


def test_nothing_is_left_of_an_overflow() -> None:
    lisp = session(False)
    start = "(seed 1) (forget-sqrt 1) (epsi 0.01) (basic-iteration 0) local-error"
    first = lisp.eval_text(start)
    lisp.eval_text("(epsi 1e30) (ngrad (car output) 3e38) (do-update-weight net-struc)")
    assert not np.isfinite(lisp.workspace.network.weights[0]).all()  # type: ignore[attr-defined]
    assert lisp.eval_text(start) == first
