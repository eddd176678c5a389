"""How a message is sent: finding the method, running it on arguments as they stand (language.md, 10.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.errors import LispError
from ..lisp.evaluator import call_unevaluated, evaluate_all
from ..lisp.functions import DE, DM, Function
from ..lisp.values import Cons, make_list
from .instances import LispClass, class_of, push_slots, send

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


def find_method(lisp: Interpreter, thing: Any, message: Any) -> tuple[LispClass, Function] | None:
    """Owner and function of a method. The message is a name, or ``(class . name)``: look from that superclass on."""
    of = class_of(lisp, thing)
    if of is None:
        raise LispError("cannot send a message to " + ("nil" if thing is None else "this object"), prefix="==>")
    if isinstance(message, Cons):
        of, message = _superclass_named(of, message.car), message.cdr
    return of.method(message)


def _superclass_named(of: LispClass, name: Any) -> LispClass:
    for ancestor in of.ancestry():
        if ancestor.name is name:
            return ancestor
    raise LispError("cannot find superclass", name, prefix="==>")


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
