"""(sweep-path): when a sweep is fast, when exact, when interpreted, and the reason given."""

from __future__ import annotations

import pytest
from sweeping import session, way

from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

NEWTON = ["exact", "second derivatives by differences magnify every rounding"]


def test_by_default() -> None:
    lisp = session(exact=False)
    expected = {"sgd": ["fast"], "newton": NEWTON, "lm": ["fast"], "perf": ["fast"]}
    assert {algorithm: way(lisp, algorithm) for algorithm in expected} == expected
    assert lisp.image(lisp.eval_text("(sweep-path)")) == "(fast)"


@pytest.mark.parametrize("algorithm", ["sgd", "newton", "lm", "perf"])
def test_exact_mode(algorithm: str) -> None:
    lisp = session(exact=False)
    before = way(lisp, algorithm)
    lisp.eval_text("(exact-mode t)")
    assert way(lisp, algorithm) == ["exact", "exact mode is on"]
    lisp.eval_text("(exact-mode ())")
    assert way(lisp, algorithm) == before


@pytest.mark.parametrize("name", ["theta", "input-noise"])
@pytest.mark.parametrize("algorithm", ["sgd", "newton", "lm", "perf"])
def test_noise(name: str, algorithm: str) -> None:
    lisp = session(exact=False)
    lisp.eval_text(f"(setq {name} 0.01)")
    assert way(lisp, algorithm) == (NEWTON if algorithm == "newton" else ["fast"])


@pytest.mark.parametrize("algorithm", ["sgd", "lm", "perf", "batch"])
def test_augmentation(algorithm: str) -> None:
    """Training has it, measuring never sees it, conjugate gradients look along a line without it."""
    lisp, twin = session(exact=False), session(exact=False)
    lisp.eval_text("(set-augment-shift 1 2 3 -1)")
    assert way(lisp, algorithm) == ["fast"]
    for one in (lisp, twin):
        one.eval_text("(performance 0 4)")
    assert lisp.global_value("global-error") == twin.global_value("global-error")
    assert lisp.random.uniform() == twin.random.uniform()


OF_NO_USE = {
    "(set-augment-shift 1 9 9 -1)": "augmentation: the picture is not the pattern",
    "(setq :augmentation '(shift 1))": "augmentation: an augmentation has other numbers",
    "(setq :dropouts '(((1 2) 0.5)))": "dropouts: a unit without incoming connections computes no state",
    "(setq :dropouts '(((99) 0.5)))": "dropouts: bad neuron number",
    "(setq :dropouts '(((99))))": "dropouts: no list of units and shares",
    "(setq :dropouts 0.5)": "dropouts: no list of units and shares",
    "(let ((one (newneurons 1))) (connect input one) (set-dropout one 0.5))": "dropouts: a unit of no layer",
    "(setq :averaging '(2 1))": "averaging: the decay of an average is from 0 to 1",
    "(setq :averaged ())": "averaged is not a number",
}


@pytest.mark.parametrize("text", OF_NO_USE)
def test_what_is_of_no_use_is_left_to_the_loops(text: str) -> None:
    lisp = session(exact=False)
    lisp.eval_text(text)
    assert way(lisp) == ["interpreted", OF_NO_USE[text]]


@pytest.mark.parametrize("algorithm", ["sgd", "lm", "batch", "perf"])
def test_dropout(algorithm: str) -> None:
    lisp = session(exact=False)
    lisp.eval_text("(set-dropout hidden 0.5) (average-weights 0.9)")
    assert way(lisp, algorithm) == ["fast"]
    assert way(lisp, "newton")[0] == "exact"
    lisp.eval_text("(nmask (car middle) 0)")
    assert way(lisp, algorithm) == ["exact", "masks of units are set"]


def test_measuring_is_without_noise_on_the_input() -> None:
    """perf binds input-noise to 0, so it is fast all the same, and draws nothing."""
    lisp, twin = session(exact=False), session(exact=False)
    lisp.eval_text("(setq input-noise 0.5) (perf 0 4)")
    twin.eval_text("(perf 0 4)")
    assert lisp.global_value("global-error") == twin.global_value("global-error")
    assert lisp.random.uniform() == twin.random.uniform()


@pytest.mark.parametrize("algorithm", ["sgd", "newton", "lm", "perf"])
def test_functions_written_in_lisp(algorithm: str) -> None:
    lisp = session(exact=False)
    lisp.eval_text("(setq :nlf (nlf-f-lisp (lambda (x) (/ x (1+ (abs x))))))")
    assert way(lisp, algorithm) == ["interpreted", "a transfer function is written in Lisp"]
    lisp.eval_text("(setq :nlf 3)")
    assert way(lisp, algorithm) == ["interpreted", "a layer's transfer function is not an NLF"]
    lisp.eval_text("(nlf-tanh 0.5 0)")
    assert way(lisp, algorithm)[0] in ("fast", "exact")


SPOILED = {
    "(setq pattern-matrix ())": "pattern-matrix is not a matrix of 6 columns",
    "(setq desired-matrix [f [1 2 3]])": "desired-matrix is not a matrix of 2 columns",
    "(setq patt-max 9)": "patt-min and patt-max are no range of patterns",
    "(setq patt-min ())": "patt-min is not a number",
    "(setq patt-max 2.5)": "patt-min and patt-max are no range of patterns",
    "(setq alpha ())": "alpha is not a number",
    '(setq theta "0")': "theta is not a number",
    "(setq age 'old)": "age is not a number",
    "(setq hidden 'none)": "hidden is not a list of units",
    "(setq input-layer hidden)": "input-layer is not the first layer",
    "(setq output-layer middle)": "output-layer is not the last layer",
    "(setq desired-layer middle)": "desired-layer and output-layer differ in size",
    "(setq desired-layer ())": "desired-layer is not a list of units",
    '(libload "sn28/sn28ite")': "there is no network yet: build-net or define-net makes one",
}


@pytest.mark.parametrize("text", SPOILED)
def test_what_no_sweep_can_use(text: str) -> None:
    """The loops then run, and give the error that they give."""
    lisp = session(exact=False)
    lisp.eval_text(text)
    assert way(lisp) == ["interpreted", SPOILED[text]]


# ---- nets that have no plan ------------------------------------------------------------------------------------------


def bare(text: str) -> Interpreter:
    lisp = new_interpreter()
    lisp.options.update(quiet=True)
    lisp.eval_text('(libload "sn28/sn28ite") (alloc-net 40 120)' + text)
    lisp.eval_text("(setq pattern-matrix [f [1 -1] [-1 1]] desired-matrix [f [1] [-1]])")
    lisp.eval_text("(ensemble 0 1) (seed 1) (forget 1) (epsi 0.1)")
    return lisp


UNPLANNABLE = {
    "recurrent": """(build-net '((input 2) (hidden 3) (output 1)) '((input hidden) (hidden output)))
        (connect (car output) (car hidden))""",
    "within a layer": """(build-net '((input 2) (hidden 3) (output 1)) '((input hidden) (hidden output)))
        (connect (car hidden) (cadr hidden))""",
}


@pytest.mark.parametrize("text", UNPLANNABLE.values(), ids=UNPLANNABLE)
def test_nets_without_a_plan(text: str) -> None:
    """They run in the exact kernel, with the numbers of the loops."""
    swept, interpreted = bare(text), bare(text)
    told, reason = way(swept)
    assert told == "exact"
    assert reason
    interpreted.eval_text("(setq disp-basic-iteration disp-user)")
    weights = []
    for lisp in (swept, interpreted):
        lisp.eval_text("(learn 9)")
        weights.append(lisp.eval_text("(weight-to-matrix)").values.tobytes())
    assert weights[0] == weights[1]


def test_a_plan_follows_the_net() -> None:
    """A connection made or cut after a sweep is there, or not, in the next."""
    lisp = bare("(build-net '((input 2) (hidden 3) (output 1)) '((input hidden) (hidden output)))")
    twin = bare("(build-net '((input 2) (hidden 3) (output 1)) '((input hidden) (hidden output)))")
    twin.eval_text("(exact-mode t)")
    for text in ("(learn 4)", "(cut-connection 1 3) (learn 4)", "(connect 1 6) (sval 1 6 0.5) (learn 4)"):
        for one in (lisp, twin):
            one.eval_text(text)
        assert way(lisp)[0] == "fast"
        ours, exact = (one.eval_text("(weight-to-matrix)").values for one in (lisp, twin))
        assert ours == pytest.approx(exact, rel=1e-5, abs=1e-6)
    assert lisp.eval_text("(sval 1 6)") != 0.5
