"""Numbers in compiled code: the functions of ``snsim.lisp.arithmetic``, ``ordering`` and ``numericfunctions``.

Sums and products add up in the interpreter's order; a result that is not finite fails as there (language.md, 6.1).
"""

from __future__ import annotations

from .kinds import IS_NIL, IS_NUMBER, NIL, NUMBER, Refusal, Value, number_value, truth_value
from .names import LIBRARY, OURS
from .translator import Translator, builtin
from .writer import AS_NUMBER

TRAP = "Floating exception"


def checked(translator: Translator, result: str, operands: list[str]) -> Value:
    """A result that has to be finite, unless an operand was not."""
    a, *others = operands
    condition = f"trapped({result}, {a}, {others[-1] if others else a})"
    for operand in others[:-1]:
        condition += f" and trapped({result}, {operand}, {operand})"
    translator.writer.fail_if(f"{result} - {result} != 0.0 and {condition}", TRAP)
    return number_value(result)


@builtin("+", 0, None)
def add(translator: Translator, values: list[Value]) -> Value:
    terms = translator.numbers(values)
    if not terms:
        return number_value("0.0")
    return checked(translator, translator.assigned(" + ".join(["0.0", *terms])), terms)


@builtin("*", 0, None)
def multiply(translator: Translator, values: list[Value]) -> Value:
    factors = translator.numbers(values)
    if not factors:
        return number_value("1.0")
    return checked(translator, translator.assigned(" * ".join(factors)), factors)


@builtin("-", 1, None)
def subtract(translator: Translator, values: list[Value]) -> Value:
    terms = translator.numbers(values)
    if len(terms) == 1:
        return number_value(translator.assigned(f"-{terms[0]}"))
    return checked(translator, translator.assigned(" - ".join(terms)), terms)


@builtin("/", 1, None)
def divide(translator: Translator, values: list[Value]) -> Value:
    first, *rest = translator.numbers(values)
    if not rest:
        first, rest = "1.0", [first]
    for divisor in rest:
        translator.writer.fail_if(f"{divisor} == 0.0 and {first} - {first} == 0.0", TRAP)
        quotient = translator.assigned(f"{first} / {divisor}")
        checked(translator, quotient, [first, divisor])
        first = quotient
    return number_value(first)


def _declare_plain(name: str, expression: str, traps: bool = False) -> None:
    """A function of one number, written out."""

    @builtin(name, 1)
    def emit(translator: Translator, values: list[Value]) -> Value:
        x = translator.number(values[0])
        result = translator.assigned(expression.format(x))
        return checked(translator, result, [x]) if traps else number_value(result)


_declare_plain("1+", "{} + 1.0")
_declare_plain("1-", "{} - 1.0")
_declare_plain("2*", "2.0 * {}", traps=True)
_declare_plain("2/", "{} / 2.0")
_declare_plain("to-flt", "np.float64(np.float32({}))", traps=True)
for _name in ("to-real", "to-double", "to-number"):
    _declare_plain(_name, "{}")


def _declare_numeric(name: str, call: str, traps: bool) -> None:
    """A numeric function: its complaint about what is no number is another."""

    @builtin(name, 1)
    def emit(translator: Translator, values: list[Value]) -> Value:
        x = translator.number(values[0], "Not a number")
        result = translator.assigned(f"{call}({x})")
        return checked(translator, result, [x]) if traps else number_value(result)


for _name, _function in LIBRARY.items():
    _declare_numeric(_name, f"math.{_function}", traps=True)
for _name, _function in OURS.items():
    _declare_numeric(_name, f"f_{_function}", traps=False)


@builtin("**", 2)
def power(translator: Translator, values: list[Value]) -> Value:
    a = translator.number(values[0])
    translator.writer.fail_if(f"{a} < 0.0", "bad argument in math function", AS_NUMBER, a)
    b = translator.number(values[1])
    return checked(translator, translator.assigned(f"power({a}, {b})"), [a, b])


def integer(translator: Translator, value: Value, complaint: str = "not a real number") -> str:
    """The expression of a number truncated to 32 bits."""
    x = translator.number(value, complaint)
    if x.endswith(".0") and abs(float(x)) < 2.0**31:
        return x[:-2]
    translator.writer.fail_if(f"no_integer({x})", TRAP)
    return translator.assigned(f"int({x})")


def _divided(name: str, expression: str) -> None:
    @builtin(name, 2)
    def emit(translator: Translator, values: list[Value]) -> Value:
        dividend, divisor = (integer(translator, value) for value in values)
        translator.writer.fail_if(f"{divisor} == 0", "division by zero")
        magnitude = translator.assigned(f"abs({dividend}) {expression} abs({divisor})")
        negative = f"{dividend} < 0" if name == "mod" else f"({dividend} < 0) != ({divisor} < 0)"
        result = translator.assigned(f"float(-{magnitude} if {negative} else {magnitude})")
        if name == "div":
            translator.writer.fail_if(f"no_integer({result})", TRAP)
        return number_value(result)


_divided("div", "//")
_divided("mod", "%")


def _bitwise(name: str, operator: str, neutral: str) -> None:
    @builtin(name, 0, None)
    def emit(translator: Translator, values: list[Value]) -> Value:
        operands = [integer(translator, value) for value in values]
        return number_value(translator.assigned(f"float({operator.join([neutral, *operands])})"))


_bitwise("bitand", " & ", "-1")
_bitwise("bitor", " | ", "0")
_bitwise("bitxor", " ^ ", "0")


@builtin("bitshl", 2)
def shift_left(translator: Translator, values: list[Value]) -> Value:
    a, n = (integer(translator, value) for value in values)
    wide = translator.assigned(f"({a}) << (({n}) & 31)")
    return number_value(translator.assigned(f"float((({wide} + {2**31}) & {2**32 - 1}) - {2**31})"))  # of 32 bits


@builtin("bitshr", 2)
def shift_right(translator: Translator, values: list[Value]) -> Value:
    a, n = (integer(translator, value) for value in values)
    return number_value(translator.assigned(f"float(({a}) >> (({n}) & 31))"))


@builtin("to-int", 1)
def to_integer(translator: Translator, values: list[Value]) -> Value:
    return number_value(translator.assigned(f"float({integer(translator, values[0])})"))


def _compared(name: str, operator: str) -> None:
    @builtin(name, 2)
    def emit(translator: Translator, values: list[Value]) -> Value:
        a, b = ranked(translator, values)
        return truth_value(translator.assigned(f"1 if {a} {operator} {b} else 0"))


def ranked(translator: Translator, values: list[Value]) -> list[str]:
    """Numbers to be ordered."""
    if any(value.kind.matrix for value in values):
        raise Refusal("matrices have no order")
    numbers = [value.number for value in values]
    others = [f"{value.tag_text} != {IS_NUMBER}" for value in values if value.kind.tags - {IS_NUMBER}]
    if others:
        translator.writer.fail_if(" or ".join(others), "Cannot rank these objects")
    translator.writer.fail_if(" or ".join(f"{x} != {x}" for x in numbers), TRAP)
    return numbers


for _name in ("<", "<=", ">", ">="):
    _compared(_name, _name)


def _extreme(name: str, operator: str) -> None:
    @builtin(name, 1, None)
    def emit(translator: Translator, values: list[Value]) -> Value:
        first, *rest = ranked(translator, values)
        best = translator.assigned(first)
        for number in rest:
            translator.line(f"if {number} {operator} {best}: {best} = {number}")
        return number_value(best)


_extreme("max", ">")
_extreme("min", "<")


def _equality(name: str, when_equal: str, when_not: str) -> None:
    @builtin(name, 2)
    def emit(translator: Translator, values: list[Value]) -> Value:
        a, b = values
        if a.kind.matrix or b.kind.matrix:
            raise Refusal("matrices cannot be compared here")
        same = f"{a.tag_text} == {b.tag_text} and ({a.tag_text} != {IS_NUMBER} or {a.number} == {b.number})"
        return truth_value(translator.assigned(f"{when_equal} if {same} else {when_not}"))


_equality("=", "1", "0")
_equality("<>", "0", "1")


@builtin("null", 1)
def null(translator: Translator, values: list[Value]) -> Value:
    return truth_value(translator.assigned(f"0 if {values[0].truth} else 1"))


@builtin("0=", 1)
def is_zero(translator: Translator, values: list[Value]) -> Value:
    """The number itself, or ()."""
    return _number_or_nil(translator, values[0], f"{values[0].number} == 0.0")


@builtin("0<>", 1)
def is_not_zero(translator: Translator, values: list[Value]) -> Value:
    if values[0].kind != NUMBER:
        raise Refusal("not known to be a number")
    return _number_or_nil(translator, values[0], f"{values[0].number} != 0.0")


@builtin("numberp", 1)
def is_number(translator: Translator, values: list[Value]) -> Value:
    return _number_or_nil(translator, values[0], "True")


def _number_or_nil(translator: Translator, value: Value, condition: str) -> Value:
    condition = f"{value.tag_text} == {IS_NUMBER} and {condition}"
    tag = translator.assigned(f"{IS_NUMBER} if {condition} else {IS_NIL}")
    return Value(NUMBER | NIL, value.number, tag)
