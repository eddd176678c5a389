"""What is printed in columns fits a terminal of forty; a pipe gets the full width."""

import io
import sys
from collections.abc import Callable

import pytest

from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

NET = """(libload "sn28/sn28") (alloc-net 10 20)
(build-net '((input 2) (hidden 2) (output 1)) '((input hidden) (hidden output)))
(setq pattern-matrix [f [-1 -1] [1 -1] [1 1] [-1 1]] desired-matrix [f [1] [-1] [1] [-1]])
(ensemble 0 3)"""

FORMS = ["(help)", "(help learn)", "(help lists)", "(help mapcar)", '(apropos "matrix")', "(help mine)", "(plan)"]

Show = Callable[[str, int | None], list[str]]


@pytest.fixture(scope="module")
def lisp() -> Interpreter:
    made = new_interpreter()
    made.options["messages"] = False
    made.eval_text(NET)
    made.eval_text(";; A function whose comment is longer than the forty columns of this terminal.\n(de mine (x) x)")
    return made


@pytest.fixture
def show(lisp: Interpreter, monkeypatch: pytest.MonkeyPatch) -> Show:
    """The lines a form prints on a terminal of so many columns, or into a pipe."""

    def lines(form: str, columns: int | None) -> list[str]:
        screen = io.TextIOWrapper(io.BytesIO())
        monkeypatch.setattr(screen, "isatty", lambda: columns is not None, raising=False)
        monkeypatch.setattr(sys, "stdout", screen)
        monkeypatch.setenv("COLUMNS", str(columns or 40))
        lisp.eval_text(form)
        lisp.output.flush()
        return screen.buffer.getvalue().decode().splitlines()  # type: ignore[attr-defined]

    return lines


@pytest.mark.parametrize("form", FORMS)
def test_forty_columns(form: str, show: Show) -> None:
    narrow, wide = show(form, 40), show(form, None)
    assert max(map(len, narrow)) < 40
    assert max(map(len, wide)) > 40
    if form not in ("(plan)", '(apropos "matrix")', "(help lists)"):  # these say it otherwise, or less of it
        assert " ".join(narrow).split() == " ".join(wide).split()


def test_a_plan_in_few_columns(show: Show) -> None:
    assert show("(plan)", 40)[:2] == ["hidden: 2 units on the same 2 inputs", "  4 connections, 4 weights, 128 bytes,"]
    piped = show("(plan)", None)
    assert show("(plan)", 200) == piped
