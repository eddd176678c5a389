"""The language itself: seconds of small programs, beside those of the original's C interpreter where they are known."""

from __future__ import annotations

import time
from dataclasses import dataclass

from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter


@dataclass
class Loop:
    """``original``: seconds in the original, on such a machine."""

    name: str
    lisp: Interpreter
    text: str
    original: float | None = None

    def measure(self) -> float:
        """Seconds of one run."""
        began = time.perf_counter()
        self.lisp.eval_text(self.text)
        return time.perf_counter() - began


def loops() -> list[Loop]:
    """A loop, calls, and a network built by the library."""
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text("(de fib (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))")
    return [
        Loop("(for (i 1 1000000) (+ i 1))", lisp, "(for (i 1 1000000) (+ i 1))", 0.032),
        Loop("(fib 22)", lisp, "(fib 22)"),
    ]
