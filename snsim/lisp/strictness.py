"""Variables that are read before they have a value: ``strict-mode``.

The original reads them as ``()`` without a word (language.md, 3.1), and library code relies on it. The same is done
here, with a warning for each name the user's own text reads so; in strict mode it is an error.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .arguments import MISSING
from .backtrace import place_of, running_forms
from .errors import LispError
from .evaluator import is_callable
from .functions import builtin
from .source import CONSOLE, Place
from .values import UNSET, Symbol, truth

if TYPE_CHECKING:
    from .interpreter import Interpreter

NEVER, IN_FILES, ALWAYS = "never", "in files", "always"
"""When to warn (``options["unset"]``): what is typed at a terminal counts in the last case only."""


def unset(lisp: Interpreter, symbol: Symbol, place: Place | None = None) -> None:
    """The value of a variable that has none; ``place``: of the form that reads it, if known."""
    if not lisp.options["strict"] and (lisp.options["unset"] == NEVER or symbol in lisp.warned):
        return
    place = place or place_of(running_forms())
    if place is None or lisp.is_library(place):
        return
    if lisp.options["strict"]:
        raise LispError("variable without value", symbol, prefix="eval", hint=similar_variable(lisp, symbol))
    if place.file == CONSOLE and lisp.options["unset"] != ALWAYS:
        return
    lisp.warned.add(symbol)
    hint = similar_variable(lisp, symbol)
    where = "" if place.file == CONSOLE else f"{place}: "
    lisp.warn(f"+++ Warning: {where}<{lisp.image(symbol)}> has no value, () is taken.{' ' + hint if hint else ''}")


def similar_variable(lisp: Interpreter, symbol: Symbol) -> str | None:
    """A sentence that names a variable spelt much like this one."""
    near = similar_name(lisp, symbol, lambda other: other.cell.state != UNSET and not is_callable(other.cell.value))
    return near and f"Did you mean {near}?"


def similar_name(lisp: Interpreter, symbol: Symbol, wanted: Callable[[Symbol], bool]) -> str | None:
    """The name spelt most like that of this symbol among those wanted, if any is near."""
    names = [name for name, other in lisp.symbols.items() if wanted(other)]
    near = difflib.get_close_matches(symbol.name, names, 1, 0.7)
    return near[0] if near else None


@builtin("strict-mode")
def strict_mode(lisp: Interpreter, on: Any = MISSING) -> Symbol | None:
    """``(strict-mode [on])``: is a variable without value an error? Tells how it stands."""
    if on is not MISSING:
        lisp.options["strict"] = on is not None
    return truth(lisp.options["strict"])
