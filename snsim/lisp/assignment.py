"""Assignment and global variables: ``setq set incr scope defvar lock-symbol ...`` (language.md, 1.8 and 3.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .arguments import symbol as checked_symbol
from .errors import LispError
from .functions import builtin, special, special_function
from .scope import fetch, is_scope, scope_parts, slot_argument, store
from .values import LOCKED, PLAIN, UNSET, Cons, Symbol, truth

if TYPE_CHECKING:
    from .compiler.compiler import Compiler
    from .interpreter import Interpreter


@builtin("setq")
def apply_setq(lisp: Interpreter, *targets_and_values: Any) -> Any:
    """Applied: the targets are values, too."""
    targets, values = _pairs(targets_and_values)
    for target, value in zip(targets, values, strict=True):
        _assign(lisp, target, value)
    return values[-1]


@special_function("setq")
def run_setq(lisp: Interpreter, form: Cons) -> Any:
    """All values first, then the assignments."""
    targets, forms = _pairs(form.cdr or ())
    values = [lisp.eval(value) for value in forms]
    for target, value in zip(targets, values, strict=True):
        _assign(lisp, target, value)
    return values[-1]


def _pairs(arguments: Any) -> tuple[list[Any], list[Any]]:
    items = list(arguments)
    if not items or len(items) % 2:
        raise LispError("two arguments were expected")
    return items[::2], items[1::2]


def _assign(lisp: Interpreter, target: Any, value: Any) -> None:
    if isinstance(target, Symbol):
        lisp.assign(target, value)
        return
    first, *slots = _target_parts(target)
    if not slots:
        assign_global(lisp, first, value)
        return
    thing = lisp.eval(first)
    for slot in slots[:-1]:
        thing = fetch(lisp, thing, slot_argument(lisp, slot))
    store(lisp, thing, slot_argument(lisp, slots[-1]), value)


def _target_parts(target: Any) -> list[Any]:
    """The parts of a scope form that is assigned to."""
    if not isinstance(target, Cons):
        raise LispError("neither a symbol nor an explicit scope specification", target)
    if not is_scope(target):
        raise LispError("illegal scope syntax", target)
    return scope_parts(target)


def assign_global(lisp: Interpreter, symbol: Any, value: Any) -> None:
    """``(setq :name value)``."""
    if not isinstance(symbol, Symbol):
        raise LispError("Not a symbol", symbol, prefix="scope")
    if symbol.top.state == LOCKED:
        raise LispError("locked global variable", symbol)
    symbol.top.value, symbol.top.state = value, PLAIN


@special("setq")
def emit_setq(compiler: Compiler, form: Cons) -> str:
    targets, forms = _pairs(form.cdr or ())
    values = [compiler.stable(value) for value in compiler.values(forms)]
    for target, value in zip(targets, values, strict=True):
        if isinstance(target, Symbol):
            cell, name = compiler.stable(compiler.cell(target)), compiler.constant(target)
            compiler.line(f"if {cell}.state: LISP.assign({name}, {value})")
            compiler.line(f"else: {cell}.value = {value}")
        else:
            _emit_scope_assignment(compiler, target, value)
    return values[-1]


def _emit_scope_assignment(compiler: Compiler, target: Any, value: str) -> None:
    first, *slots = _target_parts(target)
    if not slots:
        compiler.line(f"{compiler.constant(assign_global)}(LISP, {compiler.constant(first)}, {value})")
        return
    thing = compiler.stable(compiler.value(first))
    for slot in slots[:-1]:
        thing = compiler.assigned(f"{compiler.constant(fetch)}(LISP, {thing}, {_emit_slot(compiler, slot)})")
    compiler.line(f"{compiler.constant(store)}(LISP, {thing}, {_emit_slot(compiler, slots[-1])}, {value})")


def _emit_slot(compiler: Compiler, slot: Any) -> str:
    """The expression of a slot: a symbol as it is, the elements of a subscript list evaluated."""
    if isinstance(slot, Cons):
        return f"[{', '.join(compiler.values(slot))}]"
    return compiler.constant(slot)


@special("scope")
def emit_scope(compiler: Compiler, form: Cons) -> str:
    first, *slots = scope_parts(form)
    if not slots:
        if not isinstance(first, Symbol):
            raise LispError("Not a symbol", first)
        return f"{compiler.constant(first)}.top.value"
    thing = compiler.stable(compiler.value(first))
    for slot in slots:
        thing = compiler.assigned(f"{compiler.constant(fetch)}(LISP, {thing}, {_emit_slot(compiler, slot)})")
    return thing


@builtin("set")
def set_symbol(lisp: Interpreter, target: Any, value: Any) -> Any:
    """Assign the symbol the first argument evaluates to; no warning."""
    lisp.define(checked_symbol(target), value)
    return value


@builtin("incr")
def apply_incr(lisp: Interpreter, symbol: Any, amount: Any = 1.0) -> float:
    cell = checked_symbol(symbol).cell
    if type(cell.value) is not float:
        raise LispError("not a number", cell.value)
    if type(amount) is not float:
        raise LispError("not a number", amount)
    lisp.assign(symbol, cell.value + amount)
    return cell.value


@special("incr")
def emit_incr(compiler: Compiler, form: Cons) -> str:
    arguments = list(form.cdr or ())
    if not 1 <= len(arguments) <= 2:
        raise LispError("incorrect number of arguments")
    symbol = checked_symbol(arguments[0])
    amount = compiler.stable(compiler.value(arguments[1])) if len(arguments) > 1 else compiler.value(1.0)
    cell, name = compiler.stable(compiler.cell(symbol)), compiler.constant(symbol)
    old = compiler.assigned(f"{cell}.value")
    result = compiler.temporary()
    known = amount in compiler.numbers
    compiler.line(
        f"if type({old}) is float and {'' if known else f'type({amount}) is float and '}not {cell}.state: "
        f"{result} = {cell}.value = {old} + {amount}"
    )
    compiler.line(f"else: {result} = {compiler.constant(apply_incr)}(LISP, {name}, {amount})")
    return result


@special_function("defvar")
def define_variable(lisp: Interpreter, form: Cons) -> Any:
    """Set a global that has no value yet; the value is evaluated only then."""
    symbol, value = _definition(form)
    if symbol.top.state != UNSET:
        return None
    symbol.top.value, symbol.top.state = lisp.eval(value), PLAIN
    return symbol


@special_function("defparameter")
def define_parameter(lisp: Interpreter, form: Cons) -> Any:
    symbol, value = _definition(form)
    symbol.top.value, symbol.top.state = lisp.eval(value), PLAIN
    return symbol


def _definition(form: Cons) -> tuple[Symbol, Any]:
    arguments = list(form.cdr or ())
    if not arguments:
        raise LispError("missing arguments")
    if len(arguments) > 2:
        raise LispError("too many arguments", form.cdr.cdr.cdr)
    return checked_symbol(arguments[0]), arguments[1] if len(arguments) > 1 else None


@special_function("lock-symbol")
def lock_symbols(_lisp: Interpreter, form: Cons) -> None:
    """Forbid assignment of the innermost binding."""
    for name in form.cdr or ():
        checked_symbol(name).cell.state = LOCKED


@special_function("unlock-symbol")
def unlock_symbols(_lisp: Interpreter, form: Cons) -> None:
    for name in form.cdr or ():
        if checked_symbol(name).cell.state == LOCKED:
            name.cell.state = PLAIN


@builtin("symbol-globally-bound-p")
def is_globally_bound(value: Any) -> Symbol | None:
    return truth(checked_symbol(value).top.state != UNSET)
