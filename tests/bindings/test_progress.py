"""The line that tells how far a sweep is: at a terminal, after a moment, and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest
from sweeping import session

from snsim.bindings import progress
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def lisp(monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    """A session of 80 columns, and no patience."""
    monkeypatch.setattr(progress, "DELAY", 0.0)
    monkeypatch.setenv("COLUMNS", "80")
    return session()


def shown(lisp: Interpreter, text: str, stream: io.StringIO | None = None) -> str:
    """What comes to the error output - a terminal, if nothing else is given - while a text is evaluated."""
    stream = stream or Terminal()
    with pytest.MonkeyPatch.context() as patch:  # here, because pytest puts its own back before every test
        patch.setattr(sys, "stderr", stream)
        lisp.eval_text(text)
    return stream.getvalue()


def test_a_line_that_the_next_replaces(lisp: Interpreter) -> None:
    text = '(progress-line "one") (progress-line (concat "two" " words")) (progress-line)'
    assert shown(lisp, text) == "\r\x1b[Kone\r\x1b[Ktwo words\r\x1b[K"


def test_a_line_never_wraps(lisp: Interpreter) -> None:
    lisp.set_global("long", "x" * 200)
    assert shown(lisp, "(progress-line long)") == "\r\x1b[K" + "x" * 79


WORK = ['(progress-line "one") (progress-line)', "(learn 200) (performance 0 4)"]


@pytest.mark.parametrize("text", WORK)
def test_quiet(text: str, lisp: Interpreter) -> None:
    assert shown(lisp, text) != ""
    lisp.options["messages"] = False
    assert shown(lisp, text) == ""


@pytest.mark.parametrize("text", WORK)
def test_pipe(text: str, lisp: Interpreter) -> None:
    assert shown(lisp, text, io.StringIO()) == ""


@pytest.mark.parametrize(("text", "total"), [("(learn 200)", 200), ("(learn-cycle 40)", 200), ("(performance 0 4)", 5)])
def test_sweeps_show_how_far_they_are(text: str, total: int, lisp: Interpreter) -> None:
    """Out of how many presentations; at the end the line is blank again."""
    line = shown(lisp, text)
    assert f"/{total} [" in line
    assert " patterns/s]" in line
    assert line.endswith("\r")
    assert line.split("\r")[-2].strip() == ""


def test_short_sweeps_show_nothing(lisp: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY", 60.0)
    assert shown(lisp, "(learn 200) (performance 0 4)") == ""


def test_a_sweep_that_fails_takes_its_line_away(lisp: Interpreter) -> None:
    terminal = Terminal()
    with pytest.raises(LispError, match="beyond all numbers"):
        shown(lisp, "(learn 100) (epsi 1e30) (learn 100000)", terminal)
    assert " patterns/s]" in terminal.getvalue()
    assert terminal.getvalue().split("\r")[-2].strip() == ""


def test_wrong_text(lisp: Interpreter) -> None:
    with pytest.raises(LispError, match="not a string"):
        shown(lisp, "(progress-line 3)")


def test_wrong_text_in_a_pipe(lisp: Interpreter) -> None:
    with pytest.raises(LispError, match="not a string"):
        shown(lisp, "(progress-line 3)", io.StringIO())
