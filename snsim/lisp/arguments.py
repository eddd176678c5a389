"""What builtins ask of their arguments: a Lisp value comes in, a Python value goes out, or the error Table B names.

| Lisp argument | function | Python value |
|---|---|---|
| number | ``number`` | ``float`` |
| number, truncated (language.md, 6.1) | ``integer`` | ``int`` of 32 bits |
| string | ``string`` | ``str`` |
| symbol | ``symbol`` | ``Symbol`` |
| list | ``conses``, ``elements``, ``python_list`` | its cells; its elements; a Python list |
| non-empty list, pair | ``cons`` | ``Cons`` |
| list of numbers | ``numbers`` | a Python list of floats |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import values
from .errors import LispError
from .values import SHORT, Cons, Symbol

MISSING: Any = object()
"""Default of an optional parameter for which ``()`` would be a wrong argument, not a missing one."""

LEAST_INTEGER, GREATEST_INTEGER = -(2**31), 2**31 - 1


def number(value: Any) -> float:
    """A number."""
    if type(value) is float:
        return value
    raise LispError("not a real number", value)


def integer(value: Any) -> int:
    """A number truncated toward zero; beyond 32 bits (or NaN) it traps as the original's conversion did."""
    if type(value) is not float:
        raise LispError("not a real number", value)
    if LEAST_INTEGER - 1 < value < GREATEST_INTEGER + 1:
        return int(value)
    hint = f"{value:.6g} is beyond the whole numbers, which go from {LEAST_INTEGER} to {GREATEST_INTEGER} here."
    raise LispError("Floating exception", hint=hint)


def int32(value: int) -> int:
    """An integer as 32 bits hold it (two's complement)."""
    return (value + 2**31) % 2**32 - 2**31


def string(value: Any) -> str:
    """A string."""
    if type(value) is str:
        return value
    raise LispError("not a string", value)


def symbol(value: Any) -> Symbol:
    """A symbol."""
    if type(value) is Symbol:
        return value
    raise LispError("not a symbol", value)


def cons(value: Any) -> Cons:
    """A pair."""
    if isinstance(value, Cons):
        return value
    raise LispError("not a cons", value)


def conses(value: Any) -> Iterator[Cons]:
    """The cells of a list, first to last (a dotted tail is no cell); a list that runs in a circle is an error."""
    if value is not None and not isinstance(value, Cons):
        raise LispError("not a list", value)
    return values.conses(value)


def elements(value: Any) -> Iterator[Any]:
    """The elements of a list, first to last, found while they are asked for."""
    return (cell.car for cell in conses(value))


def python_list(value: Any) -> list[Any]:
    """The elements of a list."""
    result: list[Any] = []
    rest = value
    while isinstance(rest, Cons) and len(result) < SHORT:  # no circle is worth looking for yet
        result.append(rest.car)
        rest = rest.cdr
    if isinstance(rest, Cons) or not (result or rest is None):
        result += elements(rest)
    return result


def numbers(value: Any) -> list[float]:
    """The elements of a list of numbers."""
    if value is not None and not isinstance(value, Cons):
        raise LispError("numeric list expected")
    result = python_list(value)
    for element in result:
        if type(element) is not float:
            raise LispError("numeric list expected")
    return result
