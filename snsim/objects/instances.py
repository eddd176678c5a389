"""What classes and instances are, the class of any value, slots as variables of a method (language.md, 10.1, 10.2).

Every value but NIL and lists has a class. Those that Python represents (numbers, strings, matrices, ...) get theirs
when first asked for, under the name their printed form shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..lisp.equality import equal
from ..lisp.errors import LispError
from ..lisp.evaluator import call_lambda
from ..lisp.functions import Function
from ..lisp.printer import address, symbol_text
from ..lisp.protocol import class_name
from ..lisp.values import Cell, Cons, Symbol

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter
    from ..lisp.printer import Writer

STANDARD = ("NUMBER", "STRING", "SYMB", "DX", "DY", "DZ", "DE", "DF", "DM", "HTABLE", "INDEX", "FILE_RO", "FILE_WO")


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

    def method(self, message: Any) -> tuple[LispClass, Function] | None:
        """Owner and function of a method, its own or inherited."""
        ancestor: LispClass | None = self
        while ancestor is not None:
            function = ancestor.methods.get(message)
            if function is not None:
                return ancestor, function
            ancestor = ancestor.parent
        return None

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

    def lisp_fetch(self, _lisp: Interpreter, slot: Any) -> Any:
        """``:object:slot``."""
        return self.cell(slot).value

    def lisp_store(self, _lisp: Interpreter, slot: Any, value: Any) -> None:
        """``(setq :object:slot value)``."""
        self.cell(slot).value = value

    def lisp_written(self, writer: Writer) -> str:
        """What the method ``pname`` gives, if there is one (10.3)."""
        method = self.of.method(writer.lisp.intern("pname"))
        if method is None:
            return f"::{symbol_text(self.of.name.name)}:{address(self)}"
        text = send(writer.lisp, self, *method, [])
        return text if isinstance(text, str) else writer.element(text)

    def lisp_print(self, lisp: Interpreter) -> bool:
        """Call the method ``print``, if there is one."""
        method = self.of.method(lisp.intern("print"))
        if method is not None:
            send(lisp, self, *method, [])
        return method is not None

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
        return _classes(lisp)["class"]
    name = class_name(value)
    return _classes(lisp).get(name) or _standard_class(lisp, name)


def _standard_class(lisp: Interpreter, name: str) -> LispClass:
    classes = _classes(lisp)
    classes[name] = made = LispClass(lisp.intern(name), classes["object"], [])
    lisp.set_global(name, made)
    return made


def _classes(lisp: Interpreter) -> dict[str, LispClass]:
    """The classes of the values that Python represents, by name."""
    classes: dict[str, LispClass] = lisp.state.setdefault("classes", {})
    return classes


def push_slots(lisp: Interpreter, thing: Any, owner: LispClass) -> None:
    """Make the slots known to a class the innermost variables of their names."""
    if isinstance(thing, Instance):
        trail = lisp.trail
        for (symbol, _), cell in zip(owner.slots, thing.cells, strict=False):
            trail.append((symbol, symbol.cell))
            symbol.cell = cell


def send(lisp: Interpreter, thing: Any, owner: LispClass, function: Any, arguments: list[Any]) -> Any:
    """Run a method of evaluated arguments."""
    mark = len(lisp.trail)
    lisp.trail.bind(lisp.this, thing)
    push_slots(lisp, thing, owner)
    value = call_lambda(function, arguments)
    lisp.trail.unwind(mark)
    return value


def start(lisp: Interpreter) -> None:
    """Give a new interpreter its classes."""
    root = _classes(lisp)["object"] = LispClass(lisp.intern("object"), None, [])
    lisp.set_global("object", root)
    for name in ("class", *STANDARD):
        _standard_class(lisp, name)
