"""``:m:(i j)`` and ``(setq :m:(i j) value)``: one cell, or ranges, by exactly as many subscripts as dimensions
(language.md, 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.errors import LispError
from .subscripts import call

if TYPE_CHECKING:
    from .index import Index


def fetch(index: Index, lisp: Any, subscripts: Any) -> Any:
    """Read."""
    return call(index, lisp, _checked(index, subscripts))


def store(index: Index, lisp: Any, subscripts: Any, value: Any) -> None:
    """Write."""
    call(index, lisp, [*_checked(index, subscripts), value])


def _checked(index: Index, subscripts: Any) -> list[Any]:
    if not isinstance(subscripts, list):
        raise LispError("Subscript(s) expected with this object")
    dimensions = index.array.ndim
    if len(subscripts) != dimensions:
        raise LispError(f"{'Not enough' if len(subscripts) < dimensions else 'Too many'} subscripts for array access")
    return subscripts
