"""What happens after an error: hooks, report, debug toplevel, and back to a clean state (language.md, 13.2-13.4).

An error leaves the bindings of the point where it occurred on the trail: the hooks and the debug toplevel run with
them; then they are unwound.
"""

from __future__ import annotations

from snsim.lisp.conditions import BACKTRACE
from snsim.lisp.errors import Break, Exit, LispError
from snsim.lisp.evaluator import is_callable
from snsim.lisp.floating import TRAPS
from snsim.lisp.functions import DX
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import Cons

from .report import Report, as_lisp_error, make_report, show


class Abandoned(KeyboardInterrupt):
    """Ctrl-C, reported already: only the way back to the toplevel is left."""


def recover(lisp: Interpreter, error: BaseException, mark: int, interactive: bool) -> None:
    """Report an error, then undo the bindings made since the trail had ``mark`` entries."""
    lisp.input, lisp.output = lisp.console, lisp.console_output
    if isinstance(error, Abandoned):
        lisp.trail.unwind(mark)
        return
    broken = isinstance(as_lisp_error(error), Break)
    report = make_report(lisp, error)
    try:
        call_hook(lisp, report, "break-hook" if broken else "debug-hook", "break-action" if broken else "debug-action")
        looks = lisp.error_forms or not broken  # after Ctrl-C at the prompt there is nothing to look at
        if interactive and looks and not lisp.options["quiet"]:
            offer_debugger(lisp, "Break" if broken else "Debug")
    except Exit:
        raise
    except (Exception, KeyboardInterrupt) as second:
        lisp.console_output.write(f"\n*** {make_report(lisp, second).message}\n")
    lisp.trail.unwind(mark)
    lisp.error_forms = []
    TRAPS.enabled = True


def call_hook(lisp: Interpreter, report: Report, name: str, action_name: str) -> None:
    """The user's hook reports in its own way; without one, the actions run, then the report appears."""
    hook = lisp.intern(name).cell.value
    if is_callable(hook) and not isinstance(hook, DX):
        lisp.apply(hook, [])
        return
    actions = lisp.intern(action_name).cell.value
    while isinstance(actions, Cons):
        try:
            lisp.eval(actions.car)
        except LispError as error:
            lisp.warn(f"\n*** {make_report(lisp, error).message}")
        actions = actions.cdr
    show(lisp, report)


def offer_debugger(lisp: Interpreter, name: str) -> None:
    """Ask, and open a toplevel in which the bindings of the error are visible."""
    if _debugger(lisp, name):
        lisp.console_output.write("[Ready]\n")


def ask_to_resume(lisp: Interpreter) -> bool:
    """The same after Ctrl-C; whether the computation is to go on."""
    if not _debugger(lisp, "Break"):
        return False
    if _confirmed(lisp, "Resume execution"):
        return True
    lisp.console_output.write("[Ready]\n")
    return False


def _debugger(lisp: Interpreter, name: str) -> bool:
    """Ask; after a yes, backtrace and toplevel."""
    if not _confirmed(lisp, f"{name} toplevel"):
        return False
    print_backtrace(lisp)
    lisp.console_output.write(f"[{name}]\n")
    lisp.nested_toplevel(lisp, "? ")
    return True


def _confirmed(lisp: Interpreter, question: str) -> bool:
    lisp.console_output.write(f"{question} [y/N] ?")
    lisp.console_output.flush()
    lisp.console.discard_line()
    answer = (lisp.console.ask_line() or "").strip()
    return answer[:1] in ("y", "Y", "o", "O") and bool(answer)


def print_backtrace(lisp: Interpreter) -> None:
    """The innermost forms of the error."""
    for index, form in enumerate(lisp.error_forms[:BACKTRACE]):
        head = "** from: " if index else "** in:   "
        lisp.console_output.write(f"{head}{lisp.abbreviated(form)}\n")
