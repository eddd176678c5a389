"""Functions applied along lists: ``mapc mapcar rmapc rmapcar`` (language.md, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .errors import LispError
from .functions import DE, builtin
from .values import Cons, check_finite, make_list

if TYPE_CHECKING:
    from .interpreter import Interpreter

MOST_LISTS = 8


def check_list(value: Any, blamed: str | None = None) -> None:
    """Refuse what is no list, or has no end."""
    if value is not None and not isinstance(value, Cons):
        raise LispError("not a list", value, prefix=blamed)
    check_finite(value)


def end_of_lists(lists: list[Any], blamed: str | None = None) -> None:
    """The error when lists do not end together."""
    if any(rest is not None and not isinstance(rest, Cons) for rest in lists):
        raise LispError("bad list as argument", prefix=blamed)
    if any(rest is not None for rest in lists):
        raise LispError("lists with different length", prefix=blamed)


def parallel(lists: tuple[Any, ...]) -> Iterator[list[Any]]:
    """The successive elements of several lists."""
    if not 1 <= len(lists) <= MOST_LISTS:
        raise LispError("incorrect number of arguments")
    for cell in lists:
        check_list(cell)
    cells = list(lists)
    while all(isinstance(cell, Cons) for cell in cells):
        elements = [cell.car for cell in cells]
        cells = [cell.cdr for cell in cells]
        yield elements
    end_of_lists(cells)


def _values(lisp: Interpreter, function: Any, lists: tuple[Any, ...]) -> Iterator[Any]:
    """What the function gives for the successive elements."""
    if len(lists) == 1 and type(function) is DE and function.arity == 1:  # what programs mostly do, without detours
        (cell,) = lists
        check_list(cell)
        while isinstance(cell, Cons):
            element, cell = cell.car, cell.cdr
            yield function.call(element)
        end_of_lists([cell])
        return
    for elements in parallel(lists):
        yield lisp.apply(function, elements)


@builtin("mapc")
def map_for_effect(lisp: Interpreter, function: Any, *lists: Any) -> Any:
    """The last value."""
    result = None
    for result in _values(lisp, function, lists):  # noqa: B007  (the last is wanted)
        pass
    return result


@builtin("mapcar")
def map_to_list(lisp: Interpreter, function: Any, *lists: Any) -> Any:
    """The list of the values."""
    return make_list(_values(lisp, function, lists))


@builtin("rmapc")
def map_tree_for_effect(lisp: Interpreter, function: Any, *trees: Any) -> Any:
    """Where all elements are conses, their elements."""
    result = None
    for elements in parallel(trees):
        deeper = all(isinstance(element, Cons) for element in elements)
        result = map_tree_for_effect(lisp, function, *elements) if deeper else lisp.apply(function, elements)
    return result


@builtin("rmapcar")
def map_tree_to_list(lisp: Interpreter, function: Any, *trees: Any) -> Any:
    values = []
    for elements in parallel(trees):
        deeper = all(isinstance(element, Cons) for element in elements)
        values.append(map_tree_to_list(lisp, function, *elements) if deeper else lisp.apply(function, elements))
    return make_list(values)
