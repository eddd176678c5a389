"""Messages: methods and the calls of them, slots as variables (language.md, 10.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import python_list
from ..lisp.errors import LispError
from ..lisp.functions import DE, Lambda, builtin, special, special_function
from ..lisp.values import Cons, Symbol, is_proper, make_list
from .classes import make_instance
from .instances import Instance, LispClass
from .sending import find_method, push_slots, send, send_form, send_unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..lisp.compiler.compiler import Compiler
    from ..lisp.interpreter import Interpreter


# --- methods ---


@builtin("putmethod")
def put_method(of: Any, name: Any, function: Any) -> Symbol:
    """Install a method; () removes it."""
    if not isinstance(of, LispClass):
        raise LispError("Not a class", of, prefix="putmethod")
    if not isinstance(name, Symbol):
        raise LispError("Not a symbol", name, prefix="putmethod")
    if function is None:
        of.methods.pop(name, None)
    elif isinstance(function, Lambda):
        of.methods[name] = function
    else:
        raise LispError("Not a function", function, prefix="putmethod")
    return name


def _definer(kind: str) -> Callable[[Interpreter, Cons], Symbol]:
    def define(lisp: Interpreter, form: Cons) -> Symbol:
        """``(defmethod class name arguments body...)``; only the class is evaluated."""
        parts = list(form.cdr or ())
        if len(parts) < 2:
            raise LispError("missing arguments", make_list([lisp.intern("class"), lisp.intern("name")][len(parts) :]))
        if len(parts) < 4:
            raise LispError("illegal definition of function", prefix="lambda")
        name = parts[1].name if isinstance(parts[1], Symbol) else "method"
        return put_method(lisp.eval(parts[0]), parts[1], lisp.make_function(kind, name, parts[2], make_list(parts[3:])))

    return define


for _kind, _names in {"DE": ("defmethod", "demethod"), "DF": ("dfmethod",), "DM": ("dmmethod",)}.items():
    special_function(*_names)(_definer(_kind))


# --- sending ---


def message_parts(form: Cons) -> tuple[Any, Cons]:
    """The form of the object, and ``(message . arguments)``."""
    if not isinstance(form.cdr, Cons) or not isinstance(form.cdr.cdr, Cons):
        raise LispError("arguments expected", prefix="==>")
    return form.cdr.car, form.cdr.cdr


@builtin("==>")
def apply_send(lisp: Interpreter, thing: Any, message: Any, *arguments: Any) -> Any:
    """Applied: the object and the arguments are used as they are."""
    found = find_method(lisp, thing, message)
    if found is None:
        return send_unknown(lisp, thing, message, make_list(arguments))
    owner, function = found
    if isinstance(function, DE):
        return send(lisp, thing, owner, function, list(arguments))
    return send_form(lisp, thing, owner, function, Cons(message, make_list(arguments)))


@special_function("==>")
def run_send(lisp: Interpreter, form: Cons) -> Any:
    thing_form, rest = message_parts(form)
    thing = lisp.eval(thing_form)
    found = find_method(lisp, thing, rest.car)
    if found is None:
        return send_unknown(lisp, thing, rest.car, rest.cdr)
    return send_form(lisp, thing, *found, rest)


@special("==>")
def emit_send(compiler: Compiler, form: Cons) -> str:
    """Find the method, then evaluate the arguments if it takes values."""
    thing_form, rest = message_parts(form)
    thing = compiler.stable(compiler.value(thing_form))
    message, arguments = compiler.constant(rest.car), compiler.constant(rest)
    found = compiler.assigned(f"{compiler.constant(find_method)}(LISP, {thing}, {message})")
    result = compiler.temporary()
    with compiler.block(f"if {found} is None:"):
        unknown = compiler.constant(send_unknown)
        compiler.line(f"{result} = {unknown}(LISP, {thing}, {message}, {compiler.constant(rest.cdr)})")
    if is_proper(rest.cdr):
        with compiler.block(f"elif type({found}[1]) is DE:"):
            values = ", ".join(compiler.values(rest.cdr or ()))
            compiler.line(f"{result} = {compiler.constant(send)}(LISP, {thing}, *{found}, [{values}])")
    compiler.line(f"else: {result} = {compiler.constant(send_form)}(LISP, {thing}, *{found}, {arguments})")
    return result


@builtin("apply==>")
def apply_message(lisp: Interpreter, thing: Any, message: Any, arguments: Any) -> Any:
    return apply_send(lisp, thing, message, *python_list(arguments))


@builtin("check==>")
def check_message(lisp: Interpreter, of: Any, message: Any) -> Any:
    """The method instances of the class would run, or ()."""
    if not isinstance(of, LispClass):
        raise LispError("not a class", of)
    return next((ancestor.methods[message] for ancestor in of.ancestry() if message in ancestor.methods), None)


@builtin("sender")
def sender(lisp: Interpreter) -> Any:
    """The object that sent the message being run."""
    return next(lisp.trail.older_values(lisp.this), None)


# --- creation, slots as variables ---


@special_function("new")
def run_new(lisp: Interpreter, form: Cons) -> Any:
    """An instance; the constructor is the method of the class's own name, if the class itself has one."""
    if not isinstance(form.cdr, Cons):
        raise LispError("some argument expected")
    of = lisp.eval(form.cdr.car)
    if not isinstance(of, LispClass):
        raise LispError("not a class", of)
    thing = make_instance(lisp, of)
    constructor = of.methods.get(of.name)
    if constructor is not None:
        send_form(lisp, thing, of, constructor, form.cdr)
    elif form.cdr.cdr is not None:
        raise LispError("Class constructor expects no arguments")
    return thing


@special_function("letslot")
def let_slots(lisp: Interpreter, form: Cons) -> Any:
    """``(letslot [class] object body...)``: all slots of the object as variables, or those the class knows."""
    if not isinstance(form.cdr, Cons):
        raise LispError("some argument expected")
    thing, body = lisp.eval(form.cdr.car), form.cdr.cdr
    owner = thing if isinstance(thing, LispClass) else None
    if owner is not None and isinstance(body, Cons):
        thing, body = lisp.eval(body.car), body.cdr
    if not isinstance(thing, Instance):
        raise LispError("not an object", thing)
    mark = len(lisp.trail)
    push_slots(lisp, thing, owner or thing.of)
    value = lisp.progn(body)
    lisp.trail.unwind(mark)
    return value
