"""Ctrl-C while a program runs (language.md, 13.3): it may go on afterwards.

The question is asked inside the signal handler, in the middle of the evaluation, whose bindings are all in force. A
``break-hook`` of the user that returns () lets the computation go on without a question. At a prompt, and while this
handler works, Ctrl-C is Python's ``KeyboardInterrupt``; during a write it waits (``lisp/interruption.py``).
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from snsim.lisp.backtrace import running_forms
from snsim.lisp.errors import Break
from snsim.lisp.evaluator import is_callable
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.interruption import INTERRUPTIONS

from .recovery import Abandoned, ask_to_resume, run_actions
from .report import make_report


@contextmanager
def asking(lisp: Interpreter, interactive: bool) -> Iterator[None]:
    """Meanwhile Ctrl-C asks (``interactive``: a person is there to answer) or calls the user's hook."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:  # ignored, or someone else's
        yield
        return

    def handle(_number: int, frame: FrameType | None) -> None:
        if INTERRUPTIONS.must_wait():
            return
        if INTERRUPTIONS.reading or INTERRUPTIONS.writing:
            raise KeyboardInterrupt
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            _break(lisp, interactive, frame)
        finally:
            signal.signal(signal.SIGINT, handle)

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _break(lisp: Interpreter, interactive: bool, frame: FrameType | None) -> None:
    """Return to go on; raise to stop."""
    forms = running_forms(frame)
    hook = lisp.intern("break-hook").cell.value
    has_hook = is_callable(hook)
    if not forms or lisp.console.at_prompt or not (has_hook or (interactive and not lisp.options["quiet"])):
        raise KeyboardInterrupt
    saved = lisp.input, lisp.output
    lisp.input, lisp.output = lisp.console, lisp.console_output
    report = make_report(lisp, Break(), forms)
    if has_hook:
        goes_on = lisp.apply(hook, []) is None
    else:
        run_actions(lisp, "break-action")
        goes_on = ask_to_resume(lisp, report)
    lisp.error_forms = []
    if not goes_on:
        raise Abandoned
    lisp.input, lisp.output = saved
