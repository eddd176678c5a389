"""What happens after an error: hooks, report, debug toplevel, and back to a clean state (language.md, 13.2-13.4).

An error leaves the bindings of the point where it occurred on the trail: the hooks and the debug toplevel run with
them; then they are unwound.
"""

from __future__ import annotations

from typing import NamedTuple

from snsim.lisp.conditions import BACKTRACE
from snsim.lisp.errors import Break, Exit
from snsim.lisp.evaluator import is_callable
from snsim.lisp.floating import TRAPS
from snsim.lisp.functions import DX
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import LOCKED, Cons

from .report import Report, as_lisp_error, make_report, show, show_explanation, show_message


class Abandoned(KeyboardInterrupt):
    """Ctrl-C, reported already: only the way back to the toplevel is left."""


def recover(lisp: Interpreter, error: BaseException, mark: int, interactive: bool) -> None:
    """Report an error, then undo the bindings made since the trail had ``mark`` entries."""
    lisp.input, lisp.output = lisp.console, lisp.console_output
    if isinstance(error, Abandoned):
        lisp.trail.unwind(mark)
        return
    trouble = Trouble(make_report(lisp, error), isinstance(as_lisp_error(error), Break), interactive)
    lisp.state["trouble"] = trouble
    try:
        hook = lisp.intern("break-hook" if trouble.broken else "debug-hook").cell.value
        if is_callable(hook):
            lisp.apply(hook, [])
        else:
            react(lisp, trouble)
    except Exit:
        raise
    except (Exception, KeyboardInterrupt) as second:
        report = make_report(lisp, second)
        lisp.console_output.write(f"\n\a*** {report.message}\n")
        if lisp.state["trouble"] is not None:  # no debug toplevel was opened yet
            first = f"This went wrong in an action or a hook after: {trouble.report.message}"
            report = report._replace(hint="\n".join(filter(None, (report.hint, first))))
        show_explanation(lisp, report)
    lisp.trail.unwind(mark)
    lisp.error_forms, lisp.state["trouble"] = [], None
    TRAPS.enabled = True


class Trouble(NamedTuple):
    """An error in hand: ``broken``: it is Ctrl-C; ``interactive``: a person is there to be asked."""

    report: Report
    broken: bool
    interactive: bool


def install_hooks(lisp: Interpreter) -> None:
    """The standard reactions under their names, for hooks of the user that call them."""
    for name, asks in (("simple", False), ("nice", True)):
        for event in ("debug", "break"):
            hook = DX(f"{name}-{event}-hook", lambda lisp, asks=asks: standard_hook(lisp, asks))
            hook.least = hook.most = 0
            lisp.set_global(hook.name, hook, LOCKED)


def standard_hook(lisp: Interpreter, asks: bool) -> None:
    """React to the error in hand; outside of one, do nothing."""
    trouble: Trouble | None = lisp.state.get("trouble")
    if trouble is not None:
        react(lisp, trouble._replace(interactive=trouble.interactive and asks))


def react(lisp: Interpreter, trouble: Trouble) -> None:
    """Run the actions, report, and offer the debugger where there is something to look at."""
    run_actions(lisp, "break-action" if trouble.broken else "debug-action")
    looks = lisp.error_forms or not trouble.broken  # after Ctrl-C at the prompt there is nothing to look at
    if trouble.interactive and looks and not lisp.options["quiet"]:
        offer_debugger(lisp, trouble)
    else:
        show(lisp, trouble.report)


def run_actions(lisp: Interpreter, name: str) -> None:
    """Evaluate the expressions of a list of actions. An error in one ends them, and its message is the only one."""
    actions = lisp.intern(name).cell.value
    while isinstance(actions, Cons):
        lisp.eval(actions.car)
        actions = actions.cdr


def offer_debugger(lisp: Interpreter, trouble: Trouble) -> None:
    """Report, ask, and open a toplevel in which the bindings of the error are visible."""
    if _debugger(lisp, "Break" if trouble.broken else "Debug", trouble.report):
        lisp.console_output.write("[Ready]\n")


def ask_to_resume(lisp: Interpreter, report: Report) -> bool:
    """The same after Ctrl-C; whether the computation is to go on."""
    if not _debugger(lisp, "Break", report):
        return False
    if _confirmed(lisp, "Resume execution"):
        return True
    lisp.console_output.write("[Ready]\n")
    return False


def _debugger(lisp: Interpreter, name: str, report: Report) -> bool:
    """Report and ask in the original's words; then explain, and after a yes backtrace and toplevel."""
    show_message(lisp, report)
    wanted = _confirmed(lisp, f"{name} toplevel")
    show_explanation(lisp, report)
    if not wanted:
        return False
    lisp.state["trouble"] = None
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
