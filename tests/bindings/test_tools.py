"""What the windows of BPTool and of the data tools do, without them (sn28.md, 6.2 and 6.3)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from test_netenv import printed, ready, shown

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter


@pytest.fixture
def lisp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    monkeypatch.chdir(tmp_path)
    return ready()


@pytest.mark.parametrize(
    ("tool", "instead"),
    [
        ("nettool", "nettool-network"),
        ("bptool", "training-complaints"),
        ("bptool t", "training-complaints"),
        ("stattool", "(stattool m"),
        ("normtool", "data-normalization"),
        ("normtool [1 2]", "data-normalization"),
        ("imagetool", "print-image"),
    ],
)
def test_windows_are_refused(tool: str, instead: str, lisp: Interpreter) -> None:
    """The error names what to use instead, and that is there, also after another kernel was chosen."""
    lisp.eval_text('(libload "sn28/sn28")')
    with pytest.raises(LispError, match="there are no windows") as found:
        lisp.eval_text(f"({tool})")
    assert instead in found.value.text
    assert lisp.eval_text(f"(functionp {instead.split(maxsplit=1)[0].strip('(')})") is not None


# ---- data ------------------------------------------------------------------------------------------------------------


def test_statistics(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(lisp, "(matrix-statistics [[1 2] [3 4]])") == "(2.5 1.118 1 4)"
    assert shown(lisp, "(matrix-histogram [0 0.4 1 2 2 2.4] 3)") == "(3 2 1)"
    assert shown(lisp, "(matrix-histogram [5 5 5] 2)") == "(3 0)"
    text = printed(lisp, "(stattool [[9 1 2 9] [9 3 4 9] [9 9 9 9]] 1 2 0 1)", capsys)
    assert text.splitlines()[0] == "Mean 2.5  Sdev 1.118  Min 1  Max 4"
    assert [line.split()[1] for line in text.splitlines()[1:]] == [*"1001001001"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("(alpha-mat-plus-beta m 2 1)", [[3, 7], [5, 11]]),
        ("(min-max-normalization m)", [[-1, 0], [-0.5, 1]]),
        ("(min-max-normalization m 0 8)", [[0, 4], [2, 8]]),
        ("(mean-sdev-normalization m 1 0)", [[1, 1], [1, 1]]),
        ("(data-normalization m 0 1 t min-max-normalization)", [[-1, -1], [1, 1]]),
        ("(data-normalization m 1 1 () alpha-mat-plus-beta 1 1)", [[1, 4], [2, 6]]),
    ],
)
def test_normalisation(call: str, expected: list[list[float]], lisp: Interpreter) -> None:
    lisp.eval_text("(setq :m [[1 3] [2 5]])")
    lisp.eval_text(call)
    assert lisp.eval_text("m").values.tolist() == expected


def test_normalised_moments(lisp: Interpreter) -> None:
    lisp.eval_text("(setq :m [f [1 3] [2 5] [8 -1]]) (data-normalization m 0 1 t mean-sdev-normalization 2 3)")
    values = np.array(lisp.eval_text("m").values)
    assert values.mean(0).tolist() == pytest.approx([2, 2])
    assert values.std(0).tolist() == pytest.approx([3, 3])


def test_constant_data(lisp: Interpreter) -> None:
    """They become the mean, or the middle between minimum and maximum."""
    assert lisp.eval_text("(mean-sdev-normalization (copy-matrix [7 7]) 2 3)").values.tolist() == [2, 2]
    assert lisp.eval_text("(min-max-normalization (copy-matrix [7 7]) 0 3)").values.tolist() == [1.5, 1.5]


def test_images(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(lisp, "(bound (rows-to-images [[1 2 3 4 5 6] [0 0 0 0 0 0]] 3))") == "(2 2 3)"
    assert lisp.eval_text("((rows-to-images [[1 2 3 4 5 6]] 3) 0 1 0)") == 4
    assert lisp.eval_text("(images-to-rows (rows-to-images [[1 2 3 4 5 6]] 2))").values.tolist() == [[1, 2, 3, 4, 5, 6]]
    assert printed(lisp, "(print-image [[-1 0 1 9 -9 0.9]] 0 3)", capsys) == " +@\n@ @\n"


@pytest.mark.parametrize(
    ("kernel", "flat", "corner"), [("blur", 2, 2.25), ("flat-blur", 2, 2 + 4 / 9), ("edges", 0, -4)]
)
def test_convolution(kernel: str, flat: float, corner: float, lisp: Interpreter) -> None:
    lisp.eval_text("(rows-to-images [[1]] 1)")  # loads the tool and its kernels
    lisp.eval_text("(setq :image [[2 2 2 2] [2 2 2 2] [2 2 2 6]])")
    found = lisp.eval_text(f"(convolve-image image kernel-{kernel})").values
    assert found.tolist() == [pytest.approx([flat, corner])]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("(stattool [1 2])", "not a matrix of two dimensions"),
        ("(progn (rows-to-images [[1]] 1) (convolve-image [[1 2] [3 4]] kernel-blur))", "three rows and three columns"),
        ("(set-learning-rate 'foo 3)", "not a rule: use epsilon, epsi, epsi-sqrt or mask-epsi"),
    ],
)
def test_mistakes(text: str, told: str, lisp: Interpreter) -> None:
    with pytest.raises(LispError, match=told):
        lisp.eval_text(text)


# ---- training --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "complaint"),
    [
        ("(setq pattern-matrix ())", "there are no examples: use load-patterns"),
        ("(setq desired-matrix [1 2])", "the examples are not matrices of two dimensions"),
        ("(setq desired-matrix [[1] [1]])", "patterns and desired outputs differ in number"),
        ("(setq pattern-matrix [[1] [1] [1] [1]])", "the patterns do not fit the input layer"),
        ("(setq desired-matrix [[1 1] [1 1] [1 1] [1 1]])", "the desired outputs do not fit the output layer"),
        ("(epsilon 0)", "there is no learning rate: use set-learning-rate"),
        ("(setq patt-min ())", "there is no training set"),
        ("(ensemble 2 2)", "the training set is empty"),
        ("(ensemble 0 9)", "the training set goes beyond the examples"),
        ("(setq tpatt-max ())", "there is no test set"),
        ("(test-set 3 7)", "the test set goes beyond the examples"),
        ("(test-set 1 3)", "training set and test set overlap"),
    ],
)
def test_complaints(before: str, complaint: str, lisp: Interpreter) -> None:
    lisp.eval_text("(ensemble 0 1) (test-set 2 3) (epsilon 0.1)")
    assert lisp.eval_text("(training-complaints () t)") is None
    lisp.eval_text(before)
    assert complaint in list(lisp.eval_text("(training-complaints () t)"))


def test_conjugate_gradient_needs_no_rate(lisp: Interpreter) -> None:
    assert lisp.eval_text("(training-complaints t)") is None
    lisp.eval_text("(alloc-net 5 5)")
    assert shown(lisp, "(training-complaints t)") == (
        '("there is no network: use build-net, or load-nettool and create-nettool")'
    )


def test_rates_by_their_rule(lisp: Interpreter, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The buttons that halve and double apply the last rule again, and log it."""
    with pytest.raises(LispError, match="no learning rate was set"):
        lisp.eval_text("(scale-learning-rate 2)")
    lisp.eval_text("(setq perf-file \"log\") (set-learning-rate 'epsi-sqrt 0.1) (scale-learning-rate 0.5)")
    assert (tmp_path / "log.perf").read_text() == ";;; (epsi-sqrt 0.1)\n;;; (epsi-sqrt 0.05)\n"
    assert lisp.eval_text("(nepsilon 3)") == pytest.approx(0.05 / np.sqrt(3))
    lisp.eval_text("(seed 1) (set-initial-weights)")
    drawn = shown(lisp, "(weight 3)")
    lisp.eval_text("(seed 1) (forget-sqrt 1)")
    assert shown(lisp, "(weight 3)") == drawn
    assert "usually from 0 to 2" in printed(lisp, "(set-initial-weights 'forget 3)", capsys)


def test_status(lisp: Interpreter) -> None:
    assert lisp.eval_text("(network-status)") == "[ 7 cells / 9 connections / 9 weights]"
    lisp.eval_text("(seed 0) (forget 1) (performance 0 3)")
    assert lisp.eval_text("(training-status)").startswith("Age = 0, Training Set Perf=50%  Error=")
    lisp.eval_text('(libload "sn28/sn28")')
    assert lisp.eval_text("(network-status)") == "[ 0 cells / 0 connections]"
