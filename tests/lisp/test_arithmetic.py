"""Arithmetic, order, numeric functions, and the floating point traps."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.lisp import arithmetic, floating, numericfunctions, ordering
from snsim.lisp.errors import LispError
from snsim.lisp.functions import BUILTINS
from snsim.lisp.values import T

INF, NAN = math.inf, math.nan
APPLYING = SimpleNamespace(apply=lambda function, arguments: function(*arguments))


def call(name, *arguments):
    return BUILTINS[name].call(*arguments)


@pytest.fixture
def traps_off():
    floating.TRAPS.enabled = False
    yield
    floating.TRAPS.enabled = True


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("+", (), 0),
        ("+", (1, 2, 3), 6),
        ("*", (), 1),
        ("*", (2, 3, 4), 24),
        ("-", (3,), -3),
        ("-", (5, 3), 2),
        ("-", (10, 3, 2), 5),
        ("/", (4,), 0.25),
        ("/", (1, 4), 0.25),
        ("/", (8, 2, 2), 2),
        ("1+", (5,), 6),
        ("1-", (5,), 4),
        ("2*", (5,), 10),
        ("2/", (5,), 2.5),
        ("**", (2, 10), 1024),
        ("**", (0, 0), 1),
        ("div", (7, 2), 3),
        ("div", (-7, 2), -3),
        ("div", (7.9, -2.9), -3),
        ("mod", (7, 2), 1),
        ("mod", (-7, 3), -1),
        ("mod", (7, -3), 1),
        ("bitand", (12, 10), 8),
        ("bitand", (), -1),
        ("bitor", (12, 10), 14),
        ("bitxor", (12, 10), 6),
        ("bitshl", (1, 4), 16),
        ("bitshl", (1, 31), -(2**31)),
        ("bitshr", (-8, 1), -4),
        ("0=", (0,), 0),
        ("to-int", (-3.7,), -3),
        ("max", (1, 5, 3), 5),
        ("min", (4, 2, 3), 2),
        ("int", (3.7,), 3),
        ("int", (-3.2,), -4),
        ("int", (1e300,), 1e300),
        ("abs", (-3,), 3),
        ("sgn", (-3,), -1),
        ("sgn", (0,), 1),
        ("exp", (0,), 1),
        ("exp", (-1000,), 0),
        ("0-x-1", (2,), 1),
        ("0-x-1", (-7,), -1),
        ("0-x-1", (0.5,), 0.5),
        ("0-1-0", (1,), 0),
        ("0-1-0", (-0.9,), 1),
        ("qtanh", (-20,), -1),
        ("qexpmx", (13,), 0),
        ("to-flt", (0.1,), 0.10000000149011612),
    ],
)
def test_values(name, arguments, value):
    assert call(name, *map(float, arguments)) == value


@pytest.mark.parametrize(
    ("name", "exact", "tolerance"),
    [
        ("qtanh", math.tanh, 2e-4),
        ("qdtanh", lambda x: 1 - math.tanh(x) ** 2, 1e-3),
        ("qexpmx", lambda x: math.exp(-abs(x)), 1e-4),
        ("qstdsigmoid", lambda x: 1.7159 * math.tanh(2 * x / 3), 4e-4),
        ("qexpmx2", lambda x: math.exp(-x * x), 1e-4),
        ("qdstdsigmoid", lambda x: 1.7159 * 2 / 3 * (1 - math.tanh(2 * x / 3) ** 2), 2e-3),
        ("qdexpmx", lambda x: math.copysign(math.exp(-abs(x)), x), 1e-4),
        ("qdexpmx2", lambda x: 2 * x * math.exp(-x * x), 2e-4),
    ],
)
@given(x=st.floats(-15, 15))
def test_fast_functions_are_near_the_exact_ones(name, exact, tolerance, x):
    assert abs(call(name, x) - exact(x)) < tolerance


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("/", (1, 0)),
        ("/", (0, 0)),
        ("/", (0,)),
        ("*", (1, 1e308, 10)),
        ("+", (1e308, 1e308)),
        ("-", (-1e308, 1e308)),
        ("-", (INF, INF)),
        ("2*", (1e308,)),
        ("**", (0, -1)),
        ("**", (1e200, 2)),
        ("exp", (1000,)),
        ("log", (0,)),
        ("log", (-1,)),
        ("sqrt", (-1,)),
        ("asin", (2,)),
        ("atanh", (1,)),
        ("cosh", (1000,)),
        ("sin", (INF,)),
        ("<", (NAN, 1)),
        ("max", (1, NAN)),
        ("to-int", (1e10,)),
        ("to-flt", (1e300,)),
        ("div", (-(2**31), -1)),
    ],
)
def test_traps(name, arguments):
    with pytest.raises(LispError, match="Floating exception"):
        call(name, *map(float, arguments))


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("/", (1, 0), INF),
        ("/", (-1, 0), -INF),
        ("/", (1, -0.0), -INF),
        ("/", (0, 0), NAN),
        ("*", (1e308, 10), INF),
        ("-", (INF, INF), NAN),
        ("exp", (1000,), INF),
        ("log", (0,), -INF),
        ("sqrt", (-1,), NAN),
        ("**", (0, -1), INF),
    ],
)
def test_without_traps_values_are_those_of_ieee(traps_off, name, arguments, value):
    result = call(name, *map(float, arguments))
    assert result == value or (math.isnan(result) and math.isnan(value))


def test_infinity_and_nan_pass_through():
    assert arithmetic.add(INF, 1.0) == INF
    assert math.isnan(arithmetic.multiply(NAN, 2.0))
    assert arithmetic.divide(INF, 2.0) == INF
    assert [floating.not_nan(x) for x in (NAN, 1.0, None)] == [None, 1.0, None]
    assert (floating.is_infinite(-INF), floating.is_nan(INF)) == (T, None)


@given(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1).filter(lambda n: n not in (0, -1)))
def test_division_is_consistent(a, b):
    quotient, remainder = call("div", float(a), float(b)), call("mod", float(a), float(b))
    assert quotient * b + remainder == a
    assert abs(remainder) < abs(b)
    assert remainder == 0 or (remainder < 0) == (a < 0)


@pytest.mark.parametrize(
    ("name", "arguments", "message", "suffix"),
    [
        ("+", (1.0, "a"), "not a real number", "a"),
        ("-", ("a",), "not a real number", "a"),
        ("**", (-1.0, 2.0), "bad argument in math function", -1.0),
        ("div", (1.0, 0.5), "division by zero", None),
        ("mod", (1.0, 0.0), "division by zero", None),
        ("<", (1.0, "a"), "Cannot rank these objects", None),
        ("<", (None, None), "Cannot rank these objects", None),
        ("max", (None,), "Cannot rank these objects", None),
    ],
)
def test_errors(name, arguments, message, suffix):
    with pytest.raises(LispError) as caught:
        call(name, *arguments)
    assert (caught.value.text, caught.value.suffix) == (message, suffix)


def test_zero_predicates_take_anything():
    assert [arithmetic.is_zero(x) for x in (0.0, 1.0, None, "a")] == [0.0, None, None, None]
    assert [arithmetic.is_not_zero(x) for x in (0.0, 1.0, None, "a")] == [None, 1.0, T, "a"]


@pytest.mark.parametrize("name", ["<", "<=", ">", ">="])
@given(a=st.floats(allow_nan=False), b=st.floats(allow_nan=False))
def test_numbers_rank_as_numbers(name, a, b):
    assert (call(name, a, b) is T) == {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[name]


def test_strings_rank_by_bytes():
    assert ordering.less("Z", "a") is T
    assert ordering.less("a", "\xe9") is T
    assert ordering.greatest("b", "abc", "ba") == "ba"


def test_values_of_a_class_may_rank_themselves():
    class Day:
        def __init__(self, day):
            self.day = day

        def lisp_rank(self, other):
            return self.day - other.day

    first, second = Day(1), Day(2)
    assert ordering.less(first, second) is T
    assert ordering.least(second, first) is first


def test_solve():
    assert arithmetic.solve(APPLYING, 0.0, 2.0, lambda x: x * x - 2.0) == pytest.approx(math.sqrt(2), rel=3e-7)
    assert arithmetic.solve(APPLYING, 2.0, 0.0, lambda x: 2.0 - x * x) == pytest.approx(math.sqrt(2), rel=3e-7)
    assert arithmetic.solve(APPLYING, -1.0, 3.0, lambda x: x**3) == pytest.approx(0.0, abs=1e-12)
    with pytest.raises(LispError, match="bad search range"):
        arithmetic.solve(APPLYING, 2.0, 3.0, lambda x: x)


def test_uniq_counts():
    lisp = SimpleNamespace(state={})
    assert [arithmetic.unique(lisp) for _ in range(3)] == [1.0, 2.0, 3.0]
    assert arithmetic.unique(SimpleNamespace(state={})) == 1.0


def test_floor_keeps_what_has_no_fraction():
    assert numericfunctions.floor(INF) == INF
    assert math.isnan(numericfunctions.floor(NAN))
