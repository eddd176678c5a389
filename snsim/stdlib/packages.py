"""Private names: ``(package name (private s...) e...)`` renames the symbols s to ``name.s`` in the expressions that
follow, then evaluates them (language.md, 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import symbol
from ..lisp.errors import LispError
from ..lisp.functions import special_function
from ..lisp.values import Cons, Form, Symbol, check_finite

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


@special_function("package")
def package(lisp: Interpreter, form: Cons) -> Symbol:
    """The name of the package."""
    if not isinstance(form.cdr, Cons):
        raise LispError("missing arguments")
    name = symbol(form.cdr.car)
    renamed: dict[Symbol, Symbol] = {}
    for expression in form.cdr.cdr or ():
        if isinstance(expression, Cons) and expression.car is lisp.intern("private"):
            for private in map(symbol, expression.cdr or ()):
                renamed[private] = lisp.intern(f"{name.name}.{private.name}")
        else:
            lisp.eval(_renamed(expression, renamed))
    return name


def _renamed(form: Any, names: dict[Symbol, Symbol]) -> Any:
    """A copy of a form with the names replaced; it keeps its place in the text."""
    if isinstance(form, Symbol):
        return names.get(form, form)
    if not isinstance(form, Cons):
        return form
    check_finite(form)
    items = [_renamed(item, names) for item in form]
    last: Any = form
    while isinstance(last, Cons):
        last = last.cdr
    tail = _renamed(last, names)
    for item in reversed(items[1:]):
        tail = Cons(item, tail)
    return Form(items[0], tail, getattr(form, "place", None))


@special_function("private")
def private(_lisp: Interpreter, _form: Cons) -> None:
    raise LispError("outside of a package", hint="(package name (private s...) expression...)")
