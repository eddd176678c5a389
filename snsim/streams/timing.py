"""Clocks: ``time cputime realtime`` (language.md, 12.7)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..lisp.functions import special_function
from ..lisp.values import Cons

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..lisp.interpreter import Interpreter


def _spent(lisp: Interpreter, form: Cons, clock: Callable[[], float]) -> float:
    start = clock()
    lisp.progn(form.cdr)
    return clock() - start


@special_function("time")
def lisp_time(lisp: Interpreter, form: Cons) -> float:
    """Seconds since 1970; with expressions (an old use) the CPU time they take."""
    if form.cdr is None:
        return time.time()
    lisp.warn("+++ Warning: deprecated function")
    lisp.warn("+++ Use <cputime> or <realtime> instead.")
    return _spent(lisp, form, time.process_time)


@special_function("cputime")
def cpu_time(lisp: Interpreter, form: Cons) -> float:
    return _spent(lisp, form, time.process_time)


@special_function("realtime")
def real_time(lisp: Interpreter, form: Cons) -> float:
    return _spent(lisp, form, time.perf_counter)
