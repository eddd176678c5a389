"""How a message is sent: finding the method, slots as variables, running it (language.md, 10.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import LispError
from .evaluator import call_lambda, call_unevaluated, evaluate_all
from .functions import DE, DM, Function
from .instances import Instance, LispClass, class_of
from .values import Cons, make_list

if TYPE_CHECKING:
    from .interpreter import Interpreter


def find_method(lisp: Interpreter, thing: Any, message: Any) -> tuple[LispClass, Function] | None:
    """Owner and function of a method. The message is a name, or ``(class . name)``: look from that superclass on."""
    of = class_of(lisp, thing)
    if of is None:
        raise LispError("cannot send a message to " + ("nil" if thing is None else "this object"), prefix="==>")
    if isinstance(message, Cons):
        of, message = _superclass_named(of, message.car), message.cdr
    ancestor: LispClass | None = of
    while ancestor is not None:
        function = ancestor.methods.get(message)
        if function is not None:
            return ancestor, function
        ancestor = ancestor.parent
    return None


def _superclass_named(of: LispClass, name: Any) -> LispClass:
    for ancestor in of.ancestry():
        if ancestor.name is name:
            return ancestor
    raise LispError("cannot find superclass", name, prefix="==>")


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


def send_form(lisp: Interpreter, thing: Any, owner: LispClass, function: Any, form: Cons) -> Any:
    """Run a method of the arguments as they stand in ``(message . arguments)``."""
    if isinstance(function, DE):
        return send(lisp, thing, owner, function, evaluate_all(lisp, function, form.cdr))
    mark = len(lisp.trail)
    lisp.trail.bind(lisp.this, thing)
    push_slots(lisp, thing, owner)
    value = call_unevaluated(function, form if isinstance(function, DM) else form.cdr)
    lisp.trail.unwind(mark)
    return lisp.eval(value) if isinstance(function, DM) else value


def send_unknown(lisp: Interpreter, thing: Any, message: Any, arguments: Any) -> Any:
    """No such method: ``-unknown`` gets the name and the arguments, or it is an error."""
    found = find_method(lisp, thing, lisp.intern("-unknown"))
    if found is None:
        raise LispError("undefined method for this object", thing, prefix="==>")
    return send_form(lisp, thing, *found, make_list([None, message, arguments]))
