"""Lists: taking apart, building, searching, changing in place."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.lisp import lists, listsurgery, predicates
from snsim.lisp.arguments import python_list
from snsim.lisp.equality import equal
from snsim.lisp.errors import LispError
from snsim.lisp.functions import BUILTINS
from snsim.lisp.values import Cons, Symbol, T, make_list, truth

A = Symbol("a")
LISP = SimpleNamespace(apply=lambda function, arguments: function(*arguments))


def ls(*items):
    """A Lisp list from Python values; inner tuples become lists, integers numbers."""
    return make_list(lisp(item) for item in items)


def lisp(value):
    if isinstance(value, tuple):
        return ls(*value)
    return float(value) if isinstance(value, int) else value


def call(name, *arguments):
    return BUILTINS[name].call(*map(lisp, arguments))


def circle():
    cell = Cons(1.0, Cons(2.0))
    cell.cdr.cdr = cell
    return cell


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("car", (None,), None),
        ("cdr", ((1, 2),), (2,)),
        ("cadr", ((1, 2, 3),), 2),
        ("cddr", ((1, 2, 3),), (3,)),
        ("caar", (((7,),),), 7),
        ("cdar", (((7, 8),),), (8,)),
        ("caddr", ((1, 2, 3),), 3),
        ("caddr", ((1,),), None),
        ("cdadr", ((1, (2, 3)),), (3,)),
        ("caadr", ((1, (2, 3)),), 2),
        ("cadar", (((1, 2),),), 2),
        ("length", ((1, 2, 3),), 3),
        ("length", (None,), 0),
        ("length", (Cons(1.0, 2.0),), 1),
        ("length", (circle(),), -1),
        ("append", (), None),
        ("append", ((1,), None, (2,), (3,)), (1, 2, 3)),
        ("append", ((1,), 2), Cons(1.0, 2.0)),
        ("last", ((1, 2, 3),), 3),
        ("last", (Cons(1.0, Cons(2.0, 3.0)),), 3),
        ("last", (None,), None),
        ("lastcdr", ((1, 2, 3),), (3,)),
        ("nth", (0, ("a", "b")), "a"),
        ("nth", (("a", "b"), 1), "a"),
        ("nth", (10, ("a", "b")), None),
        ("nth", (-1, ("a", "b")), None),
        ("nth", (("a", "b"), 0), None),
        ("nthcdr", (1, (1, 2, 3)), (2, 3)),
        ("nthcdr", ((1, 2, 3), 1), (1, 2, 3)),
        ("nthcdr", (3, (1, 2, 3)), None),
        ("nthcdr", (4, (1, 2, 3)), None),
        ("nfirst", (2, (1, 2, 3)), (1, 2)),
        ("nfirst", (5, (1, 2)), (1, 2)),
        ("nfirst", (-1, (1, 2)), None),
        ("reverse", ((1, 2, 3),), (3, 2, 1)),
        ("member", (2, (1, 2, 3)), (2, 3)),
        ("member", ((2,), (1, (2,))), ((2,),)),
        ("member", (9, circle()), None),
        ("assoc", ("b", (1, Cons("a", 1.0), Cons("b", 2.0))), Cons("b", 2.0)),
        ("alist-get", ("b", (Cons("b", 2.0),)), 2),
        ("alist-get", ("c", (Cons("b", 2.0),)), None),
        ("flatten", (((1, (2, None)), 3),), (1, 2, 3)),
        ("flatten", (Cons(1.0, 2.0),), (1, 2)),
        ("flatten", (5,), (5,)),
        ("flatten", (None,), None),
        ("range", (3,), (1, 2, 3)),
        ("range", (0,), None),
        ("range", (1, 5), (1, 2, 3, 4, 5)),
        ("range", (5, 2), (5, 4, 3, 2)),
        ("range", (5, 1, -2), (5, 3, 1)),
        ("range", (5, 1, 1), None),
        ("range", (0, 1, 0.25), (0, 0.25, 0.5, 0.75, 1)),
        ("makelist", (3, "x"), ("x", "x", "x")),
        ("makelist", (0, "x"), None),
        ("listp", (None,), T),
        ("listp", ((1,),), (1,)),
        ("listp", (1,), None),
        ("atomp", (None,), T),
        ("atomp", (1,), 1),
        ("atomp", ((1,),), None),
        ("consp", (None,), None),
        ("externp", ("a",), "a"),
        ("externp", (1,), None),
        ("externp", (None,), None),
        ("null", (None,), T),
        ("not", (0,), None),
        ("nconc", (), None),
        ("nconc", (None, (1,), None, (2, 3)), (1, 2, 3)),
        ("nconc1", (None, 1), (1,)),
        ("nconc1", ((1,), 2), (1, 2)),
        ("alist-add", ("a", 1, None), (Cons("a", 1.0),)),
        ("list-insert", ((1, 2), 0, 9), (9, 1, 2)),
        ("list-insert", ((1, 2), 1, 9), (1, 9, 2)),
        ("list-insert", ((1, 2), 2, 9), (1, 2, 9)),
        ("list-delete", ((1, 2), 0), (2,)),
        ("list-delete", ((1, 2), 1), (1,)),
        ("list-merge", ((1, 2), (2, 3)), (1, 2, 3)),
        ("list-merge", (None, (2, 3)), (2, 3)),
    ],
)
def test_values(name, arguments, value):
    assert equal(call(name, *arguments), lisp(value))


@pytest.mark.parametrize(
    ("name", "arguments", "message", "prefix"),
    [
        ("car", (A,), "not a list", None),
        ("cadr", (Cons(1.0, 2.0),), "not a list", None),
        ("length", (A,), "not a list", None),
        ("append", (1, None), "not a list", None),
        ("append", (circle(), None), "circular list", None),
        ("last", (circle(),), "circular list", None),
        ("reverse", (circle(),), "circular list", None),
        ("flatten", (circle(),), "circular list", None),
        ("member", (1, 1), "not a list", None),
        ("nth", (1, A), "not a list", None),
        ("nth", ((1,), A), "not a real number", None),
        ("range", (1, 2, 0), r"illegal argument\(s\)", None),
        ("range", (1e17, 2e17, 1), r"illegal argument\(s\)", None),
        ("makelist", (-1, 0), "illegal negative value", None),
        ("makelist", (40000, 0), "too large integer in makelist", None),
        ("rplaca", (None, 1), "not a cons", None),
        ("rplacd", (1, 1), "not a cons", None),
        ("displace", ((1,), 1), "not a cons", None),
        ("list-insert", ((1, 2), 4, 9), "list too short", "error"),
        ("list-delete", ((1, 2), 2), "list too short", "error"),
        ("list-delete", (None, 0), "list too short", "error"),
    ],
)
def test_errors(name, arguments, message, prefix):
    with pytest.raises(LispError, match=message) as caught:
        call(name, *arguments)
    assert caught.value.prefix == prefix


def test_append_copies_all_but_the_last():
    first, second = ls(1), ls(2)
    joined = lists.append(first, second)
    assert joined is not first
    assert joined.cdr is second


def test_surgery_changes_its_argument():
    kept = ls(1, 2)
    assert listsurgery.nconc1(kept, 3.0) is kept
    assert listsurgery.replace_car(kept, 7.0) is kept
    assert listsurgery.nconc(kept, ls(4)) is kept
    assert python_list(kept) == [7, 2, 3, 4]
    assert listsurgery.replace_cdr(kept.cdr, None) is kept.cdr
    assert listsurgery.displace(kept.cdr, ls(8, 9)) is kept.cdr
    assert python_list(kept) == [7, 8, 9]


def test_association_lists_keep_their_pairs():
    alist = ls(Cons("a", 1.0))
    assert listsurgery.alist_add("a", 2.0, alist) is alist
    assert alist.car.cdr == 2.0
    assert listsurgery.alist_add("b", 3.0, alist).cdr is alist


@given(st.lists(st.integers(-9, 9)))
def test_sort_list(values):
    ascending = lists.sort_list(LISP, ls(*values), lambda a, b: truth(a > b))
    assert python_list(ascending) == sorted(values)
    descending = lists.sort_list(LISP, ls(*values), lambda a, b: truth(a <= b))
    assert python_list(descending) == sorted(values, reverse=True)


def test_filter():
    assert python_list(lists.lisp_filter(LISP, predicates.is_number, ls(1, "a", 2))) == [1, 2]


def test_makelist_repeats_the_same_object():
    cell = Cons(1.0)
    made = lists.makelist(2.0, cell)
    assert made.car is made.cdr.car is cell


def test_deep_trees_flatten():
    tree = None
    for _ in range(100_000):
        tree = Cons(tree, Cons("x"))
    assert lists.length(lists.flatten(tree)) == 100_000
