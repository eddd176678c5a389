"""The netenv library: what it prints, logs, draws and leaves in its variables (sn28.md, section 3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

XOR = """
(alloc-net 20 50)
(build-net '((input 2) (hidden 2) (output 1)) '((input hidden) (hidden output)))
(setq pattern-matrix [[-1 -1] [1 -1] [1 1] [-1 1]])
(setq desired-matrix [[1] [-1] [1] [-1]])
(ensemble 0 3)
"""

DASHES = "-" * 55 + "\n"


def ready(kernel: str = "sn28itenew") -> Interpreter:
    lisp = new_interpreter()
    lisp.options.update(quiet=True, exact=True)
    lisp.eval_text(f'(libload "sn28/{kernel}")' + XOR)
    return lisp


@pytest.fixture
def lisp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    monkeypatch.chdir(tmp_path)
    return ready()


def shown(lisp: Interpreter, text: str) -> str:
    return lisp.image(lisp.eval_text(text))


def printed(lisp: Interpreter, text: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    lisp.eval_text(text)
    lisp.output.flush()
    return capsys.readouterr().out


# ---- building --------------------------------------------------------------------------------------------------------


def test_weights_drawn(lisp: Interpreter) -> None:
    """The check values of sn28.md, 3.4: the bias first, unit after unit."""
    lisp.eval_text("(seed 0) (forget 1)")
    weights = [w for unit in (3, 4, 5) for w in lisp.eval_text(f"(weight {unit})")]
    assert [f"{w:.9g}" for w in weights] == [
        *("-0.891514778", "0.679232478", "-0.746144891", "0.438780427", "0.784565687"),
        *("0.311741352", "0.740479112", "0.617272735", "-0.876198113"),
    ]


@pytest.mark.parametrize(
    ("text", "factor"),
    [("(forget-sqrt 2)", 2 / 3**0.5), ("(forget-inv 2)", 2 / 3), ("(smartforget)", 1 / 3**0.5)],
)
def test_fan_in_scales_weights(text: str, factor: float, lisp: Interpreter) -> None:
    lisp.eval_text("(seed 0) (forget 1)")
    plain = list(lisp.eval_text("(weight 3)"))
    lisp.eval_text("(sdelta 0 3 5) (seed 0)" + text)
    assert list(lisp.eval_text("(weight 3)")) == pytest.approx([factor * w for w in plain])
    assert lisp.eval_text("(sdelta 0 3)") == 5
    lisp.eval_text("(forget 1)")
    assert lisp.eval_text("(sdelta 0 3)") == 0


def test_forgetting_starts_anew(lisp: Interpreter) -> None:
    lisp.eval_text("(epsi 1) (learn 6)")
    assert shown(lisp, "(list age current-pattern)") == "(6 2)"
    lisp.eval_text("(forget-layer 1 hidden)")
    assert shown(lisp, "(list age current-pattern)") == "(0 0)"


def test_learning_rates(lisp: Interpreter) -> None:
    lisp.eval_text("(epsi-sqrt 0.9) (epsi-layer 0.3 hidden)")
    assert lisp.eval_text("(nepsilon 5)") == pytest.approx(0.9 / 3**0.5)
    assert lisp.eval_text("(nepsilon 3)") == pytest.approx(0.1)
    assert lisp.eval_text("eps") == 0.9
    lisp.eval_text("(sigma 0.15) (setq mu 0.05)")
    assert list(lisp.eval_text("(real-epsilon hidden)")) == pytest.approx([0.5, 0.5])


def test_layers_have_their_own_functions(lisp: Interpreter) -> None:
    """Functions given with a layer are baked in; the variables serve the other layers, as they are when called."""
    lisp.eval_text(
        """(alloc-net 20 50)
        (build-net '((input 2) (hidden 2) (output 1 (nlf-lin 1 1))) '((input hidden) (hidden output)))
        (set-weight 5 '(0.5 3 0)) (nlf-lin 2 2) (set-weight 3 '(1 0 0)) (forward-prop ())"""
    )
    assert shown(lisp, "(list (state hidden) (state output))") == "((2 0) (6.5))"


def test_layer_variables_are_looked_up_late(lisp: Interpreter) -> None:
    lisp.eval_text("(nlf-lin 1 1) (set-weight 3 '(1 0 0)) (set-weight 4 '(2 0 0)) (setq hidden '(4)) (forward-prop ())")
    assert shown(lisp, "(state '(3 4))") == "(0 2)"


# ---- what is printed and logged --------------------------------------------------------------------------------------


def test_test_set(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    expected = "** Test set size = 160, 90% confidence interval = +-9.68%.\n"
    assert printed(lisp, "(setq pattern-matrix ()) (test-set 320 479)", capsys) == expected
    assert shown(lisp, "(list tpatt-min tpatt-max)") == "(320 479)"


def test_perf(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    line = "patterns{0-3}, age=0, error=0.5, performance=0\n"
    assert printed(lisp, "(forget 0) (perf)", capsys) == DASHES + line
    assert printed(lisp, "(perf 1 2)", capsys) == DASHES + line.replace("0-3", "1-2")
    with pytest.raises(LispError):
        lisp.eval_text("(perf 1)")


def test_perf_cancels_noise(lisp: Interpreter) -> None:
    lisp.eval_text("(seed 1) (forget 1) (perf) (setq :clean global-error) (setq input-noise 1) (perf)")
    assert lisp.eval_text("(= clean global-error)") is not None
    lisp.eval_text("(performance 0 3)")
    assert lisp.eval_text("(= clean global-error)") is None


def test_log(lisp: Interpreter, tmp_path: Path) -> None:
    lisp.eval_text(
        """(setq perf-file "log") (epsi-sqrt 0.5) (epsi 1) (forget 0) (forget-sqrt-layer 0 hidden) (test-set 0 1)
        (new-mu 0.5) (epsi-layer (+ 1 1) output) (run-lm 0 1) (setq perf-file ()) (epsi 2)"""
    )
    assert (tmp_path / "log.perf").read_text(encoding="ascii").splitlines() == [
        ";;; (epsi-sqrt 0.5)",
        ";;; (epsi 1)",
        ";;; (forget 0)",
        ";;; (forget-sqrt-layer 0 hidden) with (3 4))",
        ";;; (test-set 0 1)",
        ";;; (mu 0.5)",
        ";;; (epsi-layer 2 output) with (5))",
        ";;; run-lm 0 1",
        "     0 0.50000000   0.00 ;{0-3}",
        "     0 0.50000000   0.00 ;{0-3}",
    ]


def test_text_display(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(lisp, "(list (set-disp-text) (set-disp-nil))") == "(disp-text disp-nil)"
    expected = "age=1  pattern=0  error=  0.50000  **arrgh**\n"
    assert printed(lisp, "(forget 0) (set-disp-text) (learn 1)", capsys) == expected


def test_dumps(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    lisp.eval_text("(forget 0) (sval 0 3 0.5) (nval 3 1) (ngrad 4 -0.25)")
    layer = "--------------\nX  :  1.000  0.000\nY  :  0.000 -0.250\n"
    assert printed(lisp, "(print-layer hidden)", capsys) == layer
    text = printed(lisp, "(prnet)", capsys)
    assert text.startswith("Age 0\n-")
    assert layer + "-------\nX  :  0.000\n" in text
    assert "0000->0003 val 0.500 delta 0.000\n" in text


# ---- hooks -----------------------------------------------------------------------------------------------------------


def test_a_hook_may_be_bound_for_one_call(lisp: Interpreter) -> None:
    """A let around a call changes what the library calls, and only meanwhile."""
    lisp.eval_text(
        """(epsi 1) (seed 1) (forget 1) (setq :seen ())
        (let ((present-pattern (lambda (l n) (setq :seen (cons n seen)) (get-pattern pattern-matrix 0 l))))
          (learn 3))"""
    )
    assert shown(lisp, "seen") == "(2 1 0)"
    lisp.eval_text("(learn 1)")
    assert shown(lisp, "(list seen age)") == "((2 1 0) 4)"


def test_next_pattern(lisp: Interpreter) -> None:
    assert shown(lisp, "(list (next-pattern -3) (next-pattern 2) (next-pattern 3) (next-pattern 9))") == "(0 3 0 0)"
    assert shown(lisp, "(list (set-nextcho-rnd) (set-nextpat-stay))") == "(nextcho-rnd nextpat-stay)"
    lisp.eval_text("(setq good-answer ())")
    assert lisp.eval_text("(next-pattern 2)") == 2
    lisp.eval_text("(setq good-answer t)")
    assert set(lisp.eval_text("(all ((i (range 1 100))) (next-pattern 2))")) == {0, 1, 2, 3}


CRITERIA = [
    ("(set-class-nil)", "()", "(-9 9)", "(1 1)", True),
    ("(set-class-max)", "class-max", "(0.2 0.1)", "(1 -1)", True),
    ("(set-class-max)", "class-max", "(0.1 0.1)", "(1 -1)", False),
    ("(set-class-quadrant)", "class-quadrant", "(0.1 5)", "(1 0)", True),
    ("(set-class-quadrant)", "class-quadrant", "(0 5)", "(1 0)", False),
    ("(set-class-sgn 0 0)", "class-quadrant", "(0.1 5)", "(1 0)", True),
    ("(set-class-sgn -0.5 0.5)", "class-sgn", "(0.6 -0.6)", "(1 -1)", True),
    ("(set-class-sgn -0.5 0.5)", "class-sgn", "(0.4 -0.6)", "(1 -1)", False),
    ("(set-class-lms 0.1)", "class-lms", "(0.75 -0.75)", "(1 -1)", True),
    ("(set-class-lms 0.0625)", "class-lms", "(0.75 -0.75)", "(1 -1)", False),
    ("(set-class-hamming 0.25)", "class-hamming", "(0.75 -1.25)", "(1 -1)", True),
    ("(set-class-hamming 0.25)", "class-hamming", "(0.5 -1)", "(1 -1)", False),
]


@pytest.mark.parametrize(("setter", "name", "outputs", "targets", "good"), CRITERIA)
def test_criteria(setter: str, name: str, outputs: str, targets: str, good: bool, lisp: Interpreter) -> None:
    assert shown(lisp, setter) == name
    lisp.eval_text(f"(make-output '(1 2)) (make-desired '(3 4)) (state '(1 2) '{outputs}) (state '(3 4) '{targets})")
    assert (lisp.eval_text("(classify 0)") is not None) == good


def test_classes(lisp: Interpreter) -> None:
    lisp.eval_text("(make-output '(1 2 3)) (make-desired '(4 5 6)) (state '(1 2 3) '(1 2 2)) (state '(4 5 6) '(0 0 1))")
    lisp.eval_text("(class-max 0)")
    assert shown(lisp, "(list out-class des-class)") == "((1 2) 2)"


NO_NETWORK = "there is no network to run: make one with build-net or define-net"
MISSING = [
    ("(setq pattern-matrix ()) (learn 1)", "no examples: use load-patterns, or give pattern-matrix a matrix"),
    ("(setq desired-matrix ()) (learn 1)", "no targets: use load-patterns, or give desired-matrix a matrix"),
    ("(setq patt-min ()) (run 1 1)", "no training set: give its first and last pattern to ensemble"),
    ("(setq patt-min ()) (learn 1)", "no training set: give its first and last pattern to ensemble"),
    ("(setq patt-min ()) (learn-batch 1)", "no training set: give its first and last pattern to ensemble"),
    ("(trun 1 1)", "no test set: give its first and last pattern to test-set"),
    ("(build-net '((input 2) (output 1)) '((input outptu)))", "a link names a layer that does not exist"),
    ("(build-net '((input 2) (output one)) ())", "the size of this layer is not a number"),
    ("(build-net '((input 2)) ())", "at least two layers are needed"),
    ('(load-net "missing")', "No such file or directory (errno=2)"),
    ('(libload "sn28/sn28ite" t) (setq pattern-matrix [0]) (learn 1)', "Neuron lists do not match matrix size"),
    ('(libload "sn28/sn28ite" t) (forward-prop ())', NO_NETWORK),
]


@pytest.mark.parametrize(("text", "message"), MISSING)
def test_what_is_missing_is_named(text: str, message: str, lisp: Interpreter) -> None:
    with pytest.raises(LispError) as caught:
        lisp.eval_text(text)
    assert str(caught.value) == message


# ---- pruning, files, lists -------------------------------------------------------------------------------------------


def test_pruning(lisp: Interpreter) -> None:
    """The saliencies are hess w^2; those below the quantile go."""
    lisp.eval_text("(seed 1) (forget 1) (epsi 0.1) (obd-compute-curvature 0 3)")
    assert lisp.eval_text("age") == 0
    saliencies = list(lisp.eval_text("(let ((l ())) (all-synapse (i j) (setq l (nconc1 l (obd-saliency i j)))) l)"))
    assert lisp.eval_text("(obd-prune 0.4)") == 3
    left = list(lisp.eval_text("(let ((l ())) (all-synapse (i j) (setq l (nconc1 l (obd-saliency i j)))) l)"))
    limit = sorted(saliencies)[3]
    assert left == [s for s in saliencies if s >= limit]
    assert lisp.eval_text("(obd-prune 0)") == 0
    assert shown(lisp, "(learn 4)") == "(4)"


def test_pruning_needs_both_options(tmp_path: Path) -> None:
    lisp = ready("sn28new")
    with pytest.raises(LispError, match="only the kernel sn28itenew"):
        lisp.eval_text("(obd-compute-curvature 0 3)")


def test_weights_as_lists(lisp: Interpreter) -> None:
    lisp.eval_text("(seed 1) (forget 1) (setq :kept (dump-weights)) (forget 1) (rest-weights kept)")
    assert lisp.eval_text("(= kept (dump-weights))") is not None
    lisp.eval_text("(set-weight 3 '(1 2 3)) (set-deltaw 3 '(4 5 6))")
    assert shown(lisp, "(list (weight 3 '(2 6)) (deltaw 3))") == "((3 ()) (4 5 6))"


@pytest.mark.parametrize("kernel", ["sn28", "sn28ite"])
def test_saving_and_loading(kernel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lisp = ready(kernel)
    lisp.eval_text("(seed 1) (forget 1) (epsi 1) (learn 5) (setq :kept (dump-weights))")
    assert shown(lisp, '(list (save-net "a") (save-net "b" input hidden output))') == '("a" "b")'
    for name, age in (("a", 0), ("b.wei", 5)):
        lisp.eval_text("(forget 1)")
        assert shown(lisp, f'(load-net "{name}")') == f'"{name}"'
        assert lisp.eval_text("(= kept (dump-weights))") is not None
        assert lisp.eval_text("age") == age
    lisp.eval_text("(alloc-net 20 50) (build-net '((input 2) (output 1)) '((input output)))")
    with pytest.raises(LispError, match="Bad number of weights in file"):
        lisp.eval_text('(load-net "a")')
    with pytest.raises(LispError, match="you should create the connections first"):
        lisp.eval_text('(load-net "b")')


def test_automatic_architecture(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    """It grows nets until the check says no, and comes back to the best."""
    lisp.eval_text("(setq safe-cg t) (test-set 0 3) (seed 1) (setq :turns 0)")
    text = printed(lisp, "(netenv-auto-arch (lambda () (< (incr turns) 12)))", capsys)
    assert "-------- trying architecture with 1 hidden units --------\n" in text
    assert "-------- back to architecture with" in text
    assert lisp.eval_text("(length hidden)") >= 1


def test_a_new_network_has_made_no_steps() -> None:
    lisp = ready("sn28ite")
    lisp.eval_text("(seed 1) (forget 1) (epsi 1) (average-weights 0.9) (optimizer 'adamw 0.01)")
    lisp.eval_text("(set-dropout hidden 0.5) (learn 4)")
    assert shown(lisp, "(list averaged optimizer-step (length dropouts))") == "(4 4 1)"
    lisp.eval_text(XOR)
    assert shown(lisp, "(list averaged optimizer-step dropouts averaging)") == "(0 0 () (0.9 1))"
    with pytest.raises(LispError, match="no weights have been averaged"):
        lisp.eval_text("(swap-average)")


def test_a_batch_ends_after_it_begins() -> None:
    lisp = ready("sn28ite")
    lisp.eval_text("(seed 1) (forget 1) (epsi 1) (optimizer 'adamw 0.01)")
    with pytest.raises(LispError, match="the first pattern comes after the last"):
        lisp.eval_text("(batch-iteration 3 1)")
    assert shown(lisp, "optimizer-step") == "0"
