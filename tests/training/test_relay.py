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


BETWEEN = """\
(sval (car input) (car map1))
(sval (car input) (car map1) 0.1)
(weight-to-matrix)
(matrix-to-weight (let ((m (weight-to-matrix))) (m 3 0.25) m))
(sdelta (car map3) (car output) 0.01)
(setq alpha 0.5)
(nepsilon (car output) 0.003)
(epsi 0.02)
(mean-sqr-weight output)
(forget-sqrt 1)
(update-weight 0 0)
(learn 4)
(exact-mode t) (basic-iteration 2) (exact-mode ())
(nval 0 0.5)
""".splitlines()


@pytest.mark.parametrize("between", BETWEEN)
def test_weights_are_true_whenever_asked_for(between: str) -> None:
    """They are elsewhere from the first part to the last."""
    program = f"(basic-iteration 0) {between} (basic-iteration 1) {between} (basic-iteration 2)"
    compare(program, kernel="sn28itenew")


def test_weights_are_true_where_units_have_the_rates() -> None:
    compare("(basic-iteration 0)".join(BETWEEN), kernel="sn28ite")


def test_weights_stay_where_they_are() -> None:
    """Nothing of a presentation with the library's own functions asks for them."""
    lisp = session(False, "sn28itenew")
    network = lisp.workspace.network  # type: ignore[attr-defined]
    lisp.eval_text("(basic-iteration 0)")
    borrower = network.borrower
    lisp.eval_text("(for (n 1 5) (basic-iteration n))")
    assert borrower is not None
    assert network.borrower is borrower
    lisp.eval_text("(sval (car input) (car map1))")
    assert network.borrower is None


def test_a_frame_that_is_written() -> None:
    """Units that no layer computes are seen through windows, which are filled again."""
    compare(
        f"""(load "nets/zip1989") (zip1989) (seed 1) (forget-inv 2.4) (epsilon 0.001)
        (setq pattern-matrix (float-matrix 2 256) desired-matrix (float-matrix 2 10))
        (for (k 0 255) (pattern-matrix 0 k (sin k))) (ensemble 0 1) (setq frame-unit (1- nnum))
        {2 * "(basic-iteration 0) (nval frame-unit 0.7)"} (basic-iteration 0)""",
        kernel="sn28itenew",
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
