"""Properties of any object: ``putp getp`` (language.md, 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import symbol
from ..lisp.functions import builtin
from ..lisp.values import Symbol
from .tables import HTable, PointerTable

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


def _properties(lisp: Interpreter) -> HTable:
    """Each object's own table of properties."""
    table: HTable = lisp.state.setdefault("properties", PointerTable())
    return table


@builtin("putp")
def put_property(lisp: Interpreter, owner: Any, key: Any, value: Any) -> Symbol:
    """Give an object a property; the value () takes it away."""
    own = _properties(lisp).get(owner)
    if own is None:
        own = HTable()
        _properties(lisp).put(owner, own)
    own.put(symbol(key), value)
    return symbol(key)


@builtin("getp")
def get_property(lisp: Interpreter, owner: Any, key: Any) -> Any:
    own = _properties(lisp).get(owner)
    return own and own.get(symbol(key))
