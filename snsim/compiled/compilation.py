"""What one interpreter has compiled: ``compile`` and ``uncompile`` themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from snsim.lisp.errors import LispError
from snsim.lisp.functions import DE
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import Symbol, make_list

from . import cells, controlforms, wholes  # noqa: F401  (their emitters)
from .declarations import guesses, is_certain
from .entry import Entry
from .kinds import Refusal
from .program import Program


def compilation(lisp: Interpreter, compiled: set[DE]) -> Compilation:
    """That of an interpreter; ``compiled`` is the set it keeps up to date."""
    made: Compilation = lisp.state.setdefault("compiled", Compilation(lisp, compiled))
    return made


class Compilation:
    """``functions``: those compiled. ``generation`` counts compilations: after one more, a program refused before may
    be possible."""

    def __init__(self, lisp: Interpreter, functions: set[DE]):
        self.lisp = lisp
        self.functions = functions
        self.generation = 0

    def may_call(self, function: DE) -> bool:
        """Is it compiled?"""
        return function in self.functions

    def compile(self, names: Sequence[Any]) -> Any:
        """Compile functions; all or none."""
        functions = [_function(name) for name in names]
        entries = [self._entry(function, set(functions)) for function in functions]
        self.generation += 1
        for entry in entries:
            self.functions.add(entry.function)
            entry.function.call = entry.code()
        return make_list(names)

    def uncompile(self, names: Sequence[Any]) -> Any:
        """Let functions run as before."""
        for function in map(_function, names):
            if function not in self.functions:
                raise LispError("not compiled", self.lisp.intern(function.name))
            self.functions.remove(function)
            function.call = function.prototype.compiled()
        return make_list(names)

    def _entry(self, function: DE, together: set[DE]) -> Entry:
        if function.prototype.symbols is None:
            raise LispError("the arguments are not a plain list of symbols", function.prototype.parameters)
        entry = Entry(self, function)
        program = self._first_program(function, together)
        if is_certain(function):
            program.compile()
            entry.add(program)
        return entry

    def _first_program(self, function: DE, together: set[DE]) -> Program:
        """A program for the kinds the arguments seem to have."""
        first: Refusal | None = None
        for arguments in guesses(function):
            try:
                return Program(self.lisp, function, arguments, lambda f: f in together or self.may_call(f))
            except Refusal as refusal:
                first = first or refusal
        assert first is not None
        raise first


def _function(name: Any) -> DE:
    if not isinstance(name, Symbol):
        raise LispError("not a symbol", name, hint="Quote the name: (compile 'f).")
    if not isinstance(name.cell.value, DE):
        raise LispError("not a function written in Lisp", name, hint="Only what de defines can be compiled.")
    return name.cell.value
