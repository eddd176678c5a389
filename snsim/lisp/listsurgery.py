"""Changing lists in place: ``rplaca rplacd displace nconc nconc1 list-insert ...`` (language.md, 5)."""

from __future__ import annotations

from typing import Any

from . import arguments
from .arguments import elements, integer
from .errors import LispError
from .functions import builtin
from .lists import assoc, last_cons, member_cell, nth_cdr
from .values import Cons, surgeries


@builtin("rplaca")
def replace_car(cell: Any, value: Any) -> Cons:
    cell = arguments.cons(cell)
    cell.car = value
    surgeries.note()
    return cell


@builtin("rplacd")
def replace_cdr(cell: Any, value: Any) -> Cons:
    cell = arguments.cons(cell)
    cell.cdr = value
    surgeries.note()
    return cell


@builtin("displace")
def displace(cell: Any, source: Any) -> Cons:
    """Copy car and cdr of the source into the cell."""
    cell, source = arguments.cons(cell), arguments.cons(source)
    cell.car, cell.cdr = source.car, source.cdr
    surgeries.note()
    return cell


@builtin("nconc")
def nconc(*lists: Any) -> Any:
    """Join the lists, end to head."""
    joined = None
    for following in lists:
        joined = _join(joined, following)
    return joined


def _join(head: Any, tail: Any) -> Any:
    end = last_cons(head)
    if end is None:
        return tail
    if tail is not None:
        end.cdr = tail
        surgeries.note()
    return head


@builtin("nconc1")
def nconc1(value: Any, element: Any) -> Cons:
    """Put one element at the end of the list."""
    joined: Cons = _join(value, Cons(element))
    return joined


@builtin("alist-add")
def alist_add(key: Any, value: Any, alist: Any) -> Cons:
    """Replace the value of a key, or put a new pair in front."""
    pair = assoc(key, alist)
    if pair is None:
        return Cons(Cons(key, value), alist)
    pair.cdr = value
    surgeries.note()
    found: Cons = alist
    return found


@builtin("list-insert")
def list_insert(value: Any, position: Any, element: Any) -> Any:
    """Put an element at a position counted from 0."""
    if integer(position) == 0:
        return Cons(element, value)
    before = _cell_before(value, position)
    before.cdr = Cons(element, before.cdr)
    surgeries.note()
    return value


@builtin("list-delete")
def list_delete(value: Any, position: Any) -> Any:
    """Drop the element at a position counted from 0."""
    if integer(position) == 0:
        if not isinstance(value, Cons):
            raise _too_short()
        return value.cdr
    before = _cell_before(value, position)
    if not isinstance(before.cdr, Cons):
        raise _too_short()
    before.cdr = before.cdr.cdr
    surgeries.note()
    return value


def _cell_before(value: Any, position: Any) -> Cons:
    before = nth_cdr(position - 1.0, value)
    if not isinstance(before, Cons):
        raise _too_short()
    return before


def _too_short() -> LispError:
    return LispError("list too short", prefix="error")


@builtin("list-merge")
def list_merge(value: Any, other: Any) -> Any:
    """Put the elements of the other list that are not there yet at the end of the first."""
    for element in elements(other):
        if member_cell(element, value) is None:
            value = nconc1(value, element)
    return value
