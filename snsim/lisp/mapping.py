"""Functions applied along lists: ``mapc mapcar rmapc rmapcar`` (language.md, 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .errors import CircularList, LispError
from .functions import DE, builtin
from .values import Cons, check_finite, make_list

if TYPE_CHECKING:
    from .interpreter import Interpreter

MOST_LISTS = 8
DEEPEST = 500  # lists in lists


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
    return _last(_tree_values(lisp, function, trees, _last, ()))


@builtin("rmapcar")
def map_tree_to_list(lisp: Interpreter, function: Any, *trees: Any) -> Any:
    """The list of the values, as deep as the trees."""
    return make_list(_tree_values(lisp, function, trees, make_list, ()))


def _last(values: Iterator[Any]) -> Any:
    result = None
    for result in values:  # noqa: B007  (the last is wanted)
        pass
    return result


def _tree_values(
    lisp: Interpreter,
    function: Any,
    trees: tuple[Any, ...],
    join: Callable[[Iterator[Any]], Any],
    above: tuple[Any, ...],
) -> Iterator[Any]:
    """What the function gives for the leaves; ``join`` makes one value of those of a subtree; ``above``: the trees
    that these are in."""
    if len(above) > DEEPEST:
        raise RecursionError
    for tree in trees:
        if any(tree is outer for outer in above):
            raise CircularList("circular list", tree)
    within = (*above, *(tree for tree in trees if tree is not None))
    for elements in parallel(trees):
        if all(isinstance(element, Cons) for element in elements):
            yield join(_tree_values(lisp, function, tuple(elements), join, within))
        else:
            yield lisp.apply(function, elements)
