"""Errors as programs see them: ``error on-error where errname debug exit`` (language.md, 13.2-13.4, 13.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .arguments import MISSING, integer
from .backtrace import running_forms
from .errors import Exit, LispError
from .functions import builtin, special, special_function
from .values import Cons, Symbol

if TYPE_CHECKING:
    from .compiler.compiler import Compiler
    from .interpreter import Interpreter

HOOKS = ("debug-hook", "break-hook", "trace-hook", "debug-action", "break-action", "startup")
BACKTRACE = 6  # lines of the backtrace offered after an error


def start(lisp: Interpreter) -> None:
    """The variables that a user may set: functions called at an error, Ctrl-C, a traced step; lists of actions."""
    for name in HOOKS:
        lisp.set_global(name, None)


@builtin("error")
def raise_error(*arguments: Any) -> None:
    """``(error [symbol] text [object])``: the symbol is blamed if a form it heads is being evaluated."""
    if not 1 <= len(arguments) <= 3:
        raise LispError("illegal arguments", prefix="error")
    blamed, rest = "error", list(arguments)
    if len(rest) > 1 and isinstance(rest[0], Symbol):
        symbol = rest.pop(0)
        if any(form.car is symbol for form in running_forms()[1:]):
            blamed = symbol.name
    if not isinstance(rest[0], str):
        raise LispError("not a string", rest[0], prefix="error")
    raise LispError(rest[0], *rest[1:2], prefix=blamed)


@special_function("on-error")
def on_error(lisp: Interpreter, form: Cons) -> Any:
    return _with_action(lisp, form, "debug-action")


@special_function("on-break")
def on_break(lisp: Interpreter, form: Cons) -> Any:
    return _with_action(lisp, form, "break-action")


def _with_action(lisp: Interpreter, form: Cons, name: str) -> Any:
    """Evaluate the body with one more expression on the list of actions."""
    if not isinstance(form.cdr, Cons):
        raise LispError("missing arguments")
    actions = lisp.intern(name)
    lisp.trail.bind(actions, Cons(form.cdr.car, actions.cell.value))
    value = lisp.progn(form.cdr.cdr)
    lisp.trail.unbind()
    return value


@builtin("errname")
def error_name(lisp: Interpreter) -> str:
    """``car : not a list : 3``."""
    return lisp.last_error or "No information on current error condition"


@builtin("where")
def where(lisp: Interpreter, count: Any = MISSING) -> None:
    """Print the stack of the error in hand, or of the current evaluation."""
    forms = lisp.error_forms
    heads = ["** in:   "] if forms else []
    limit = None if count is MISSING else integer(count) - 1
    for index, form in enumerate((forms or running_forms())[:limit]):
        head = heads[0] if heads and index == 0 else "** from: "
        lisp.output.write(f"{head}{lisp.abbreviated(form)}\n")


@builtin("exit")
def leave(status: Any = MISSING) -> None:
    """Leave the current load loop; with a status, the process."""
    raise Exit(None if status is MISSING else integer(status))


@special("discard")
def emit_discard(compiler: Compiler, form: Cons) -> str:
    """The toplevel prints the value abbreviated."""
    compiler.line("LISP.discarding = True")
    return compiler.progn(form.cdr)
