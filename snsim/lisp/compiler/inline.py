"""Builtins that are written out in place: the expressions of their arguments come in, a Python expression goes out.

The generated code has already checked that the symbol still names the builtin. The expression treats the usual types
and leaves everything else (errors, traps, unusual types) to ``call``, the text of the ordinary call.
``VALUES`` give a Lisp value; ``TESTS`` a Python truth; ``SPECIAL_TESTS`` the truth of a special form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..values import Cons

if TYPE_CHECKING:
    from .compiler import Compiler

VALUES: dict[str, Callable[[Compiler, list[str], str], str]] = {}
TESTS: dict[str, Callable[[Compiler, list[str], str], str]] = {}
SPECIAL_TESTS: dict[str, Callable[[Compiler, Cons], str]] = {}


def special_test(name: str) -> Any:
    """Declare how to write the truth of a special form."""

    def declare(emit: Callable[[Compiler, Cons], str]) -> Callable[[Compiler, Cons], str]:
        SPECIAL_TESTS[name] = emit
        return emit

    return declare


def _are_numbers(compiler: Compiler, arguments: list[str]) -> str:
    """The Python condition that all arguments are numbers; empty when that is known."""
    unknown = dict.fromkeys(argument for argument in arguments if argument not in compiler.numbers)
    return " and ".join(f"type({argument}) is float" for argument in unknown)


def _with_stable(compiler: Compiler, arguments: list[str], call: str) -> tuple[list[str], str]:
    """Arguments that can be named twice, and the ordinary call of them."""
    kept = [compiler.stable(argument) for argument in arguments]
    return kept, f"{call[: call.index('(')]}({', '.join(kept)})"


def _arithmetic(operator: str, neutral: str = "") -> Callable[[Compiler, list[str], str], str]:
    """A sum, difference, product: traps (a result that is not finite) are found by ``r - r``."""

    def emit(compiler: Compiler, arguments: list[str], call: str) -> str:
        if len(arguments) < 2:
            return call
        arguments, call = _with_stable(compiler, arguments, call)
        condition = _are_numbers(compiler, arguments)
        operation = f" {operator} ".join(arguments) + ("" if compiler.nonzero & set(arguments) else neutral)
        result = compiler.assigned(f"{operation} if {condition} else {call}" if condition else operation)
        compiler.line(f"if {result} - {result}: {result} = {call}")
        return result

    return emit


def _quotient(compiler: Compiler, arguments: list[str], call: str) -> str:
    if len(arguments) != 2:
        return call
    arguments, call = _with_stable(compiler, arguments, call)
    a, b = arguments
    condition = _are_numbers(compiler, arguments)
    result = compiler.assigned(f"{a} / {b} if {condition + ' and ' if condition else ''}{b} else {call}")
    compiler.line(f"if {result} - {result}: {result} = {call}")
    return result


def _plus_constant(operation: str) -> Callable[[Compiler, list[str], str], str]:
    def emit(compiler: Compiler, arguments: list[str], call: str) -> str:
        (a,), call = _with_stable(compiler, arguments, call)
        return f"{a} {operation} if type({a}) is float else {call}"

    return emit


def _comparison(operator: str, opposite: str) -> Callable[[Compiler, list[str], str], str]:
    """When neither the comparison nor its opposite holds, one of the numbers is not a number: that traps."""

    def emit(compiler: Compiler, arguments: list[str], call: str) -> str:
        arguments, call = _with_stable(compiler, arguments, call)
        a, b = arguments
        condition = _are_numbers(compiler, arguments)
        truth = f"({a} {operator} {b} or not {a} {opposite} {b} and {call} is not None)"
        return f"({truth} if {condition} else {call} is not None)" if condition else truth

    return emit


def _equality(compiler: Compiler, arguments: list[str], call: str) -> str:
    arguments, call = _with_stable(compiler, arguments, call)
    a, b = arguments
    if a in compiler.numbers or b in compiler.numbers:
        return f"({_are_numbers(compiler, arguments) or 'True'} and {a} == {b})"
    return f"({a} is {b} or ({a} == {b} if type({a}) is float and type({b}) is float else {call} is not None))"


def _part(name: str) -> Callable[[Compiler, list[str], str], str]:
    def emit(compiler: Compiler, arguments: list[str], call: str) -> str:
        (a,), call = _with_stable(compiler, arguments, call)
        return f"{a}.{name} if isinstance({a}, Cons) else {call}"

    return emit


def _zero(compiler: Compiler, arguments: list[str], _call: str) -> str:
    a = compiler.stable(arguments[0])
    return f"({a} == 0.0 if type({a}) is float else False)"


VALUES |= {
    "+": _arithmetic("+", " + 0.0"),  # the original adds to 0: minus nought and minus nought make nought
    "*": _arithmetic("*"),
    "-": _arithmetic("-"),
    "/": _quotient,
    "1+": _plus_constant("+ 1.0"),
    "1-": _plus_constant("- 1.0"),
    "car": _part("car"),
    "cdr": _part("cdr"),
    "cons": lambda compiler, arguments, call: f"Cons({arguments[0]}, {arguments[1]})",
    "0=": lambda compiler, arguments, call: call,
}
TESTS |= {
    "<": _comparison("<", ">="),
    "<=": _comparison("<=", ">"),
    ">": _comparison(">", "<="),
    ">=": _comparison(">=", "<"),
    "=": _equality,
    "null": lambda compiler, arguments, call: f"{arguments[0]} is None",
}
