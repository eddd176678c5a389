"""Functions written in Lisp: ``de df dm dmd lambda ... defun defmacro funcdef macro-expand`` (language.md, 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .compiler.prototype import Prototype
from .errors import LispError
from .evaluator import call_unevaluated
from .functions import DM, DMD, KINDS, Lambda, builtin, special, special_function
from .values import PLAIN, Cons, Symbol, make_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from .compiler.compiler import Compiler
    from .interpreter import Interpreter

ANONYMOUS = {"DE": "lambda", "DF": "flambda", "DM": "mlambda", "DMD": "mlambda"}
NAMED = {"DE": "de", "DF": "df", "DM": "dm", "DMD": "dmd"}


def _named_parts(form: Cons) -> tuple[Symbol, Any, Any]:
    """Name, parameters and body of a definition."""
    name, rest = (form.cdr.car, form.cdr.cdr) if isinstance(form.cdr, Cons) else (None, None)
    if not isinstance(rest, Cons) or not isinstance(rest.cdr, Cons):
        raise LispError("illegal definition of function")
    if not isinstance(name, Symbol):
        raise LispError("not a symbol", name)
    return name, rest.car, rest.cdr


def _function(lisp: Interpreter, form: Cons, kind: str, name: Symbol, parameters: Any, body: Any) -> Lambda:
    """The function, which knows where its definition stands."""
    function = lisp.make_function(kind, name.name, parameters, body)
    function.prototype.place = getattr(form, "place", None)
    return function


def _definer(kind: str) -> Callable[[Interpreter, Cons], Symbol]:
    def define(lisp: Interpreter, form: Cons) -> Symbol:
        """Assign the innermost binding of the name."""
        name, parameters, body = _named_parts(form)
        lisp.define(name, _function(lisp, form, kind, name, parameters, body))
        return name

    return define


for _kind, _name in NAMED.items():
    special_function(_name)(_definer(_kind))


@special_function("defun")
def define_global_function(lisp: Interpreter, form: Cons) -> Symbol:
    return _define_global(lisp, form, "DE")


@special_function("defmacro")
def define_global_macro(lisp: Interpreter, form: Cons) -> Symbol:
    """A macro of its arguments; the head of the call is dropped."""
    return _define_global(lisp, form, "DM")


def _define_global(lisp: Interpreter, form: Cons, kind: str) -> Symbol:
    name, parameters, body = _named_parts(form)
    if kind == "DM":
        parameters = Cons(lisp.intern("DEFMACRO"), parameters)
    name.top.value, name.top.state = _function(lisp, form, kind, name, parameters, body), PLAIN
    return name


def _prototype(lisp: Interpreter, form: Cons) -> Prototype:
    if not isinstance(form.cdr, Cons) or not isinstance(form.cdr.cdr, Cons):
        raise LispError("illegal definition of function")
    return Prototype(lisp, "lambda", form.cdr.car, form.cdr.cdr)


def _declare_lambda(kind: str, name: str) -> None:
    """``lambda`` and its kin make a new function each time; compiled code shares what can be shared."""

    @special(name)
    def emit(compiler: Compiler, form: Cons) -> str:
        prototype = compiler.constant(_prototype(compiler.lisp, form))
        return compiler.assigned(f"{compiler.constant(KINDS[kind])}({prototype})")

    @special_function(name)
    def run(lisp: Interpreter, form: Cons) -> Lambda:
        return KINDS[kind](_prototype(lisp, form))


for _kind in ("DE", "DF", "DM"):
    _declare_lambda(_kind, ANONYMOUS[_kind])


@builtin("funcdef")
def definition(lisp: Interpreter, function: Any) -> Any:
    """The lambda expression of a function; () for primitives."""
    if not isinstance(function, Lambda):
        return None
    prototype = function.prototype
    if not isinstance(function, DMD):
        return make_list([lisp.intern(ANONYMOUS[function.kind]), prototype.parameters], prototype.body)
    whole, call = lisp.intern("DMD"), [lisp.intern("progn")]
    expansion = make_list([*call], prototype.body)
    body = make_list([lisp.intern("displace"), whole, expansion])
    arguments = make_list([make_list([prototype.parameters, make_list([lisp.intern("cdr"), whole])])])
    return make_list([lisp.intern("mlambda"), whole, make_list([lisp.intern("let"), arguments, body])])


@special_function("macro-expand")
def macro_expand(lisp: Interpreter, form: Cons) -> Any:
    """What a macro makes of a call, not evaluated."""
    if not isinstance(form.cdr, Cons) or form.cdr.cdr is not None or not isinstance(form.cdr.car, Cons):
        raise LispError("syntax error")
    call = form.cdr.car
    macro = lisp.eval(call.car)
    if not isinstance(macro, DM):
        raise LispError("not a macro", macro)
    return call_unevaluated(macro, call.cdr if isinstance(macro, DMD) else call)
