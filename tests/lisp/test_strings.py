"""Strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.lisp.arguments import python_list
from snsim.lisp.errors import LispError
from snsim.lisp.functions import BUILTINS
from snsim.lisp.strings import explode_bytes, explode_characters, implode_bytes, implode_characters
from snsim.lisp.values import T, make_list

BYTES = st.text(st.characters(min_codepoint=1, max_codepoint=255))


def call(name, *arguments):
    return BUILTINS[name].call(*(float(a) if isinstance(a, int) else a for a in arguments))


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("concat", (), ""),
        ("concat", ("ab", "cd"), "abcd"),
        ("len", ("hello",), 5),
        ("left", ("hello", 2), "he"),
        ("left", ("hello", 9), "hello"),
        ("right", ("hello", 2), "lo"),
        ("right", ("hello", 0), ""),
        ("right", ("hello", 9), "hello"),
        ("mid", ("hello", 2, 3), "ell"),
        ("mid", ("hello", 2), "ello"),
        ("mid", ("hello", 7), ""),
        ("strins", ("hello", 2, "--"), "he--llo"),
        ("strins", ("hello", 9, "--"), "hello--"),
        ("strdel", ("hello", 2, 3), "ho"),
        ("strdel", ("hello", 2), "h"),
        ("index", ("l", "hello"), 3),
        ("index", ("l", "hello", 4), 4),
        ("index", ("l", "hello", 5), None),
        ("strsubst", ("banana", "an", "AN"), "bANANa"),
        ("strsubst", ("banana", "", "x"), "banana"),
        ("upcase", ("aB\xe9",), "AB\xe9"),
        ("downcase", ("aB\xc9",), "ab\xc9"),
        ("upcase1", ("hello",), "Hello"),
        ("upcase1", ("",), ""),
        ("strip", ("  a b\t ",), "a b\t"),
        ("stripl", ("  a ",), "a "),
        ("stripr", (" a  ",), " a"),
        ("val", (" 3.5 ",), 3.5),
        ("val", ("0x10",), 16),
        ("val", ("3 4",), None),
        ("val", ("inf",), None),
        ("val", ("",), None),
        ("str", (1 / 3,), "0.3333"),
        ("strhex", (255,), "0xff"),
        ("strhex", (0,), "0"),
        ("strhex", (-1,), "0xffffffff"),
        ("asc", ("A",), 65),
        ("chr", (255,), "\xff"),
        ("chr", (0,), ""),
        ("isprint", ("a b~",), T),
        ("isprint", ("a\n",), None),
        ("isprint", ("",), None),
    ],
)
def test_values(name, arguments, value):
    assert call(name, *arguments) == value


@pytest.mark.parametrize(
    ("name", "arguments", "message", "suffix"),
    [
        ("concat", ("a", 3), "not a string", 3.0),
        ("left", ("a", -1), "Argument out of range", -1.0),
        ("mid", ("a", 0), "Argument out of range", 0.0),
        ("mid", ("a", 1, -1), "Argument out of range", -1.0),
        ("mid", ("a", 1, None), "not a real number", None),
        ("strdel", ("a", 0), "Argument out of range", 0.0),
        ("strins", ("a", -1, "b"), "Argument out of range", -1.0),
        ("asc", ("",), "Empty string", ""),
        ("chr", (300,), "Out of range", 300.0),
        ("implode-chars", (make_list([-1.0]),), "Out of range", -1.0),
    ],
)
def test_errors(name, arguments, message, suffix):
    with pytest.raises(LispError) as caught:
        call(name, *arguments)
    assert (caught.value.text, caught.value.suffix) == (message, suffix)


@given(BYTES)
def test_codes_round_trip(text):
    assert implode_bytes(explode_bytes(text)) == text


def test_characters_are_utf8():
    assert python_list(explode_characters("\xc3\xa9a")) == [233, 97]
    assert python_list(explode_characters("\xe9")) == [233]
    assert implode_characters(make_list([233.0, 97.0])) == "\xc3\xa9a"


@given(BYTES, st.integers(0, 20))
def test_left_and_right_are_mid(text, n):
    assert call("left", text, n) == call("mid", text, 1, n)
    assert call("left", text, n) + call("mid", text, n + 1) == text
    assert call("right", text, len(text) - min(n, len(text))) == call("mid", text, min(n, len(text)) + 1)
