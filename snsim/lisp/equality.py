"""When two values are the same: ``=`` by structure, ``==`` by identity (language.md, 2.3).

A class whose instances compare by content (matrices, tables, instances of Lisp classes) has a method
``lisp_equal(other) -> bool``; ``equal`` calls it when both values are of that Python class.
"""

from __future__ import annotations

from typing import Any

from .arguments import SHORT
from .functions import builtin
from .values import Cons, Symbol, truth


def equal(a: Any, b: Any) -> bool:
    """Structural equality."""
    if a is b:
        return True
    if isinstance(a, Cons):
        return isinstance(b, Cons) and _equal_lists(a, b)
    if type(a) is not type(b):
        return False
    if type(a) is float or type(a) is str:
        return bool(a == b)
    compare = getattr(a, "lisp_equal", None)
    return compare is not None and compare(b)


def _equal_lists(a: Any, b: Any) -> bool:
    """Compare car by car. In a long comparison a pair of cells met again is taken as equal: circles end there."""
    met: set[tuple[int, int]] = set()
    waiting = [(a, b)]
    steps = 0
    while waiting:
        a, b = waiting.pop()
        while isinstance(a, Cons) and isinstance(b, Cons) and a is not b:
            steps += 1
            if steps > SHORT:
                pair = (id(a), id(b))
                if pair in met:
                    break
                met.add(pair)
            if isinstance(a.car, Cons) and isinstance(b.car, Cons):
                waiting.append((a.car, b.car))
            elif not equal(a.car, b.car):
                return False
            a, b = a.cdr, b.cdr
        else:
            both_end = not (isinstance(a, Cons) or isinstance(b, Cons))
            if a is not b and not (both_end and equal(a, b)):
                return False
    return True


@builtin("=")
def lisp_equal(a: Any, b: Any) -> Symbol | None:
    return truth(equal(a, b))


@builtin("<>")
def lisp_unequal(a: Any, b: Any) -> Symbol | None:
    return truth(not equal(a, b))


@builtin("==")
def lisp_identical(a: Any, b: Any) -> Symbol | None:
    """Identity. Python shares the strings of fewer than two bytes; the original did not: those are never identical."""
    return truth(a is b and not (type(a) is str and len(a) < 2))
