"""Argument checks: what they give, and the messages of Table B."""

from __future__ import annotations

import math

import pytest

from snsim.lisp import arguments
from snsim.lisp.errors import LispError
from snsim.lisp.values import Cons, Symbol, make_list


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (arguments.number, "not a real number"),
        (arguments.integer, "not a real number"),
        (arguments.string, "not a string"),
        (arguments.symbol, "not a symbol"),
        (arguments.cons, "not a cons"),
        (arguments.python_list, "not a list"),
    ],
)
def test_what_is_refused_is_named(check, message):
    offender = object()
    with pytest.raises(LispError) as caught:
        check(offender)
    assert (caught.value.text, caught.value.suffix) == (message, offender)


def test_integer_truncates_toward_zero_within_32_bits():
    assert [arguments.integer(x) for x in (2.9, -2.9, 2147483647.5, -2147483648.5)] == [2, -2, 2**31 - 1, -(2**31)]
    for beyond in (2147483648.0, -2147483649.0, math.inf, math.nan):
        with pytest.raises(LispError, match="Floating exception"):
            arguments.integer(beyond)


def test_int32_wraps():
    assert [arguments.int32(x) for x in (2**31, 2**32 - 1, -1, 5)] == [-(2**31), -1, -1, 5]


def test_values_pass():
    s = Symbol("s")
    assert arguments.symbol(s) is s
    assert arguments.string("x") == "x"
    assert arguments.number(2.5) == 2.5


def test_dotted_tail_is_no_element():
    assert arguments.python_list(Cons(1.0, Cons(2.0, "tail"))) == [1.0, 2.0]
    assert arguments.python_list(None) == []


@pytest.mark.parametrize("lead", [0, 1, 7, 40])
@pytest.mark.parametrize("period", [1, 2, 9, 33])
def test_circles_are_found(lead, period):
    cells = list(arguments.conses(make_list(range(lead + period))))
    cells[-1].cdr = cells[lead]
    with pytest.raises(LispError, match="circular list"):
        arguments.python_list(cells[0])


@pytest.mark.parametrize("wrong", [3.0, "a", make_list([1.0, "a"]), make_list([None])])
def test_numbers_wants_a_list_of_numbers(wrong):
    with pytest.raises(LispError, match="numeric list expected"):
        arguments.numbers(wrong)
