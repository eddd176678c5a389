"""A form with its compiled code: compiled at its first run, and again when the form has been changed since."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import LispError
from ..values import Cons, check_finite

if TYPE_CHECKING:
    from ..interpreter import Interpreter

_OPEN, _CLOSE = object(), object()

LARGEST = 2_000_000
"""Parts of a form that can be evaluated."""


class Thunk:
    """``run`` evaluates the form."""

    __slots__ = ("form", "lisp", "run", "snapshot")

    def __init__(self, lisp: Interpreter, form: Any):
        self.lisp = lisp
        self.form = form
        self.run: Callable[[], Any] = self._compile_and_run
        self.snapshot: list[Any] | None = None

    def _compile_and_run(self) -> Any:
        from .compiler import compile_form  # noqa: PLC0415  (the compiler makes thunks)

        self.run = compile_form(self.lisp, self.form)
        return self.run()


def snapshot(form: Any) -> list[Any]:
    """A form as a flat list of its atoms and parentheses; what is quoted counts as an atom."""
    items: list[Any] = []
    waiting = [form]
    while waiting:
        if len(items) > LARGEST:
            raise LispError("too large a form", hint="It has millions of parts, or contains itself.")
        part = waiting.pop()
        if not isinstance(part, Cons):
            items.append(part)
        else:
            items.append(_OPEN)
            waiting.append(_CLOSE)
            if getattr(part.car, "name", None) == "quote":
                items.append(part.cdr)
                continue
            parts = []
            check_finite(part)
            while isinstance(part, Cons):
                parts.append(part.car)
                part = part.cdr
            waiting.append(part)
            waiting += reversed(parts)
    return items


class CompiledForms:
    """The compiled code of forms evaluated at run time, by the call that led to them, while they stay as they were."""

    CAPACITY = 1000

    def __init__(self, lisp: Interpreter):
        self.lisp = lisp
        self.thunks: dict[int, tuple[Any, list[Any], Thunk]] = {}

    def code(self, call: Cons, form: Any) -> Callable[[], Any]:
        """The code of ``form``, which the evaluation of ``call`` asks for (a macro's expansion, or the call itself)."""
        items = snapshot(form)
        _, known, thunk = self.thunks.get(id(call), (None, None, None))
        if thunk is None or known is None or len(known) != len(items) or any(map(_differ, known, items)):
            if len(self.thunks) >= self.CAPACITY:
                self.thunks.clear()
            thunk = Thunk(self.lisp, form)
            self.thunks[id(call)] = (call, items, thunk)
        return thunk.run


def _differ(a: Any, b: Any) -> bool:
    return a is not b
