"""Arithmetic on numbers: sums, products, quotients, powers, integer division, bits, casts (language.md, 6.3).

Numbers come in, a number goes out; overflow and undefined results trap (``floating.py``).
"""

from __future__ import annotations

import math
from functools import reduce
from operator import and_, or_, xor
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import int32, integer, number
from .errors import LispError
from .floating import checked, trap, trapping
from .functions import builtin
from .values import truth

if TYPE_CHECKING:
    from .interpreter import Interpreter

_power = trapping(math.pow, np.power)


@builtin("+")
def add(*terms: Any) -> float:
    total = 0.0
    for term in terms:
        total += number(term)
    return checked(total, terms)


@builtin("*")
def multiply(*factors: Any) -> float:
    product = 1.0
    for factor in factors:
        product *= number(factor)
    return checked(product, factors)


@builtin("-")
def subtract(first: Any, *rest: Any) -> float:
    if not rest:
        return -number(first)
    difference = number(first)
    for term in rest:
        difference -= number(term)
    return checked(difference, (first, *rest))


@builtin("/")
def divide(first: Any, *rest: Any) -> float:
    if not rest:
        return quotient(1.0, number(first))
    result = number(first)
    for divisor in rest:
        result = quotient(result, number(divisor))
    return result


def quotient(a: float, b: float) -> float:
    """a / b by the rules of IEEE, with traps."""
    if b == 0.0:
        if not math.isnan(a) and not math.isinf(a):
            trap()
        return math.nan if a == 0.0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)
    return checked(a / b, (a, b))


@builtin("1+")
def add_one(a: Any) -> float:
    return number(a) + 1.0


@builtin("1-")
def subtract_one(a: Any) -> float:
    return number(a) - 1.0


@builtin("2*")
def double(a: Any) -> float:
    return checked(2.0 * number(a), (a,))


@builtin("2/")
def half(a: Any) -> float:
    return number(a) / 2.0


@builtin("**")
def power(a: Any, b: Any) -> float:
    if number(a) < 0.0:
        raise LispError("bad argument in math function", a)
    return _power(a, number(b))


@builtin("div")
def integer_quotient(a: Any, b: Any) -> float:
    """Truncated toward zero."""
    dividend, divisor = integer(a), _divisor(b)
    magnitude = abs(dividend) // abs(divisor)
    return float(integer(float(magnitude if (dividend < 0) == (divisor < 0) else -magnitude)))


@builtin("mod")
def integer_remainder(a: Any, b: Any) -> float:
    """With the sign of the dividend."""
    dividend, divisor = integer(a), _divisor(b)
    magnitude = abs(dividend) % abs(divisor)
    return float(-magnitude if dividend < 0 else magnitude)


def _divisor(b: Any) -> int:
    divisor = integer(b)
    if divisor == 0:
        raise LispError("division by zero")
    return divisor


@builtin("bitand")
def bit_and(*operands: Any) -> float:
    return float(reduce(and_, map(integer, operands), -1))


@builtin("bitor")
def bit_or(*operands: Any) -> float:
    return float(reduce(or_, map(integer, operands), 0))


@builtin("bitxor")
def bit_xor(*operands: Any) -> float:
    return float(reduce(xor, map(integer, operands), 0))


@builtin("bitshl")
def shift_left(a: Any, n: Any) -> float:
    """The count is taken modulo 32, as the processor does."""
    return float(int32(integer(a) << (integer(n) & 31)))


@builtin("bitshr")
def shift_right(a: Any, n: Any) -> float:
    return float(integer(a) >> (integer(n) & 31))


@builtin("0=")
def is_zero(value: Any) -> float | None:
    return value if type(value) is float and value == 0.0 else None


@builtin("0<>")
def is_not_zero(value: Any) -> Any:
    if value is None:
        return truth(True)
    return None if is_zero(value) is not None else value


@builtin("uniq")
def unique(lisp: Interpreter) -> float:
    """1, 2, 3, ..."""
    count: float = lisp.state.get("uniq", 0.0) + 1.0
    lisp.state["uniq"] = count
    return count


@builtin("solve")
def solve(lisp: Interpreter, x1: Any, x2: Any, function: Any) -> float:
    """A zero of the function between x1 and x2, by bisection."""
    left, right = number(x1), number(x2)
    rising = number(lisp.apply(function, [left])) < 0.0
    if (number(lisp.apply(function, [right])) < 0.0) is rising:
        raise LispError("bad search range")
    while abs(left - right) > 1e-7 * abs(left + right):
        middle = (left + right) / 2.0
        value = number(lisp.apply(function, [middle]))
        if value == 0.0 or middle in (left, right):
            return middle
        if (value < 0.0) is rising:
            left = middle
        else:
            right = middle
    return left
