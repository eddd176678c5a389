"""Curves kept as data, and performance files read back (sn28.md, 3.9 and 3.15)."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_netenv import printed, ready, shown

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter

LOG = """;;; (epsi 0.1)

     0 1.39382566  50.00 ;{0-3}
     0 1.5  25.00
     4 1.29915746  50.00 ;{0-3}
     4 1.4  25.00 ; no range
     4 1.2  75.00 ;{4-7}
;;; break
     2 1e-3 100.00 ;{0-3}
"""


@pytest.fixture
def lisp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    monkeypatch.chdir(tmp_path)
    return ready()


def test_curves_of_run_and_trun(lisp: Interpreter) -> None:
    """What was measured, with the limits that were asked for; run begins anew, after its first measurement."""
    lisp.eval_text("(test-set 0 2) (epsi 0.1) (init-error-plotting 5 2) (init-perf-plotting 5)")
    assert shown(lisp, "(curve-limits training-error-port)") == "(0 0 20 2)"
    assert shown(lisp, "(curve-limits test-perf-port)") == "(0 0 20 100)"
    assert lisp.eval_text("(curve-title test-error-port)") == "Average NMSE vs age, test"
    lisp.eval_text("(trun 4 2)")
    assert shown(lisp, "(all (((x y) (curve-points test-error-port))) x)") == "(0 4 8)"
    assert lisp.eval_text("(cadr (last (curve-points test-error-port)))") == lisp.eval_text("global-error")
    assert lisp.eval_text("(cadr (last (curve-points test-perf-port)))") == lisp.eval_text("good-an-percent")
    lisp.eval_text("(run 4 1)")
    assert shown(lisp, "(all (((x y) (curve-points training-error-port))) x)") == "(8 12)"
    assert shown(lisp, "(all (((x y) (curve-points test-error-port))) x)") == "(0 4 8)"
    lisp.eval_text("(cancel-error-plotting) (cancel-perf-plotting) (run 4 1)")
    assert shown(lisp, "(or training-error-port test-error-port training-perf-port test-perf-port)") == "()"


def test_instantaneous_error(lisp: Interpreter) -> None:
    """Every presentation is a point; at the right edge another curve begins."""
    lisp.eval_text("(epsi 0.1) (set-disp-error) (learn 3)")
    assert shown(lisp, "(curve-limits instantaneous-error-port)") == "(0 0 40 4)"
    points = lisp.eval_text("(flatten (curve-points instantaneous-error-port))")
    assert list(points)[::2] == [1, 2, 3]
    assert list(points)[5] == lisp.eval_text("local-error")
    lisp.eval_text("(init-disp-error 1 2) (learn 5)")
    assert shown(lisp, "(all (((x y) (curve-points instantaneous-error-port))) x)") == "(8)"
    assert shown(lisp, "(curve-limits instantaneous-error-port)") == "(8 0 12 2)"


def test_transfer_function(lisp: Interpreter) -> None:
    table = lisp.eval_text("(plot-nlf -1 1)").values
    assert table.shape == (101, 4)
    for row in (0, 50, 100):
        x = lisp.eval_text(f"(let ((x (+ -1 (* {row} 0.02)))) (list x (nlf x) (dnlf x) (ddnlf x)))")
        assert list(table[row]) == pytest.approx(list(x), abs=1e-6)


def test_performance_file(lisp: Interpreter, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A curve for each range, and a new one where age does not grow; a line without a range is about the test set."""
    (tmp_path / "log.perf").write_text(LOG)
    assert shown(lisp, '(read-perf-file "log")') == (
        '(("{0-3}" (0 1.3938 50) (4 1.2992 50)) ("Test" (0 1.5 25) (4 1.4 25)) ("{4-7}" (4 1.2 75))'
        ' ("{0-3}" (2 0.001 100)))'
    )
    dashes = "-" * 30
    assert printed(lisp, '(plot-perf-file "log.perf")', capsys) == (
        f"Legend\n{dashes}\n     open circle {{0-3}}\n   closed circle Test\n     open square {{4-7}}\n"
        f"   closed square {{0-3}}\n{dashes}\n"
    )


def test_what_perf_writes_is_read(lisp: Interpreter) -> None:
    lisp.eval_text('(setq perf-file "log") (epsi 0.1) (test-set 0 1) (trun 4 3)')
    assert shown(lisp, '(all ((curve (read-perf-file "log"))) (cons (car curve) (mapcar car (cdr curve))))') == (
        '(("{0-3}" 0 4 8 12) ("{0-1}" 0 4 8 12))'
    )
    assert lisp.eval_text("(perf 0 3)") == 50


def test_every_truncation_is_an_error(lisp: Interpreter, tmp_path: Path) -> None:
    """Unless it falls between two lines."""
    for length in range(len(LOG)):
        (tmp_path / "cut.perf").write_text(LOG[:length])
        if not LOG[:length].strip(" ") or LOG[:length].rstrip(" ").endswith("\n"):
            continue
        with pytest.raises(LispError, match="file is too short") as found:
            lisp.eval_text('(read-perf-file "cut")')
        assert "cut.perf, byte " in str(found.value.hint)
        assert "a line of age, error and per cent expected here" in str(found.value.hint)


@pytest.mark.parametrize("line", ["0 1.5", "zero 1.5 20", "1 2 3 4", "\x7fELF"])
def test_foreign_file(line: str, lisp: Interpreter, tmp_path: Path) -> None:
    (tmp_path / "foreign.perf").write_text(f"; a log\n{line}\n")
    with pytest.raises(LispError, match="this is probably not a performance file") as found:
        lisp.eval_text('(read-perf-file "foreign")')
    assert "foreign.perf, byte 8: a line" in str(found.value.hint)
