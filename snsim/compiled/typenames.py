"""The names of types in declarations, ``((-float-) x)``: to the interpreter, functions that do nothing.

A declaration is a call whose head, itself a call, gives a function that ignores its arguments.
"""

from __future__ import annotations

from typing import Any

from snsim.lisp.functions import DX, DY
from snsim.lisp.values import Cons, Symbol

CELLS = {
    "-float-": "float",
    "-flt-": "float",
    "-double-": "double",
    "-real-": "double",
    "-int-": "int",
    "-short-": "short",
    "-byte-": "byte",
    "-ubyte-": "ubyte",
    "-packed-": "packed",
}
"""Types of numbers, and the cells of a matrix of them."""

RANKS = {f"-idx{rank}-": rank for rank in range(9)}


def _do_nothing(_lisp: Any, _form: Any) -> None:
    return None


IGNORED = DY("declaration")
IGNORED.run = _do_nothing


def _declare(*_cells: Any) -> DY:
    """``([cells])``: a type, of the variables it is declared of."""
    return IGNORED


DECLARERS = {name: DX(name, _declare) for name in (*CELLS, *RANKS, "-bool-", "-number-")}
"""The functions under the names of the types."""


def is_declaration(head: Any) -> bool:
    """Is this the head of a declaration?"""
    return isinstance(head, Cons) and isinstance(head.car, Symbol) and head.car.name in DECLARERS
