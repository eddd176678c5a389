"""The language itself: seconds of small programs, beside those of the original's C interpreter where they are known."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass

from limits import SECONDS, Limit

from snsim.lisp.console import StringOutput
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

DEFINITIONS = """
(de fib (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(de product (a b c) ((-idx2- (-float-)) a b c)
  (for (i 0 (bound a 1)) (for (j 0 (bound b 2))
    (let ((s 0)) (for (k 0 (bound a 2)) (incr s (* (a i k) (b k j)))) (c i j s)))))
(setq :compiled-product (funcdef product))
(setq :a (float-matrix 60 60) :b (float-matrix 60 60) :c (float-matrix 60 60))
(eval (cons 'de (cons 'quick-product (cdr compiled-product))))
(compile 'quick-product)
(quick-product a b c)
(setq :points (all ((i (range 1 10))) (list i (list i i))))
(libload "sn28/sn28itenew")
(load "nets/zip1989")
"""

CASES: list[tuple[str, str, float | None, Limit | None]] = [
    ("for, 1,000,000 turns", "(for (i 1 1000000) (+ i 1))", 0.032, Limit(SECONDS, 0.15)),
    ("(fib 25)", "(fib 25)", None, None),
    (
        "list of 100,000, built, mapped, reversed",
        "(let ((l ())) (for (i 1 100000) (setq l (cons i l))) (length (reverse (mapcar (lambda (x) (+ x 1)) l))))",
        None,
        None,
    ),
    (
        "string of 5,000 numbers",
        """(let ((s "")) (for (i 1 5000) (setq s (concat s (sprintf "%d," i)))) (len s))""",
        None,
        None,
    ),
    (
        "patterns, 10,000 times",
        "(let ((n 0)) (for (i 1 1000) (each (((x (y z)) points)) (incr n (+ x y z)))) n)",
        None,
        None,
    ),
    ("product of matrices, 60x60x60", "(product a b c)", None, None),
    ("the same, compiled", "(quick-product a b c)", None, None),
    ("zip1989 built, 64,660 connections", "(zip1989)", 0.013, Limit(SECONDS, 0.25)),
]
"""Name, program, seconds in the original on such a machine, limit here."""


@dataclass
class Loop:
    """``original``: seconds in the original, on such a machine."""

    name: str
    lisp: Interpreter
    text: str
    original: float | None = None
    limit: Limit | None = None

    def measure(self) -> float:
        """Seconds of one run."""
        began = time.perf_counter()
        with self.lisp.writing(StringOutput()):
            self.lisp.eval_text(self.text)
        return time.perf_counter() - began


def loops() -> list[Loop]:
    """A loop, calls, lists, strings, patterns, matrices, and a network built by the library."""
    lisp = new_interpreter()
    lisp.options.update(quiet=True, messages=False)
    with lisp.writing(StringOutput()):
        lisp.eval_text(DEFINITIONS)
    gc.freeze()  # as the command line has it
    gc.set_threshold(50_000, 20, 20)
    return [Loop(name, lisp, text, original, limit) for name, text, original, limit in CASES]
