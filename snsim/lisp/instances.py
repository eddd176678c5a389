"""What classes and instances are, and the class of any value (language.md, 10.1).

Every value but NIL and lists has a class. Those that Python represents (numbers, strings, matrices, ...) get theirs
when first asked for, under the name their printed form shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .equality import equal
from .errors import LispError
from .functions import Function
from .values import PLAIN, Cell, Cons, Symbol

if TYPE_CHECKING:
    from .interpreter import Interpreter

STANDARD = ("NUMBER", "STRING", "SYMB", "DX", "DY", "DZ", "DE", "DF", "DM", "HTABLE", "INDEX", "FILE_RO", "FILE_WO")
_PYTHON_NAMES: dict[type, str] = {float: "NUMBER", str: "STRING", Symbol: "SYMB"}


class LispClass:
    """A class: its own slots with their defaults, all slots (inherited ones first), its methods."""

    def __init__(self, name: Symbol, parent: LispClass | None, own: list[tuple[Symbol, Any]]):
        self.name = name
        self.parent = parent
        self.own = own
        self.slots: list[tuple[Symbol, Any]] = [*(parent.slots if parent else ()), *own]
        self.methods: dict[Symbol, Function] = {}
        self.children: list[LispClass] = []
        if parent:
            parent.children.insert(0, self)

    def ancestry(self) -> Iterator[LispClass]:
        """The class and its superclasses."""
        ancestor: LispClass | None = self
        while ancestor:
            yield ancestor
            ancestor = ancestor.parent

    def lisp_text(self) -> str:
        return f"::class:{self.name.name}"


class Instance:
    """An object: one cell for each slot of its class."""

    __slots__ = ("__weakref__", "cells", "of")

    def __init__(self, of: LispClass):
        self.of = of
        self.cells = [Cell(default) for _, default in of.slots]

    def cell(self, slot: Any) -> Cell:
        """The cell of a slot; of two with one name, the one of the subclass."""
        if not isinstance(slot, Symbol):
            raise LispError("Illegal slot name", slot, prefix="scope")
        for index in range(len(self.cells) - 1, -1, -1):
            if self.of.slots[index][0] is slot:
                return self.cells[index]
        raise LispError("Unknown slot name", slot, prefix="scope")

    def lisp_equal(self, other: Instance) -> bool:
        """The same class and equal slots."""
        if self.of is not other.of:
            return False
        return all(equal(mine.value, its.value) for mine, its in zip(self.cells, other.cells, strict=True))

    def lisp_rank(self, _other: Instance) -> Any:
        raise LispError("Cannot rank objects")


def class_of(lisp: Interpreter, value: Any) -> LispClass | None:
    """The class of a value; none for NIL and lists."""
    if value is None or isinstance(value, Cons):
        return None
    if isinstance(value, Instance):
        return value.of
    if isinstance(value, LispClass):
        return lisp.classes["class"]
    name = _PYTHON_NAMES.get(type(value)) or class_name(value)
    return lisp.classes.get(name) or _standard_class(lisp, name)


def class_name(value: Any) -> str:
    """The class name of a value of a Python class: as it says itself, or the name of its root class."""
    if isinstance(value, Function):
        return value.kind
    return getattr(value, "lisp_class", None) or type(value).__mro__[-2].__name__.upper()


def _standard_class(lisp: Interpreter, name: str) -> LispClass:
    lisp.classes[name] = lisp.intern(name).top.value = LispClass(lisp.intern(name), lisp.classes["object"], [])
    lisp.intern(name).top.state = PLAIN
    return lisp.classes[name]


def start_classes(lisp: Interpreter) -> None:
    """Give a new interpreter its classes."""
    lisp.classes["object"] = LispClass(lisp.intern("object"), None, [])
    lisp.set_global("object", lisp.classes["object"])
    for name in ("class", *STANDARD):
        _standard_class(lisp, name)
