"""Evaluation of a form at once, and calls of anything that can be called (language.md, 3.1, 3.3 and 3.6).

``evaluate`` walks simple calls itself, because most forms of a script are evaluated once; special forms without a
direct way are compiled (``compiler``). Its frames tell the backtrace which form was being evaluated (``form``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import LispError
from .functions import DE, DF, DM, DMD, DX, DY, DZ, Function, Lambda, LazyDX
from .values import SHORT, UNSET, Cons, Symbol, check_finite, make_list

if TYPE_CHECKING:
    from .interpreter import Interpreter

EVALUATING: set[type] = {DX, DE, DZ}
"""The types whose calls evaluate their arguments; those with a method ``lisp_call`` join when first called."""


def evaluate(lisp: Interpreter, form: Any) -> Any:
    """The value of a form."""
    if type(form) is Symbol:
        cell = form.cell
        return cell.value if cell.state != UNSET else lisp.unset(form)
    if not isinstance(form, Cons):
        return form
    head = form.car
    function = head.cell.value if type(head) is Symbol else head
    if isinstance(head, Cons):
        function = evaluate(lisp, head)
    if type(function) in EVALUATING:
        return call_function(lisp, function, evaluate_all(lisp, function, form.cdr))
    return call_form(lisp, function, form)


def evaluate_all(lisp: Interpreter, function: Any, forms: Any) -> list[Any]:
    """The values of the arguments of a call; a dotted tail is evaluated and gives the rest of them (3.4)."""
    values = []
    while isinstance(forms, Cons):
        values.append(evaluate(lisp, forms.car))
        forms = forms.cdr
        if len(values) == SHORT:
            check_finite(forms)
    if forms is not None:
        if isinstance(function, DX):
            raise LispError("Bad argument list", prefix="dx")
        tail = evaluate(lisp, forms)
        values += list(tail) if isinstance(tail, Cons) else []
    return values


def is_callable(value: Any) -> bool:
    """Can it stand at the head of a call?"""
    return isinstance(value, Function) or hasattr(type(value), "lisp_call")


def call_function(lisp: Interpreter, function: Any, arguments: list[Any]) -> Any:
    """Call a function that evaluates its arguments, with their values."""
    if isinstance(function, DX):
        count = len(arguments)
        if count < function.least or (function.most is not None and count > function.most):
            raise LispError(_count_message(function))
        return function.call(lisp, *arguments) if function.wants_lisp else function.call(*arguments)
    if isinstance(function, Lambda):
        return call_lambda(function, arguments)
    if isinstance(function, DZ):
        return function.call(_the_number(arguments))
    return function.lisp_call(lisp, arguments)


def call_lambda(function: Lambda, arguments: list[Any]) -> Any:
    """Call a function written in Lisp; few arguments without ``*``, which would use the C stack."""
    count = len(arguments)
    if function.arity != count:
        if function.arity < 0:
            return function.call(make_list(arguments))
        return _wrong_count(function, arguments)
    if count == 1:
        return function.call(arguments[0])
    if count == 2:
        return function.call(arguments[0], arguments[1])
    return function.call(*arguments)


def call_unevaluated(function: Lambda, arguments: Any) -> Any:
    """Call a DF or DM with a list as its actual arguments."""
    return function.call(arguments) if function.arity < 0 else call_lambda(function, _proper(function, arguments))


def _proper(function: Lambda, arguments: Any) -> list[Any]:
    result = []
    check_finite(arguments)
    while isinstance(arguments, Cons):
        result.append(arguments.car)
        arguments = arguments.cdr
    if arguments is not None:
        raise LispError("too many arguments", arguments)
    return result


def _wrong_count(function: Lambda, arguments: list[Any]) -> Any:
    if len(arguments) > function.arity:
        raise LispError("too many arguments", make_list(arguments[function.arity :]))
    pattern = function.prototype.parameters
    for _ in arguments:
        pattern = pattern.cdr
    raise LispError("missing arguments", pattern)


def _count_message(function: DX) -> str:
    if function.least != function.most:
        return "incorrect number of arguments"
    if function.least == 0:
        return "no arguments were expected"
    if function.least == 1:
        return "one argument was expected"
    return f"{function.least} arguments were expected"


def _the_number(arguments: list[Any]) -> float:
    if not arguments:
        raise LispError("Not enough arguments")
    if len(arguments) > 1:
        raise LispError("Too many arguments", make_list(arguments))
    if type(arguments[0]) is not float:
        raise LispError("Not a number", arguments[0])
    return arguments[0]


def call_form(lisp: Interpreter, function: Any, form: Cons) -> Any:
    """Evaluate a call whose head has the value ``function``: every kind of it (3.1)."""
    if isinstance(function, (DY, LazyDX)):
        check_special_form(function, form)
        return function.run(lisp, form) if function.run else lisp.compiled(form, form)()
    if isinstance(function, DF):
        return call_unevaluated(function, form.cdr)
    if isinstance(function, DMD):
        return evaluate(lisp, displace(form, call_unevaluated(function, form.cdr)))
    if isinstance(function, DM):
        expansion = call_unevaluated(function, form)
        return lisp.compiled(form, expansion)() if isinstance(expansion, Cons) else evaluate(lisp, expansion)
    if is_callable(function):
        if not isinstance(function, Function):
            EVALUATING.add(type(function))
        return call_function(lisp, function, evaluate_all(lisp, function, form.cdr))
    if isinstance(form.car, Symbol):
        for older in lisp.trail.older_values(form.car):
            if is_callable(older):
                return call_form(lisp, older, form)
    raise _not_callable(lisp, function, form)


def check_special_form(function: DY | LazyDX, form: Cons) -> None:
    """What follows the head of a special form is a list; only that of ``list`` may be a variable (3.4)."""
    if form.cdr is not None and not isinstance(form.cdr, Cons) and function.name != "list":
        raise LispError("why a pointed list ?")


def _not_callable(lisp: Interpreter, function: Any, form: Cons) -> LispError:
    if function is None or isinstance(function, Cons):
        hint = lisp.similar_function(form.car) if isinstance(form.car, Symbol) else None
        return LispError("not a function call", form, prefix="eval", hint=hint)
    return LispError("can't evaluate this list", prefix=lisp.image(function))


def displace(form: Cons, expansion: Any) -> Any:
    """Overwrite a call by its expansion; what to evaluate now."""
    if not isinstance(expansion, Cons):
        return expansion
    form.car, form.cdr = expansion.car, expansion.cdr
    return form


def apply(lisp: Interpreter, function: Any, arguments: list[Any]) -> Any:
    """Call anything with these arguments (3.6): a special form takes them as code, other functions as values."""
    if isinstance(function, (Symbol, Cons)):
        value = evaluate(lisp, function)
        if isinstance(function, Symbol) and not is_callable(value):
            value = next(filter(is_callable, lisp.trail.older_values(function)), value)
        function = value
    if isinstance(function, (DE, DX, DZ)):
        return call_function(lisp, function, arguments)
    if isinstance(function, DF):
        return call_unevaluated(function, make_list(arguments))
    form = Cons(function, make_list(arguments))
    if isinstance(function, Function):
        return call_form(lisp, function, form)
    if is_callable(function):
        return function.lisp_call(lisp, arguments)
    raise _not_callable(lisp, function, form)
