"""All names there are: each kernel is loaded into an interpreter of its own, and asked what it defines.

So what the manual says about kernels is what they do, and no list has to be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..bindings.install import KERNELS
from ..lisp.functions import Function
from ..lisp.values import UNSET
from .definitions import LIBRARY

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

Maker = Callable[[], "Interpreter"]


SMALLEST_NET = "(alloc-net 9 9) (build-net '((a 1) (b 1)) '((a b)))"
"""After it the functions are there that ``define-net`` defines."""


class Fact(NamedTuple):
    """A global name: the interpreter it was found in, its value there, and the kernels and the program it needs."""

    lisp: Interpreter
    value: Any
    kernels: list[str]  # empty: it is there without any
    program: str  # empty: nothing has to be loaded beside the kernel


@cache
def survey(make: Maker) -> dict[str, Fact]:
    """Every name that has a value; ``make`` gives an interpreter as a user gets it."""
    from ..bindings.choice import PROGRAMS  # noqa: PLC0415  (brings numba, which is slow to import)

    facts: dict[str, Fact] = {}
    plain = make()
    for name in _defined(plain):
        facts[name] = Fact(plain, plain.global_value(name), [], "")
    for kernel in KERNELS:
        lisp = make()
        lisp.options["quiet"] = True
        lisp.eval_text(f'(libload "sn28/{kernel}")')
        load_declared(lisp)
        _note(facts, lisp, kernel, "")
        for path in sorted(LIBRARY.glob("*.sn")):
            if path.stem not in PROGRAMS:
                lisp.eval_text(f'(libload "{path.stem}")')
                load_declared(lisp)
                _note(facts, lisp, kernel, path.stem)
        lisp.eval_text(SMALLEST_NET)
        _note(facts, lisp, kernel, "", functions=True)
    return facts


def load_declared(lisp: Interpreter) -> None:
    """Load the functions that are declared by ``autoload``."""
    for name in _defined(lisp):
        load = getattr(lisp.global_value(name), "load", None)
        if load:
            load(lisp)


def _note(facts: dict[str, Fact], lisp: Interpreter, kernel: str, program: str, functions: bool = False) -> None:
    for name in _defined(lisp):
        value = lisp.global_value(name)
        if functions and not isinstance(value, Function):
            continue
        fact = facts.setdefault(name, Fact(lisp, value, [kernel], program))
        if fact.kernels and fact.kernels[-1] != kernel:
            fact.kernels.append(kernel)


def _defined(lisp: Interpreter) -> list[str]:
    return [name for name, symbol in lisp.symbols.items() if symbol.top.state != UNSET]
