"""The scope operator ``:`` at run time: slots of objects, elements of matrices (language.md, 1.8).

A slot arrives as it is written when it is a symbol; a parenthesised subscript list as the Python list of its values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import LispError
from .values import Cons, Symbol

if TYPE_CHECKING:
    from .interpreter import Interpreter


def is_scope(form: Any) -> bool:
    """Is this the list a colon reads as?"""
    return isinstance(form, Cons) and isinstance(form.car, Symbol) and form.car.name == "scope"


def scope_parts(form: Cons) -> list[Any]:
    """What follows the head of a scope form."""
    parts = list(form.cdr or ())
    if not parts:
        raise LispError("illegal scope syntax", form)
    return parts


def slot_argument(lisp: Interpreter, slot: Any) -> Any:
    """A slot as ``fetch`` and ``store`` take it."""
    return [lisp.eval(subscript) for subscript in slot] if isinstance(slot, Cons) else slot


def fetch(lisp: Interpreter, thing: Any, slot: Any) -> Any:
    """``:thing:slot``."""
    if hasattr(thing, "lisp_fetch"):
        return thing.lisp_fetch(lisp, slot)
    raise _refused(thing)


def store(lisp: Interpreter, thing: Any, slot: Any, value: Any) -> None:
    """``(setq :thing:slot value)``."""
    if not hasattr(thing, "lisp_store"):
        raise _refused(thing)
    thing.lisp_store(lisp, slot, value)


def _refused(thing: Any) -> LispError:
    return LispError("This object does not accept scope syntax", thing, prefix="scope")
