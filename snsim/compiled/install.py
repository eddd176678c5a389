"""Giving an interpreter ``(compile 'f 'g ...)``, ``(uncompile 'f ...)``, ``(compiledp f)`` and the names of types."""

from __future__ import annotations

from typing import Any

from snsim.lisp.functions import DE, DX
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import LOCKED, Symbol, truth

from .typenames import DECLARERS


def install(lisp: Interpreter) -> None:
    """Define them."""
    compiled: set[DE] = set()

    def compile_functions(*names: Any) -> Any:
        """Compile functions that may call each other; the list of their names. What cannot be compiled is an error,
        and all remain as they were."""
        from .compilation import compilation  # noqa: PLC0415  (brings the translator: not wanted at every start)

        return compilation(lisp, compiled).compile(names)

    def uncompile_functions(*names: Any) -> Any:
        """Run functions interpreted again; the list of their names."""
        from .compilation import compilation  # noqa: PLC0415

        return compilation(lisp, compiled).uncompile(names)

    def is_compiled(value: Any) -> Symbol | None:
        """Is a function (or the one a symbol names) compiled?"""
        return truth((value.cell.value if isinstance(value, Symbol) else value) in compiled)

    for name, call in (
        ("compile", compile_functions),
        ("uncompile", uncompile_functions),
        ("compiledp", is_compiled),
    ):
        lisp.set_global(name, DX(name, call), LOCKED)
    for name, declarer in DECLARERS.items():
        lisp.set_global(name, declarer, LOCKED)
