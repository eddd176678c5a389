"""The values of the language: symbols, cells, conses; everything else is a Python value.

| Lisp | Python |
|---|---|
| ``()`` (NIL, false) | ``None`` |
| number | ``float`` (always: integers are floats too) |
| string | ``str`` holding one byte per character (code points 0-255) |
| symbol | ``Symbol`` |
| list | chain of ``Cons`` |
| function | an instance of ``functions.Function`` |
| matrix | ``matrices.Index`` |

(language.md, sections 2.1 and 3.2.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .errors import CircularList

PLAIN, LOCKED, UNSET = 0, 1, 2  # states of a cell

SHORT = 1000
"""Elements of a list that is not yet suspected of running in a circle."""


class Cell:
    """One binding: a value, and whether it may be assigned (``LOCKED``) or never was (``UNSET``)."""

    __slots__ = ("state", "value")

    def __init__(self, value: Any = None, state: int = PLAIN):
        self.value = value
        self.state = state


class Symbol:
    """A name with its bindings: ``cell`` is the innermost (dynamic) one, ``top`` the global one.

    The bindings in between lie on the interpreter's trail (see ``trail.py``).
    """

    __slots__ = ("cell", "name", "top")

    def __init__(self, name: str):
        self.name = name
        self.top = self.cell = Cell(None, UNSET)

    def __repr__(self) -> str:
        return f"<symbol {self.name}>"


class Surgeries:
    """Remembers that a list was changed in place: ``mark`` is another object after every time."""

    __slots__ = ("mark",)

    def __init__(self) -> None:
        self.mark = object()

    def note(self) -> None:
        """A list has been changed."""
        self.mark = object()


surgeries = Surgeries()


class Cons:
    """A pair. Lists are chains of pairs ended by ``None``."""

    __slots__ = ("car", "cdr")

    def __init__(self, car: Any, cdr: Any = None):
        self.car = car
        self.cdr = cdr

    def __iter__(self) -> Iterator[Any]:
        """The elements of a list (a dotted tail is not an element); a list that runs in a circle is an error."""
        cell: Any = self
        count = 0
        while isinstance(cell, Cons):
            yield cell.car
            cell = cell.cdr
            count += 1
            if count == SHORT:
                check_finite(cell)


class Form(Cons):
    """A pair made by the reader: it knows where in the text it stood (``source.Place``)."""

    __slots__ = ("place",)

    def __init__(self, car: Any, cdr: Any = None, place: Any = None):
        self.car = car  # not through super(): the reader makes them by the thousand
        self.cdr = cdr
        self.place = place


def truth(condition: object) -> Symbol | None:
    """The Lisp truth value of a Python condition: ``t`` or ``()``."""
    return T if condition else None


def make_list(items: Iterable[Any], tail: Any = None) -> Any:
    """The Lisp list of ``items``, ended by ``tail``."""
    for item in reversed(list(items)):
        tail = Cons(item, tail)
    return tail


def conses(value: Any) -> Iterator[Cons]:
    """The cells of a list, first to last (a dotted tail is no cell); a list that runs in a circle is an error.

    Circles are found by Brent's method: the walk is compared with a cell left behind at distances 1, 2, 4, ...
    """
    landmark, steps, limit = None, 0, 8
    while isinstance(value, Cons):
        if value is landmark:
            raise CircularList("circular list", value)
        yield value
        steps += 1
        if steps == limit:
            landmark, limit = value, 2 * limit
        value = value.cdr


def check_finite(items: Any) -> None:
    """Refuse a list that runs in a circle."""
    for _ in range(SHORT):
        if not isinstance(items, Cons):
            return
        items = items.cdr
    for _ in conses(items):
        pass


def is_proper(items: Any) -> bool:
    """Is it a list without a dotted tail?"""
    check_finite(items)
    while isinstance(items, Cons):
        items = items.cdr
    return items is None


T = Symbol("t")  # the same object in every interpreter: it evaluates to itself and is locked
T.top.value, T.top.state = T, LOCKED
