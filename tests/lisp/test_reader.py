"""The reader: one expression at a time, with places, from texts that grow."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.environment.language import new_language
from snsim.lisp.equality import equal
from snsim.lisp.errors import IncompleteInput, ReadError
from snsim.lisp.grammar import GRAMMAR, build, restored, tables
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import Source
from snsim.lisp.values import Form, make_list

LISP = new_language()


def read(text: str) -> tuple[object, str]:
    """One expression, and the text left."""
    source = Source(text)
    form = LISP.reader.read(source)
    return form, text[source.offset :]


@pytest.mark.parametrize(
    ("text", "image", "rest"),
    [
        ("a b", "a", " b"),
        ("(a) rest", "(a)", " rest"),
        ("'(a) rest", "(quote (a))", " rest"),
        (":a:b:c d", "(scope a b c)", " d"),
        (":a :b", "(scope a)", " :b"),
        ("':a:b!", "(quote (scope a b!))", ""),
        ("a:b", "a", ":b"),
        ("))) x)", "x", ")"),
        (" ; comment\n 3;x", "3", ";x"),
        ("(a ; (b\n c)@text@", "(a c)", "@text@"),
        ("(a ') b)", "(a (quote b))", ""),
    ],
)
def test_stops_right_behind_the_expression(text: str, image: str, rest: str) -> None:
    form, left = read(text)
    assert (LISP.image(form), left) == (image, rest)


def test_end_of_text() -> None:
    assert read("  ; nothing more")[0] is END_OF_TEXT
    assert read(")))")[0] is END_OF_TEXT


@pytest.mark.parametrize("text", ["(a", "'", "(a . b", "[1 2", '"abc', "#! comment", "(a |b", "`(a ,"])
def test_incomplete(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(text)
    assert isinstance(caught.value, IncompleteInput) or caught.value.text == "Unterminated multiline comment"


def test_text_that_grows() -> None:
    """The console: more lines come while the expression is open, no more than it needs."""
    lines = iter(["(a\n", "b 'c\n", ") d\n", "never\n"])
    asked: list[bool] = []

    def more(inside: bool) -> str:
        asked.append(inside)
        return next(lines)

    source = Source("", more=more)
    assert LISP.image(LISP.reader.read(source)) == "(a b (quote c))"
    assert LISP.image(LISP.reader.read(source)) == "d"
    assert asked == [False, True, True]


def test_string_over_several_lines() -> None:
    lines = iter(['"ab\\\n', 'cd"\n'])
    assert LISP.reader.read(Source("", more=lambda inside: next(lines))) == "abcd"


def test_places() -> None:
    source = Source("(a\n  (b c)\n\t'd)", "file.sn")
    form = LISP.reader.read(source)
    assert isinstance(form, Form)
    inner = form.cdr.car
    assert str(inner.place) == "file.sn:2:3"
    assert inner.place.line_text == "  (b c)"
    assert str(form.place) == "file.sn:1:1"


def test_error_has_a_place() -> None:
    with pytest.raises(ReadError) as caught:
        LISP.reader.read(Source("\n (a . b c)", "file.sn"))
    assert str(caught.value.place) == "file.sn:2:9"


def test_cached_tables_are_those_of_the_grammar() -> None:
    built = build(GRAMMAR.read_text(encoding="utf-8"))
    assert restored(json.loads(json.dumps(built))) == built
    assert sorted(tables().rules) == sorted(built.rules)


def test_speed() -> None:
    """A thousand lines take far less than a tenth of a second (the bound leaves room for a slow machine)."""
    text = '(de f (x y) (let ((z (+ x y)))\n  (when (> z 0) (printf "%d\\n" z)) ))\n' * 500
    source, start = Source(text), time.process_time()
    while LISP.reader.read(source) is not END_OF_TEXT:
        pass
    assert time.process_time() - start < 0.4


# Names with a bar cannot be written; those with a blank are printed without bars, as SN does (1.2); ``::`` is reserved.
names = (
    st.text("abcxyz-<>=!?*_ABC'`,~:[](){};\"#^.0123456789\\@", max_size=6)
    .filter(lambda name: not name.startswith("::"))
    .map(LISP.intern)
)
numbers = st.integers(-(10**6), 10**6).map(float)
strings = st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=8)
data = st.recursive(
    numbers | strings | names | st.none(),
    lambda parts: st.builds(lambda items, tail: make_list(items, tail) if items else None, st.lists(parts), parts),
    max_leaves=12,
)


@given(data)
def test_what_is_printed_reads_back(value: object) -> None:
    again, rest = read(LISP.image(value) + " ")
    assert rest == " "
    assert equal(again, value)


@pytest.mark.parametrize("name", ["3", "-1.5e3", ".5", "0x1A", ".", "", "a b", "1+", "-", "1e", "Foo_x", "a;b", "é"])
def test_names_that_need_bars(name: str) -> None:
    plain = name in ("a b", "1+", "-", "1e")
    assert LISP.image(LISP.intern(name)) == (name if plain else f"|{name}|")
