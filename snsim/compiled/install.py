"""``(compile 'f 'g ...)``, ``(uncompile 'f ...)``, ``(compiledp f)``, and the words of declarations, for an interpreter."""

from __future__ import annotations

from typing import Any

from snsim.lisp.errors import LispError
from snsim.lisp.functions import DE, DX
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import LOCKED, Symbol, make_list, truth

from . import cells, controlforms, wholes  # noqa: F401  (their emitters)
from .declarations import DECLARERS, guesses, is_certain
from .entry import Compilation, Entry
from .kinds import Refusal
from .program import Program


def install(lisp: Interpreter) -> None:
    """Define them."""
    compilation = Compilation(lisp)

    def compile_functions(*names: Any) -> Any:
        """Compile functions that may call each other; the list of their names. What cannot be compiled is an error,
        and all remain as they were."""
        _compile(compilation, [_function(name) for name in names])
        return make_list(names)

    def uncompile_functions(*names: Any) -> Any:
        """Run functions interpreted again; the list of their names."""
        for name in names:
            _uncompile(compilation, _function(name))
        return make_list(names)

    def is_compiled(value: Any) -> Symbol | None:
        """Is a function (or the one a symbol names) compiled?"""
        function = value.cell.value if isinstance(value, Symbol) else value
        return truth(isinstance(function, DE) and compilation.may_call(function))

    for name, call in (
        ("compile", compile_functions),
        ("uncompile", uncompile_functions),
        ("compiledp", is_compiled),
    ):
        lisp.set_global(name, DX(name, call), LOCKED)
    for name, declarer in DECLARERS.items():
        lisp.set_global(name, declarer, LOCKED)


def _function(name: Any) -> DE:
    if not isinstance(name, Symbol):
        raise LispError("not a symbol", name, hint="Quote the name: (compile 'f).")
    if not isinstance(name.cell.value, DE):
        raise LispError("not a function written in Lisp", name, hint="Only what de defines can be compiled.")
    return name.cell.value


def _compile(compilation: Compilation, functions: list[DE]) -> None:
    together = set(functions)
    made = []
    for function in functions:
        if function.prototype.symbols is None:
            raise LispError("the arguments are not a plain list of symbols", function.prototype.parameters)
        program = _first_program(compilation, function, together)
        entry = Entry(compilation, function)
        if is_certain(function):
            program.compile()
            entry.add(program)
        made.append(entry)
    compilation.generation += 1
    for entry in made:
        compilation.entries[entry.function] = entry
        entry.function.call = entry.code()


def _first_program(compilation: Compilation, function: DE, together: set[DE]) -> Program:
    """A program for the kinds the arguments seem to have."""
    first: Refusal | None = None
    for arguments in guesses(function):
        try:
            return Program(compilation.lisp, function, arguments, lambda f: f in together or compilation.may_call(f))
        except Refusal as refusal:
            first = first or refusal
    assert first is not None
    raise first


def _uncompile(compilation: Compilation, function: DE) -> None:
    if compilation.entries.pop(function, None) is None:
        raise LispError("not compiled", function.name)
    function.call = function.prototype.compiled()
