"""Classes and instances: definition, creation, inspection, deletion (language.md, 10.1 and 10.3)."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.arguments import python_list
from ..lisp.errors import LispError
from ..lisp.functions import DX, DY, builtin, special_function
from ..lisp.values import PLAIN, Cell, Cons, Symbol, make_list, surgeries, truth
from .destructors import Destructible
from .instances import Instance, LispClass, class_of

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


def _class(value: Any, prefix: str | None = None) -> LispClass:
    if not isinstance(value, LispClass):
        raise LispError("not a class", value, prefix=prefix)
    return value


# --- definition ---


@special_function("defclass")
def define_class(lisp: Interpreter, form: Cons) -> Symbol:
    """Assign a new class to the global of its name, and to the innermost binding."""
    if not isinstance(form.cdr, Cons) or not isinstance(form.cdr.cdr, Cons):
        missing = make_list([lisp.intern("super")], lisp.intern("body"))
        raise LispError(
            "missing arguments", missing if isinstance(form.cdr, Cons) else Cons(lisp.intern("name"), missing)
        )
    name, parent, slots = form.cdr.car, form.cdr.cdr.car, form.cdr.cdr.cdr
    if not isinstance(name, Symbol):
        raise LispError("not a symbol", name)
    own = [_slot(slot) for slot in python_list(slots)]
    made = LispClass(name, _class(lisp.eval(parent), "makeclass"), own)
    name.top.value, name.top.state = made, PLAIN
    name.cell.value, name.cell.state = made, PLAIN
    return name


def _slot(slot: Any) -> tuple[Symbol, Any]:
    """``name`` or ``(name default)``; the default is not evaluated."""
    if isinstance(slot, Symbol):
        return slot, None
    if isinstance(slot, Cons) and isinstance(slot.car, Symbol) and isinstance(slot.cdr, Cons) and slot.cdr.cdr is None:
        return slot.car, slot.cdr.car
    raise LispError("Illegal slot specification", slot)


@builtin("makeclass")
def make_class(name: Any, parent: Any, slots: Any, defaults: Any) -> LispClass:
    """The lists are in reverse order of declaration."""
    if not isinstance(name, Symbol):
        raise LispError("not a symbol", name)
    values = python_list(defaults)
    own = [(slot, values[index] if index < len(values) else None) for index, slot in enumerate(python_list(slots))]
    return LispClass(name, _class(parent), own[::-1])


# --- instances ---


def make_instance(lisp: Interpreter, of: LispClass) -> Instance:
    """An instance with its defaults, no constructor called."""
    destructor = lisp.intern("-destructor")
    if any(destructor in ancestor.methods for ancestor in of.ancestry()):
        return Destructible(of, lisp)
    return Instance(of)


@builtin("new-empty")
def new_empty(lisp: Interpreter, of: Any) -> Instance:
    return make_instance(lisp, _class(of))


@builtin("new-copy")
def new_copy(lisp: Interpreter, thing: Any) -> Any:
    """A shallow copy."""
    if not isinstance(thing, Instance):
        raise LispError("not an object", thing)
    copy = make_instance(lisp, thing.of)
    for cell, original in zip(copy.cells, thing.cells, strict=True):
        cell.value = original.value
    return copy


@builtin("delete")
def delete(lisp: Interpreter, thing: Any) -> None:
    """Destroy an object: what refers to it refers to () from now on."""
    if thing is None:
        return
    if isinstance(thing, Destructible):
        thing.destroy()
    elif hasattr(thing, "close"):
        thing.close()
    elif not isinstance(thing, Instance) and (isinstance(thing, (float, str, Symbol, DX, DY, LispClass))):
        raise LispError("Cannot delete this object", thing)
    _forget(thing)
    for symbol in lisp.symbols.values():  # variables that Python's collector has been told to leave alone
        for cell in (symbol.cell, symbol.top):
            cell.value = None if cell.value is thing else cell.value


def _forget(thing: Any) -> None:
    """Replace the references to a thing in cells, lists, tables and arrays."""
    for holder in gc.get_referrers(thing):
        if isinstance(holder, Cell):
            holder.value = None
        elif isinstance(holder, Cons):
            holder.car = None if holder.car is thing else holder.car
            holder.cdr = None if holder.cdr is thing else holder.cdr
            surgeries.note()
        elif isinstance(holder, np.ndarray) and holder.dtype == object:
            holder[[cell is thing for cell in holder.flat]] = None


# --- inspection ---


@builtin("classof")
def lisp_class_of(lisp: Interpreter, value: Any) -> LispClass | None:
    return class_of(lisp, value)


@builtin("is-of-class")
def is_of_class(lisp: Interpreter, value: Any, wanted: Any) -> Symbol | None:
    of = class_of(lisp, value)
    return truth(of is not None and _class(wanted) in of.ancestry())


@builtin("classp")
def is_class(value: Any) -> Symbol | None:
    return truth(isinstance(value, LispClass))


@builtin("classname")
def name_of_class(of: Any) -> Symbol:
    return _class(of).name


@builtin("super")
def superclass(of: Any) -> LispClass | None:
    return _class(of).parent


@builtin("subclasses")
def subclasses(of: Any) -> Any:
    return make_list(_class(of).children)


@builtin("slots")
def own_slots(of: Any) -> Any:
    """In order of declaration, ``(slot default)`` where there is a default."""
    return make_list(slot if default is None else make_list([slot, default]) for slot, default in _class(of).own)


@builtin("methods")
def own_methods(of: Any) -> Any:
    return make_list(_class(of).methods)
