"""The language tested in itself: every ``(test "name" form...)`` of the files beside this one is a test.

Inside, ``(check= form expected)`` compares two values with ``=``, ``(check form)`` wants a true value, ``(prints "text"
form)`` compares what a form prints, and ``(fails "message" form)`` wants an error with this message. Other forms of a
file are evaluated before each of its tests; each test has an interpreter of its own, which may load a kernel.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from snsim.environment.language import new_language
from snsim.lisp.console import StringOutput
from snsim.lisp.equality import equal
from snsim.lisp.errors import LispError
from snsim.lisp.functions import DY
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import Source
from snsim.lisp.values import Cons, Form, Symbol
from snsim.toplevel.report import make_report
from snsim.toplevel.session import new_interpreter

FILES = sorted(Path(__file__).parent.glob("*.sn"))


def check(lisp: Interpreter, form: Cons) -> None:
    assert lisp.eval(form.cdr.car) is not None, place(form)


def check_equal(lisp: Interpreter, form: Cons) -> None:
    value, expected = lisp.eval(form.cdr.car), lisp.eval(form.cdr.cdr.car)
    assert equal(value, expected), f"{place(form)}: {lisp.image(value)} instead of {lisp.image(expected)}"


def prints(lisp: Interpreter, form: Cons) -> None:
    output = StringOutput()
    with lisp.writing(output):
        lisp.progn(form.cdr.cdr)
    assert output.text == form.cdr.car, place(form)


def fails(lisp: Interpreter, form: Cons) -> None:
    mark = len(lisp.trail)
    try:
        value = lisp.progn(form.cdr.cdr)
    except LispError as error:
        message, lisp.error_forms = make_report(lisp, error).message, []
        lisp.trail.unwind(mark)
        assert message == form.cdr.car, place(form)
    else:
        pytest.fail(f"{place(form)}: no error but the value {lisp.image(value)}")


def place(form: Cons) -> str:
    return str(form.place) if isinstance(form, Form) else ""


CHECKS = {"check": check, "check=": check_equal, "prints": prints, "fails": fails}


def interpreter() -> Interpreter:
    lisp = new_interpreter()
    for name, run in CHECKS.items():
        function = DY(name)
        function.run = run
        lisp.set_global(name, function)
    return lisp


def forms(lisp: Interpreter, file: Path) -> Iterator[Any]:
    source = Source(file.read_text(encoding="latin-1"), str(file))
    while (form := lisp.reader.read(source)) is not END_OF_TEXT:
        yield form


def is_test(form: Any) -> bool:
    return isinstance(form, Cons) and isinstance(form.car, Symbol) and form.car.name == "test"


def cases() -> Iterator[Any]:
    lisp = new_language()
    for file in FILES:
        for form in filter(is_test, forms(lisp, file)):
            yield pytest.param(file, form.cdr.car, id=f"{file.stem}: {form.cdr.car}")


@pytest.mark.parametrize(("file", "name"), list(cases()))
def test_language(file: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lisp = interpreter()
    for form in forms(lisp, file):
        if not is_test(form):
            lisp.eval(form)
        elif form.cdr.car == name:
            lisp.progn(form.cdr.cdr)
