"""Euclidean units and interactive activation (sn28.md, 2.12 and 2.13): derivatives by differences, steps by hand."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

NET = """
(libload "sn28/{kernel}")
(alloc-net 20 50)
(setq :inp (newneurons 3) :hid (newneurons 2) :out (newneurons 2) :des (newneurons 2))
(connect inp hid) (connect hid out)
(setq :f (nlf-f-tanh 1 0.5 0.1 0) :f1 (nlf-df-tanh 1 0.5 0.1 0))
(setq :f2 (nlf-ddf-all f))
(de weights (l) (let ((l l)) (each ((j (append hid out))) (each ((i (amont j))) (sval i j (car l)) (setq l (cdr l))))))
(weights '(0.5 -0.25 1 0.75 -1 0.125 0.25 1.5 -0.5 0.375))
(state inp '(1 -0.5 0.25)) (state des '(0.5 -0.75))
(de cost () (update-nn-state 0 f hid out) (init-grad-lms f1 out des))
"""

KERNELS = ["sn28", "sn28ite", "sn28new", "sn28itenew"]


def made(kernel: str) -> Interpreter:
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text(NET.format(kernel=kernel))
    return lisp


def test_activation_is_a_squared_distance() -> None:
    lisp = made("sn28")
    lisp.eval_text("(update-nn-sum hid)")
    w = np.array(list(lisp.eval_text("(weight 4)")))
    assert lisp.eval_text("(nsum 4)") == pytest.approx(((w - [1, -0.5, 0.25]) ** 2).sum())
    lisp.eval_text("(setq :before (nsum 4)) (update-nn-sum 0.5 hid)")
    assert lisp.eval_text("(nsum 4)") != lisp.eval_text("before")


def test_gradients() -> None:
    """n-backsum is minus the derivative by the state, as differences of the cost give it."""
    lisp = made("sn28")
    lisp.eval_text("(cost) (update-nn-gradient f1 hid) (update-nn-back-sum inp)")
    for unit in (1, 2, 3):
        x, slope, step = lisp.eval_text(f"(nval {unit})"), -lisp.eval_text(f"(nbacksum {unit})"), 2.0**-7
        ends = [lisp.eval_text(f"(progn (nval {unit} {x + d}) (cost))") for d in (step, -step)]
        lisp.eval_text(f"(nval {unit} {x}) (cost)")
        assert slope == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=2e-3, abs=2e-4)


@pytest.mark.parametrize("kernel", KERNELS)
def test_step(kernel: str) -> None:
    """eps g (w - x) in every layer given (the original skips the second); with momentum and decay everywhere."""
    lisp = made(kernel)
    lisp.eval_text("(epsilon 0.5) (cost) (update-nn-gradient f1 hid)")
    before = np.array(list(lisp.eval_text("(weight 7)")))
    grad, x = lisp.eval_text("(ngrad 7)"), np.array(list(lisp.eval_text("(state hid)")))
    lisp.eval_text("(update-nn-weight 0 0 '(6) '(7))")
    step = 0.5 * grad * (before - x)
    assert list(lisp.eval_text("(weight 7)")) == pytest.approx(list(before + step), rel=1e-5)
    assert list(lisp.eval_text("(deltaw 7)")) == pytest.approx(list(step), rel=1e-5)
    assert list(lisp.eval_text("(deltaw 4)")) == [0, 0, 0]
    lisp.eval_text("(weights '(0.5 -0.25 1 0.75 -1 0.125 0.25 1.5 -0.5 0.375)) (update-nn-weight 0.25 0.5)")
    kept = 0.5 if lisp.eval_text("(iterative-mode)") else 0.75
    change = 0.25 * step + 0.75 * step
    assert list(lisp.eval_text("(weight 7)")) == pytest.approx(list(kept * before + change), rel=1e-5)


@pytest.mark.parametrize("kernel", ["sn28ite", "sn28itenew"])
def test_accumulating(kernel: str) -> None:
    lisp = made(kernel)
    lisp.eval_text("(epsilon 0.5) (cost) (update-nn-gradient f1 hid) (clear-acc) (update-nn-acc out) (update-nn-acc)")
    w, grad, x = (lisp.eval_text(text) for text in ("(sval 4 6)", "(ngrad 6)", "(nval 4)"))
    assert lisp.eval_text("(sacc 4 6)") == pytest.approx(2 * 0.5 * grad * (w - x), rel=1e-6)
    assert lisp.eval_text("(sacc 1 4)") != 0


def test_directional_derivative() -> None:
    """Along the deltas, the states change as differences say."""
    lisp = made("sn28")
    lisp.eval_text("(each ((j (append hid out))) (each ((i (amont j))) (sdelta i j (- (* 0.25 i) (* 0.125 j)))))")
    lisp.eval_text("(cost) (setq :base (state out)) (set-nfield inp n-grad 0) (update-nn-deltastate f1 hid out)")
    slopes = list(lisp.eval_text("(gradient out)"))
    ends = []
    for step in (2.0**-8, -(2.0**-8)):
        lisp.eval_text("(weights '(0.5 -0.25 1 0.75 -1 0.125 0.25 1.5 -0.5 0.375))")
        lisp.eval_text(f"(all-synapse (i j) (sval i j (+ (sval i j) (* {step} (sdelta i j))))) (cost)")
        ends.append(np.array(list(lisp.eval_text("(state out)"))))
    assert slopes == pytest.approx(list((ends[0] - ends[1]) * 128), rel=2e-3, abs=2e-4)


@pytest.mark.parametrize("kernel", ["sn28new", "sn28itenew"])
def test_curvature(kernel: str) -> None:
    """Of the output layer, exactly: d2E/dw2 = 4 h (w - x)^2 + 2 (-g); the reference's sigma is half of it."""
    lisp = made(kernel)
    lisp.eval_text("(epsilon 0.5) (cost) (update-nn-gradient f1 hid) (update-nn-ggradient f1 f2 1 out hid)")
    ends = []
    w = lisp.eval_text("(sval 4 6)")
    for step in (2.0**-4, 0, -(2.0**-4)):
        ends.append(lisp.eval_text(f"(progn (sval 4 6 {w + step}) (cost))"))
    second = (ends[0] - 2 * ends[1] + ends[2]) * 256
    assert 2 * lisp.eval_text("(ssigma 4 6)") == pytest.approx(second, rel=0.05)
    lisp.eval_text(f"(sval 4 6 {w}) (cost) (update-nn-lmggradient f1 1 out hid) (update-nn-gradient f1 hid)")
    slope = lisp.eval_text("(f1 (nsum 6))")
    assert lisp.eval_text("(nggrad 6)") == pytest.approx(slope * slope)
    sigma, grad, x = (lisp.eval_text(text) for text in ("(ssigma 4 6)", "(ngrad 6)", "(nval 4)"))
    lisp.eval_text("(update-nn-w-newton 0 0 0.25 '(6))")
    assert lisp.eval_text("(sdelta 4 6)") == pytest.approx(0.5 * grad * (w - x) / (0.25 + abs(sigma)), rel=1e-5)


def test_interactive_activation() -> None:
    lisp = made("sn28")
    assert lisp.eval_text("(update-excitation hid out)") == 2
    lisp.eval_text("(update-inhibition hid)")
    w, x = np.array(list(lisp.eval_text("(weight 4)"))), np.array([1, -0.5, 0.25])
    up, down = (w * x)[w >= 0].sum(), (w * x)[w < 0].sum()
    assert (lisp.eval_text("(nspare1 4)"), lisp.eval_text("(nspare2 4)")) == (pytest.approx(up), pytest.approx(down))
    for state in (0.5, -2.0):
        lisp.eval_text(f"(nval 4 {state}) (nsum 4 0.3) (update-iac-activation '(4) 0.1 0.2 0.3 -1 1 -0.1 0.05)")
        net = 0.3 * state + 0.1 * up + 0.2 * down
        room = 0.7 if net >= 0 else 1.3
        assert lisp.eval_text("(nsum 4)") == pytest.approx(0.3 + net * room - 0.05 * 0.4)
        lisp.eval_text("(nsum 4 0.3) (update-art-activation '(4) 0.1 0.2 0.3 -1 1 -0.1 0.05)")
        n1 = 0.1 * up + (0.3 * state if state >= 0 else 0)
        n2 = 0.2 * down + (0 if state >= 0 else 0.3 * state)
        assert lisp.eval_text("(nsum 4)") == pytest.approx(0.3 + n1 * 0.7 + n2 * 1.3 - 0.05 * 0.4)


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ("(update-nn-state hid)", "not a nlf"),
        ("(update-nn-weight 0.5 hid)", "not a number"),
        ("(update-iac-activation hid 1 2)", "8 arguments were expected"),
    ],
)
def test_mistakes(mistake: str, message: str) -> None:
    with pytest.raises(LispError, match=message):
        made("sn28").eval_text(mistake)
