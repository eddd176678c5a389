"""Statistics and distances of lists of numbers, in double precision (language.md, 5; sn28.md, 2.15)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..lisp.arguments import MISSING, integer, number, numbers
from ..lisp.arithmetic import quotient
from ..lisp.errors import LispError
from ..lisp.floating import checked
from ..lisp.functions import builtin
from ..lisp.values import make_list


def _some(value: Any) -> list[float]:
    """The numbers of a list that must not be empty."""
    result = numbers(value)
    if not result:
        raise LispError("empty list")
    return result


def _pair(first: Any, second: Any) -> tuple[list[float], list[float]]:
    """The numbers of two lists of one length."""
    a, b = numbers(first), numbers(second)
    if len(a) != len(b):
        raise LispError("listes have different length")
    return a, b


def _differences(first: Any, second: Any = MISSING) -> list[float]:
    """Element by element; without a second list, from 0."""
    if second is MISSING:
        return numbers(first)
    return [x - y for x, y in zip(*_pair(first, second), strict=True)]


def _total(values: list[float]) -> float:
    """Summed first to last, as the original did (Python's own sum compensates rounding)."""
    total = 0.0
    for value in values:
        total += value
    return checked(total, values)


def _mean(values: list[float]) -> float:
    return _total(values) / len(values)


def _covariance(a: list[float], b: list[float]) -> float:
    return _mean([x * y for x, y in zip(a, b, strict=True)]) - _mean(a) * _mean(b)


@builtin("sum")
def lisp_sum(values: Any) -> float:
    return _total(numbers(values))


@builtin("sup")
def sup(values: Any) -> float:
    return _unless_nan(max, _some(values))


@builtin("inf")
def inf(values: Any) -> float:
    return _unless_nan(min, _some(values))


def _unless_nan(extreme: Callable[[list[float]], float], values: list[float]) -> float:
    """The greatest or smallest of numbers; of what is none there is none."""
    return next(filter(math.isnan, values), None) or extreme(values)


@builtin("mean")
def mean(values: Any) -> float:
    return _mean(_some(values))


@builtin("sdev")
def deviation(values: Any) -> float:
    """Of the population."""
    a = _some(values)
    return math.sqrt(max(_covariance(a, a), 0.0))


@builtin("cov")
def covariance(first: Any, second: Any) -> float:
    a, b = _pair(first, second)
    _some(first)
    return _covariance(a, b)


@builtin("regression")
def regression(abscissas: Any, ordinates: Any) -> Any:
    """``(a b r)``: y = a x + b, and the correlation."""
    x, y = _pair(abscissas, ordinates)
    _some(abscissas)
    cov, var_x, var_y = _covariance(x, y), _covariance(x, x), _covariance(y, y)
    slope = quotient(cov, var_x)
    return make_list([slope, _mean(y) - slope * _mean(x), quotient(cov, math.sqrt(max(var_x * var_y, 0.0)))])


@builtin("y-estimate")
def estimate_y(line: Any, x: Any) -> float:
    slope, offset = _line(line)
    return slope * number(x) + offset


@builtin("x-estimate")
def estimate_x(line: Any, y: Any) -> float:
    slope, offset = _line(line)
    return quotient(number(y) - offset, slope)


def _line(line: Any) -> tuple[float, float]:
    slope, offset = [*numbers(line), 0.0, 0.0][:2]
    return slope, offset


@builtin("median")
def median(values: Any) -> float:
    a = _some(values)
    return sorted(a)[(len(a) - 1) // 2]


@builtin("ksmallest")
def kth_smallest(values: Any, k: Any) -> float:
    """Counted from 1."""
    a, place = numbers(values), integer(k)
    if not 1 <= place <= len(a):
        raise LispError("Argument is out of bounds", k)
    return sorted(a)[place - 1]


@builtin("quantile")
def quantile(values: Any, fraction: Any) -> float:
    """The element of rank floor(n f)."""
    a, f = _some(values), number(fraction)
    if not 0.0 <= f <= 1.0:
        raise LispError("illegal fractile", fraction)
    return sorted(a)[min(int(len(a) * f), len(a) - 1)]


@builtin("rank")
def rank(values: Any, wanted: Any, width: Any = 0.0) -> Any:
    """The positions, from 0, of the elements within a distance of a value."""
    x, margin = number(wanted), number(width)
    return make_list(float(place) for place, value in enumerate(numbers(values)) if abs(value - x) <= margin)


@builtin("sqr-dist")
def squared_distance(first: Any, second: Any = MISSING) -> float:
    return _total([d * d for d in _differences(first, second)])


@builtin("abs-dist")
def absolute_distance(first: Any, second: Any = MISSING) -> float:
    return _total([abs(d) for d in _differences(first, second)])


@builtin("sup-dist")
def greatest_distance(first: Any, second: Any = MISSING) -> float:
    return max((abs(d) for d in _differences(first, second)), default=0.0)


@builtin("hamming-dist")
def hamming_distance(*arguments: Any) -> float:
    """``([margin] l1 [l2])``: how many differences are above the margin, or no numbers."""
    with_margin = bool(arguments) and type(arguments[0]) is float
    margin, lists = (arguments[0], arguments[1:]) if with_margin else (0.0, arguments)
    if not 1 <= len(lists) <= 2:
        raise LispError("incorrect number of arguments")
    return float(sum(not abs(d) <= margin for d in _differences(*lists)))


@builtin("quadrant-dist")
def quadrant_distance(desired: Any, obtained: Any) -> float:
    """How many signs differ; a zero in the first list never counts, what is no number always does."""
    pairs = zip(*_pair(desired, obtained), strict=True)
    wrong = ((d > 0.0 and o <= 0.0) or (d < 0.0 and o >= 0.0) or math.isnan(d) or math.isnan(o) for d, o in pairs)
    return float(sum(wrong))


def _mean_distance(distance: Callable[[Any, Any], float]) -> Callable[[Any, Any], float]:
    def mean_distance(first: Any, second: Any) -> float:
        """The distance, divided by the length of the first list."""
        return quotient(distance(first, second), float(len(numbers(first))))

    return mean_distance


builtin("mean-sqr-dist")(_mean_distance(squared_distance))
builtin("mean-abs-dist")(_mean_distance(absolute_distance))
builtin("mean-sup-dist")(_mean_distance(greatest_distance))
builtin("mean-hamming-dist")(_mean_distance(hamming_distance))
builtin("mean-quadrant-dist")(_mean_distance(quadrant_distance))


@builtin("add-lists", "add-listes")
def add_lists(first: Any, second: Any) -> Any:
    return make_list(x + y for x, y in zip(*_pair(first, second), strict=True))


@builtin("diff-lists", "diff-listes")
def subtract_lists(first: Any, second: Any) -> Any:
    return make_list(_differences(first, second))
