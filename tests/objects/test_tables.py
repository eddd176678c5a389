"""Hash tables and sets."""

from __future__ import annotations

import gc

import pytest

from snsim.lisp.arguments import python_list
from snsim.lisp.equality import equal
from snsim.lisp.errors import LispError
from snsim.lisp.values import Cons, Symbol, T, make_list
from snsim.objects.tables import (
    HTable,
    hashcode,
    hset,
    hset_and,
    hset_or,
    htable,
    htable_alist,
    htable_keys,
    htable_rehash,
    htable_size,
)


class Thing:
    """A value Python can watch."""


def filled(*pairs):
    h = htable()
    for key, value in pairs:
        assert h.lisp_call(None, [key, value]) is h
    return h


def test_keys_compare_by_content():
    s, circle = Symbol("s"), Cons(1.0)
    circle.cdr = circle
    keys = [1.0, "a", None, s, make_list([1.0, make_list(["x"])]), Cons(1.0, 2.0), filled((1.0, 2.0)), circle]
    h = filled(*((key, float(place)) for place, key in enumerate(keys)))
    assert [h.lisp_call(None, [key]) for key in keys] == list(range(len(keys)))
    assert h.get(make_list([1.0, make_list(["x"])])) == 4.0
    assert h.get(filled((1.0, 2.0))) == 6.0
    assert h.get(Symbol("s")) is None
    assert h.get("1") is None


def test_nil_deletes():
    h = filled((1.0, "x"), (2.0, "y"), (1.0, None), (3.0, None))
    assert htable_size(h) == 1.0
    assert python_list(htable_keys(h)) == [2.0]
    assert equal(htable_alist(h), make_list([Cons(2.0, "y")]))
    assert htable_rehash(h) is h


def test_pointer_tables_compare_by_identity():
    h, key, alike = htable(10.0, T), make_list([1.0]), make_list([1.0])
    h.put(key, "x")
    assert (h.get(key), h.get(alike)) == ("x", None)
    assert python_list(htable_keys(h)) == [key]


def test_pointer_tables_let_their_keys_go():
    h, thing = htable(0.0, T), Thing()
    h.put(thing, "x")
    assert python_list(htable_keys(h)) == [thing]
    del thing
    gc.collect()
    assert htable_size(h) == 0.0


def test_equality():
    assert equal(filled((1.0, "x"), ("k", None)), filled((1.0, "x")))
    assert not equal(filled((1.0, "x")), filled((1.0, "y")))
    assert not equal(filled((1.0, "x")), filled((2.0, "x")))
    assert not equal(filled((1.0, "x")), htable())


def test_hashcode_agrees_with_equality():
    assert hashcode(make_list([1.0, "a"])) == hashcode(make_list([1.0, "a"])) != hashcode(make_list([1.0, "b"]))


def test_sets():
    a, b = hset(make_list([1.0, 2.0, 2.0]), T), hset(make_list([2.0, 3.0]))
    assert (a.get(2.0), b.get(3.0)) == (2.0, T)
    assert python_list(htable_keys(hset_and(a, b))) == [2.0]
    assert sorted(python_list(htable_keys(hset_or(a, b)))) == [1.0, 2.0, 3.0]
    assert hset_or(a, b).get(2.0) == 2.0


@pytest.mark.parametrize("arguments", [[], [1.0, 2.0, 3.0]])
def test_number_of_arguments(arguments):
    with pytest.raises(LispError, match="One or two arguments expected"):
        HTable().lisp_call(None, arguments)


def test_other_values_are_no_tables():
    with pytest.raises(LispError, match="Not a hash table"):
        htable_size(3.0)
