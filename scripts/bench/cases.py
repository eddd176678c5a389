"""The networks measured, each described and trained in the language itself."""

from __future__ import annotations

import time
from dataclasses import dataclass

from snsim.lisp.console import StringOutput
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

ZIP = """
(libload "sn28/sn28itenew")
(load "nets/zip1989") (zip1989)
(load-zip-digits "generated")
(ensemble 0 7290) (set-class-max) (seed 1) (forget-inv 2.4)
"""

MASKS = """
(libload "sn28/sn28ite")
(load "nets/netmask") (create-net)
(generate-digits 320 160)
(ensemble 0 319) (set-class-max) (seed 1) (forget-sqrt 1) (mask-epsi 0.1)
"""

FULL40 = """
(libload "sn28/sn28")
(load "nets/zip1989-full40") (zip1989-full40)
(load-zip-digits "generated")
(ensemble 0 7290) (set-class-max) (seed 1) (forget-inv 2.4) (epsi-sqrt 0.05)
"""

XOR = """
(libload "sn28/sn28")
(alloc-net 10 20)
(build-net '((input 2) (hidden 2) (output 1)) '((input hidden) (hidden output)))
(setq pattern-matrix [f [-1 -1] [1 -1] [1 1] [-1 1]] desired-matrix [f [1] [-1] [1] [-1]])
(ensemble 0 3) (seed 0.87) (forget 1) (epsi 1)
"""

DECODER = """
(libload "sn28/sn28")
(alloc-net 50 100)
(build-net '((input 4) (hidden 2) (output 4)) '((input hidden) (hidden output)))
(setq pattern-matrix [f [1 -1 -1 -1] [-1 1 -1 -1] [-1 -1 1 -1] [-1 -1 -1 1]])
(setq desired-matrix pattern-matrix)
(ensemble 0 3) (seed 1) (forget 1) (epsi 1)
"""


@dataclass
class Case:
    """``prepare`` builds and ``call`` treats ``patterns`` patterns; ``multiply_adds`` a pattern."""

    name: str
    lisp: Interpreter
    call: str
    patterns: int
    multiply_adds: float = 0.0

    def measure(self) -> float:
        """Seconds a pattern."""
        began = time.perf_counter()
        self.lisp.eval_text(self.call)
        return (time.perf_counter() - began) / self.patterns


def prepared(program: str) -> Interpreter:
    """An interpreter that has run a program, silently."""
    lisp = new_interpreter()
    lisp.options["messages"] = False
    lisp.options["quiet"] = True
    with lisp.writing(StringOutput()):
        lisp.eval_text(program)
    return lisp


def connections(lisp: Interpreter) -> tuple[int, int]:
    """How many there are without those from the bias unit, and how many of these do not start at the input."""
    network = lisp.workspace.network  # type: ignore[attr-defined]
    sources = network.pre[: network.snum]
    last_input = max(lisp.global_value("input-layer"))
    return int((sources > 0).sum()), int((sources > last_input).sum())


def on_line(name: str, lisp: Interpreter, patterns: int) -> Case:
    """The plain gradient."""
    links, inner = connections(lisp)
    return Case(f"{name}, on line", lisp, f"(learn {patterns})", patterns, 2 * links + inner)


def marquardt(name: str, lisp: Interpreter, patterns: int) -> Case:
    """Levenberg-Marquardt: curvatures go back as gradients do."""
    links, inner = connections(lisp)
    return Case(f"{name}, Levenberg-Marquardt", lisp, f"(learn-lm {patterns})", patterns, 3 * links + 2 * inner)


def forward_only(name: str, lisp: Interpreter, patterns: int) -> Case:
    """Measuring."""
    return Case(f"{name}, forward only", lisp, f"(performance 0 {patterns - 1})", patterns, connections(lisp)[0])


def exact(case: Case) -> Case:
    """The same in exact mode, on fewer patterns."""
    patterns = max(100, case.patterns // 10)
    call = f"(exact-mode t) {case.call.replace(str(case.patterns), str(patterns))} (exact-mode ())"
    return Case(f"{case.name}, exact", case.lisp, call, patterns)


def all_cases() -> list[Case]:
    """Everything the table shows."""
    sgd, lm, masks = prepared(ZIP + "(epsilon 0.003)"), prepared(ZIP + "(epsilon 0.0005)"), prepared(MASKS)
    online, second = on_line("zip1989", sgd, 7291), marquardt("zip1989", lm, 7291)
    return [
        online,
        second,
        forward_only("zip1989", sgd, 7291),
        on_line("zip1989-full40", prepared(FULL40), 7291),
        on_line("480 digits, masks", masks, 3200),
        on_line("4-2-4", prepared(DECODER), 20_000),
        on_line("xor", prepared(XOR), 20_000),
        exact(online),
        exact(second),
        exact(on_line("480 digits, masks", masks, 3200)),
    ]
