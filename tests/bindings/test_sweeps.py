"""What a sweep leaves behind is what the interpreted loops leave: all kernels, all forms, every bit of every field."""

from __future__ import annotations

import pytest
from sweeping import KERNELS, assert_equal, everything, session, way

from snsim.lisp.errors import LispError

FIRST_ORDER = {
    "learn": "(learn 12)",
    "learn on": "(learn 3) (learn 4) (learn 1)",
    "learn-cycle": "(learn-cycle 3)",
    "learn-cycle on": "(setq current-pattern 2) (learn-cycle 1) (learn 2) (learn-cycle 1)",
    "part of the patterns": "(ensemble 1 3) (learn 8) (learn-cycle 1)",
    "one pattern": "(ensemble 2 2) (learn 4) (learn-cycle 2)",
    "outside": "(ensemble 0 2) (setq current-pattern 4) (learn 1) (learn 5)",
    "performance": "(performance 0 4)",
    "performance of some": "(learn 3) (performance 1 3) (performance 2 2)",
    "perf": "(setq input-noise 0.3) (learn 3) (perf) (perf 1 2)",
    "run": "(run 5 2)",
    "trun": "(setq tpatt-min 3 tpatt-max 4) (trun 3 2)",
    "noise": "(setq theta 0.1 input-noise 0.2) (learn 7) (performance 0 4)",
    "inertia": "(setq alpha 0.6 decay 0.01) (learn 12)",
    "random and thresholded": "(set-nextcho-rnd) (set-cost-thlms 0.25) (learn 12)",
    "cross-entropy": "(set-cost-xent 0.1) (learn 12) (performance 0 4)",
    "stays": "(set-nextpat-stay) (set-class-lms 0.7) (learn 12)",
    "all at once": "(setq theta 0.1 input-noise 0.2 alpha 0.3 decay 0.02) (set-nextcho-rnd) (set-class-max) (learn 9)",
    "shifted": "(set-augment-shift 1 2 3 -1) (learn 9) (performance 0 4) (setq input-noise 0.1) (learn-cycle 1)",
    "warped": "(set-augment-affine 20 0.2 0.1 1 2 3 -1) (set-augment-elastic 2 1 2 3 0) (learn 9) (performance 0 4)",
    "dropout": "(set-dropout hidden 0.25) (set-dropout middle 0.5) (learn 9) (performance 0 4) (learn-cycle 1)",
    "dropout off": "(set-dropout hidden 0.5) (set-dropout middle 0.5) (learn 4) (set-dropout hidden 0) (learn 5)",
    "dropout and noise": "(set-dropout middle 0.5) (setq theta 0.1 input-noise 0.2 alpha 0.5) (learn 9)",
    "masks by hand": "(nmask (car hidden) 0) (nmask (car middle) 0.5) (learn 7) (performance 0 4)",
    "nothing": "(learn 0) (learn -3) (learn-cycle 0)",
    "matrix of doubles": "(setq pattern-matrix [[1.1 -1 1 0.3 1 -1] [1 0.7 -1 -0.1 1 1]]) (ensemble 0 1) (learn 7)",
}
SECOND_ORDER = {
    "learn-lm": "(learn-lm 12)",
    "learn-newton": "(learn-newton 12)",
    "learn-cycle-lm": "(learn-cycle-lm 2)",
    "learn-cycle-newton": "(learn-cycle-newton 2)",
    "run-lm": "(run-lm 5 2)",
    "run-newton": "(run-newton 5 2)",
    "mixed": "(learn-lm 4) (learn 3) (learn-newton 4) (performance 0 4)",
    "curvature parameters": "(setq mu 0.2 gamma 0.3 alpha 0.4 decay 0.01) (learn-lm 8) (setq gamma 1) (learn-newton 5)",
    "cross-entropy": "(set-cost-xent) (learn-lm 8) (learn-newton 3)",
    "dropout": "(set-dropout hidden 0.25) (set-dropout output 0.1) (learn-lm 8) (learn-newton 5) (performance 0 4)",
    "noisy": "(setq theta 0.1 input-noise 0.1) (set-cost-thlms 0.25) (learn-lm 8)",
}


ITERATIVE = {
    "average": "(average-weights 0.5) (learn 9) (learn-cycle 1)",
    "average of some": "(average-weights 1 3) (learn 7) (swap-average) (performance 0 4) (swap-average) (learn 4)",
    "average of batches": "(average-weights 0.9 2) (set-dropout hidden 0.5) (learn-batch 5)",
    "batches": "(set-dropout hidden 0.25) (set-augment-shift 1 2 3 -1) (setq alpha 0.5) (learn-batch 3) (learn 2)",
    "conjugate gradient": "(set-dropout hidden 0.25) (setq safe-cg t) (learn-batch-cg 2) (learn 2)",
}


ADAMW = {
    "from the start": "(optimizer 'adamw 0.01) (learn 12)",
    "on and on": "(optimizer 'adamw 0.01 0.001 9) (learn 5) (learn-cycle 2) (performance 0 4) (learn 1)",
    "all numbers": "(optimizer 'adamw 0.01 0.001 9 0.8 0.9 1e-4 0.2) (setq alpha 0.5 decay 0.1 theta 0.1) (learn 8)",
    "and back": "(optimizer 'adamw 0.01) (learn 5) (optimizer 'sgd) (learn 5) (optimizer 'adamw 0.02) (learn 5)",
    "batches between": "(optimizer 'adamw 0.01) (learn 5) (learn-batch 2) (learn 5)",
    "averaged": "(optimizer 'adamw 0.01 0.001 9) (average-weights 0.9) (set-dropout middle 0.5) (learn 9)",
}


def cases_of(iterative: bool, newton: bool) -> dict[str, str]:
    second = {f"second order, {name}": text for name, text in SECOND_ORDER.items()}
    return FIRST_ORDER | (second if newton else {}) | (ITERATIVE if iterative else {})


def cases() -> list[tuple[str, str]]:
    return [
        pytest.param(kernel, text, id=f"{kernel}-{name}")
        for kernel, (iterative, newton) in KERNELS.items()
        for name, text in cases_of(iterative, newton).items()
    ]


@pytest.mark.parametrize(("kernel", "text"), cases())
def test_equal_to_the_loops(kernel: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    swept, interpreted = session(kernel), session(kernel)
    interpreted.eval_text("(setq disp-basic-iteration disp-user disp-perf-iteration disp-user)")
    for algorithm in ("sgd", "perf"):
        assert (way(swept, algorithm)[0], way(interpreted, algorithm)[0]) == ("exact", "interpreted")
    answers, texts = [], []
    for lisp in (swept, interpreted):
        answers.append(lisp.image(lisp.eval_text(text)))
        lisp.output.flush()
        texts.append(capsys.readouterr().out)
    assert answers[0] == answers[1]
    assert texts[0] == texts[1]
    assert_equal(everything(swept), everything(interpreted))


@pytest.mark.parametrize("kernel", ["sn28ite", "sn28itenew"])
@pytest.mark.parametrize("name", ADAMW)
def test_adamw_equal_to_the_loops(kernel: str, name: str) -> None:
    swept, interpreted, fast = session(kernel), session(kernel), session(kernel, exact=False)
    interpreted.eval_text("(setq disp-basic-iteration disp-user)")
    for lisp in (swept, interpreted, fast):
        lisp.eval_text(ADAMW[name])
    assert_equal(everything(swept), everything(interpreted))
    steps = [lisp.global_value("optimizer-step") for lisp in (swept, interpreted, fast)]
    assert steps[0] > 0 and steps == steps[:1] * 3
    assert [way(lisp)[0] for lisp in (swept, interpreted, fast)] == ["exact", "interpreted", "fast"]
    exact, quick = (lisp.eval_text("(weight-to-matrix)").values for lisp in (swept, fast))
    assert quick == pytest.approx(exact, abs=1e-4)  # epsilon is small: steps of gradients near 0 differ


def test_a_rule_of_no_use() -> None:
    lisp = session()
    lisp.eval_text("(setq :optimizer-rule '(adamw -1 0 0 0.9 0.9 1 0))")
    assert way(lisp) == ["interpreted", "optimizer-rule: the rate must not be negative"]


@pytest.mark.parametrize("text", ["(set-augment-affine 20 0.2 0.1 1 2 3 -1)", "(set-dropout hidden 0.5)", ""])
def test_what_learning_did_by_chance_is_no_part_of_measuring(text: str) -> None:
    """Measured twice, fast, exactly or interpreted: the same, and no random number is drawn."""
    lisp = session(exact=False)
    lisp.eval_text(f"{text} (learn 20) (performance 0 4)")
    measured, state = lisp.global_value("global-error"), lisp.random.state.copy()
    for change in ("()", "(exact-mode t)", "(setq disp-perf-iteration disp-user)"):
        lisp.eval_text(f"{change} (performance 0 4)")
        assert lisp.global_value("global-error") == pytest.approx(measured, rel=1e-6)
    assert (lisp.random.state == state).all()


def test_masks_of_a_presentation_broken_off() -> None:
    """Measuring has all units that only chance left out."""
    lisp, plain = session(), session()
    lisp.eval_text("(set-dropout hidden 0.9) (de end-step () (error 'end-step \"broken off\"))")
    with pytest.raises(LispError, match="broken off"):
        lisp.eval_text("(seed 3) (let ((old (weight-to-matrix))) (learn 1))")
    assert lisp.eval_text("(apply min (all ((i hidden)) (nmask i)))") == 0
    for one in (lisp, plain):
        one.eval_text("(seed 11) (forget-sqrt 1.5) (performance 0 4)")
    assert lisp.global_value("global-error") == plain.global_value("global-error")


def test_no_dropout_has_all_units() -> None:
    """Even after a presentation that was broken off."""
    lisp = session(exact=False)
    lisp.eval_text("(set-dropout hidden 0.9) (drop-units) (set-dropout hidden 0)")
    assert lisp.eval_text("(apply min (all ((i hidden)) (nmask i)))") == 1
    assert way(lisp, "perf") == ["fast"]


def test_sweeps_are_what_is_compared() -> None:
    """The comparison sees a difference of one presentation, one bit of a weight, one random number."""
    told = everything(session())
    assert_equal(told, everything(session()))
    for text in ("(learn 1)", "(performance 0 0)", "(sval 7 11 (* 1.0000001 (sval 7 11)))", "(rand)"):
        lisp = session()
        lisp.eval_text(text)
        with pytest.raises(AssertionError):
            assert_equal(told, everything(lisp))


@pytest.mark.parametrize("kernel", KERNELS)
def test_fast_sweeps_agree(kernel: str) -> None:
    """The default way: the same counts, the same order of patterns, numbers that differ by rounding alone."""
    exact, fast = session(kernel), session(kernel, exact=False)
    text = "(set-nextcho-rnd) (set-class-max) (learn 40)" + ("(learn-lm 40)" if KERNELS[kernel][1] else "")
    for lisp in (exact, fast):
        lisp.eval_text(text + "(performance 0 4)")
    assert way(fast) == ["fast"]
    names = ("age", "current-pattern", "good-answer", "good-an-num", "good-an-percent", "out-class", "des-class")
    shown = [[lisp.image(lisp.global_value(name)) for name in names] for lisp in (exact, fast)]
    assert shown[0] == shown[1]
    assert exact.random.uniform() == fast.random.uniform()
    for name in ("local-error", "global-error"):
        assert fast.global_value(name) == pytest.approx(exact.global_value(name), rel=1e-4)
    for field in ("weights", "units"):
        expected = getattr(exact.workspace.network, field)  # type: ignore[attr-defined]
        assert getattr(fast.workspace.network, field) == pytest.approx(expected, rel=1e-3, abs=1e-5)  # type: ignore[attr-defined]


def test_local_variables_are_obeyed() -> None:
    """Parameters bound by let hold for the sweep inside, and results go to the innermost binding."""
    one, other = session(), session()
    one.eval_text("(let ((alpha 0.5) (mu 0.3) (age 100)) (learn-lm 6) (setq :inner age))")
    other.eval_text("(setq disp-basic-iteration disp-user)")
    other.eval_text("(let ((alpha 0.5) (mu 0.3) (age 100)) (learn-lm 6) (setq :inner age))")
    assert one.global_value("inner") == other.global_value("inner") == 106
    assert one.global_value("age") == 0
    assert_equal(everything(one), everything(other))


ALGORITHMS = "Ask for 'sgd, 'newton, 'lm, 'batch, 'batch-newton, 'batch-lm, 'batch-cg or 'perf."


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("(sweep-path 'foo)", "not an algorithm", ALGORITHMS),
        ("(sweep-path 3)", "not an algorithm", ALGORITHMS),
        ("(sweep-path 'sgd 'lm)", "incorrect number of arguments", None),
        ("(learn \"a\")", "not a number", None),
        ("(setq age ()) (learn 2)", "not a real number", None),
        ("(epsi 1e30) (learn 300)", "the weights have grown beyond all numbers", "smaller learning rates"),
    ],
)
def test_wrong_arguments(text: str, message: str, hint: str | None) -> None:
    with pytest.raises(LispError, match=message) as caught:
        session().eval_text(text)
    assert (hint or "") in (caught.value.hint or "")


@pytest.mark.parametrize("kernel", ["sn28", "sn28ite"])
@pytest.mark.parametrize("algorithm", ["newton", "lm"])
def test_second_order_needs_a_kernel_that_has_it(kernel: str, algorithm: str) -> None:
    with pytest.raises(LispError, match="this kernel has no second derivatives") as caught:
        way(session(kernel), algorithm)
    assert '(libload "sn28/sn28itenew")' in caught.value.hint


@pytest.mark.parametrize("exact", [False, True], ids=["fast", "exact"])
@pytest.mark.parametrize("text", ["(epsi 1e6) (learn 5000)", "(setq mu 0) (epsilon 1e9) (learn-lm 5000)"])
def test_divergence(text: str, exact: bool) -> None:
    """The net is back at its last finite state, of which age tells the truth: training on from there is the same."""
    lisp = session(exact=exact)
    with pytest.raises(LispError, match="beyond all numbers") as caught:
        lisp.eval_text(text)
    age = lisp.global_value("age")
    assert f"back at age {age:.0f}, its last finite state" in caught.value.hint
    assert "smaller learning rates (epsi, epsilon)" in caught.value.hint
    finite = "(let ((w (weight-to-matrix))) (apply and (all ((i (range 0 (1- wnum)))) (< (abs (w i)) 1e38))))"
    assert lisp.eval_text(finite) is not None
    again = session(exact=True)
    again.eval_text(text.replace("5000", f"{age:.0f}"))
    if exact:
        for name in ("weights", "links"):
            kept, repeated = (getattr(one.workspace.network, name) for one in (lisp, again))  # type: ignore[attr-defined]
            assert kept.tobytes() == repeated.tobytes()
    assert lisp.image(lisp.eval_text("(forget 1) (epsi 0.01) (learn 5) age")) == "5"
