"""Unification nodes: values that may be made the same (Table A, Objects).

``(new-unode [value])`` makes one, ``(unode-unify a b [f])`` makes two of them one: with the value of either if the
other has none, else with what f makes of both values (without f, unequal values are an error).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING
from ..lisp.equality import equal
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Symbol, truth

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


class UNode:
    """A node; ``joined``: the node it has become one with."""

    __slots__ = ("__weakref__", "joined", "number", "value")

    def __init__(self, value: Any, number: float):
        self.value = value
        self.number = number
        self.joined: UNode | None = None

    def root(self) -> UNode:
        """The node that stands for all that are one with this."""
        node = self
        while node.joined is not None:
            node = node.joined
        return node

    def lisp_text(self) -> str:
        return f"::UNODE:{self.root().number:g}"


def _root(value: Any) -> UNode:
    if isinstance(value, UNode):
        return value.root()
    raise LispError("not a unode", value)


@builtin("new-unode")
def new_unode(lisp: Interpreter, value: Any = None) -> UNode:
    count = lisp.state["unodes"] = lisp.state.get("unodes", 0.0) + 1.0
    return UNode(value, count)


@builtin("unode-val")
def unode_value(node: Any) -> Any:
    return _root(node).value


@builtin("unode-uid")
def unode_number(node: Any) -> float:
    """The same number for nodes that are one."""
    return _root(node).number


@builtin("unode-eq")
def unode_equal(a: Any, b: Any) -> Symbol | None:
    return truth(_root(a) is _root(b))


@builtin("unode-unify")
def unify(lisp: Interpreter, a: Any, b: Any, merge: Any = MISSING) -> UNode:
    """The node that now stands for both."""
    first, second = _root(a), _root(b)
    if first is second:
        return first
    if first.value is not None and second.value is not None:
        if merge is not MISSING:
            first.value = lisp.apply(merge, [first.value, second.value])
        elif not equal(first.value, second.value):
            raise LispError("cannot unify", second.value)
    elif first.value is None:
        first.value = second.value
    second.joined, second.value = first, None
    return first
