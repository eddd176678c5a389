"""Structural equality and identity."""

from __future__ import annotations

import math

import pytest

from snsim.lisp.equality import equal, lisp_identical
from snsim.lisp.values import Cons, Symbol, make_list


class Box:
    """A value that compares by content."""

    def __init__(self, content):
        self.content = content

    def lisp_equal(self, other):
        return equal(self.content, other.content)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1.0, 1.0, True),
        (0.0, -0.0, True),
        (1.0, 2.0, False),
        (1.0, "1", False),
        ("a", "a", True),
        ("a", "b", False),
        (None, None, True),
        (None, 0.0, False),
        (make_list([1.0, 2.0]), make_list([1.0, 2.0]), True),
        (make_list([1.0, 2.0]), make_list([1.0, 3.0]), False),
        (make_list([1.0, 2.0]), make_list([1.0]), False),
        (Cons(1.0, 2.0), Cons(1.0, 2.0), True),
        (Cons(1.0, 2.0), make_list([1.0, 2.0]), False),
        (make_list([make_list(["x"]), None]), make_list([make_list(["x"]), None]), True),
        (make_list([make_list(["x"]), None]), make_list([make_list(["y"]), None]), False),
        (make_list([None]), None, False),
        (Symbol("a"), Symbol("a"), False),
        (Box("x"), Box("x"), True),
        (Box("x"), Box("y"), False),
        (make_list([Box(1.0)]), make_list([Box(1.0)]), True),
    ],
)
def test_equal(a, b, same):
    assert equal(a, b) is same
    assert equal(b, a) is same


def test_nan_equals_itself_only():
    nan = float("nan")
    assert equal(nan, nan)
    assert not equal(nan, -math.nan)


def test_circular_lists_terminate():
    a, b, c = Cons(1.0), Cons(1.0), Cons(1.0, Cons(2.0))
    a.cdr, b.cdr, c.cdr.cdr = a, Cons(1.0, b), c
    assert equal(a, b)
    assert not equal(a, c)


def test_deep_lists_need_no_recursion():
    a = b = None
    for _ in range(100_000):
        a, b = Cons(a), Cons(b)
    assert equal(a, b)


def test_identity():
    pair = Cons(1.0)
    assert lisp_identical(pair, pair) is not None
    assert lisp_identical(pair, Cons(1.0)) is None
    assert lisp_identical("a", "a") is None
