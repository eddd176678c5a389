"""Names of the original that mean nothing here: every one of them refuses, and says what to use instead."""

import pytest

from snsim.display.toolkit import CLASSES, FUNCTIONS, HINT
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.stdlib.unavailable import INSTEAD
from snsim.toplevel.session import new_interpreter

HINTS = {name: hint for hint, names in INSTEAD.items() for name in names.split()}
HINTS |= dict.fromkeys(FUNCTIONS.split(), HINT)


@pytest.fixture(scope="module")
def lisp() -> Interpreter:
    return new_interpreter()


@pytest.mark.parametrize("name", HINTS)
def test_functions(lisp: Interpreter, name: str) -> None:
    with pytest.raises(LispError, match="not available") as caught:
        lisp.eval_text(f"({name} 1 unbound-name)")
    assert caught.value.hint == HINTS[name]


@pytest.mark.parametrize("name", CLASSES.split())
def test_classes(lisp: Interpreter, name: str) -> None:
    with pytest.raises(LispError, match="not available") as caught:
        lisp.eval_text(f"(new {name} 1)")
    assert caught.value.hint == HINT
