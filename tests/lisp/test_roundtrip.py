"""What is printed reads back as the same value, for every type that prints as the reader takes it."""

from __future__ import annotations

import string
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from snsim.environment.language import new_language
from snsim.lisp.equality import equal
from snsim.lisp.printer import printed
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import Source
from snsim.lisp.values import Cons, make_list
from snsim.matrices.index import Index
from snsim.streams.pretty import pretty_text

LISP = new_language()

WORDS = st.sampled_from(
    ["car", "-", "1+", "1e", "0x", "...", "&optional", "A", "Foo_Bar", "_x", "a_b", "x.y", "3d", "~"]
)
NAMES = st.one_of(WORDS, st.text([c for c in string.printable if c > " " and c != "|"] + ["é"], max_size=12))
SYMBOLS = NAMES.filter(lambda name: not name.startswith("::")).map(LISP.intern)
NUMBERS = st.one_of(  # those of which print shows all digits: four decimals (language.md, 6.2)
    st.integers(-(10**10), 10**10).map(float),
    st.integers(-(10**8), 10**8).map(lambda n: n / 10000),
    st.sampled_from([1e11, -1e300, 1e-5, 2e-9]),
)
STRINGS = st.text([chr(code) for code in range(1, 256)], max_size=40)
ATOMS = st.one_of(st.none(), NUMBERS, STRINGS, SYMBOLS)
SHAPES = st.lists(st.integers(1, 4), max_size=3).map(tuple)
REAL, WHOLE = (np.float64, np.float32), (np.int32, np.int16, np.int8, np.uint8)


def matrix(draw: Any, shape: tuple[int, ...], dtype: Any) -> Index:
    """A matrix of cells that print exactly: two decimals, or integers."""
    size = int(np.prod(shape, dtype=int))
    low, high = (0, 255) if dtype is np.uint8 else (-128, 127)
    cells = draw(st.lists(st.integers(low, high), min_size=size, max_size=size))
    scale = 4 if dtype in REAL else 1
    return Index((np.array(cells) / scale).astype(dtype).reshape(shape))


@st.composite
def matrices(draw: Any) -> Index:
    return matrix(draw, draw(SHAPES), draw(st.sampled_from(REAL + WHOLE)))


@st.composite
def arrays(draw: Any, elements: Any) -> Index:
    shape = draw(SHAPES)
    cells = np.empty(int(np.prod(shape, dtype=int)), object)
    for place in range(cells.size):
        cells[place] = draw(elements)
    return Index(cells.reshape(shape))


def lists(elements: Any) -> Any:
    """Lists, dotted ones too."""
    tails = st.one_of(st.none(), ATOMS)
    return st.builds(
        lambda items, tail: make_list(items, tail if items else None), st.lists(elements, max_size=5), tails
    )


VALUES = st.recursive(
    st.one_of(ATOMS, matrices(), arrays(ATOMS)),
    lambda inner: st.one_of(lists(inner), arrays(lists(inner))),
    max_leaves=20,
)


def read_back(text: str) -> Any:
    """The one value a text holds."""
    source = Source(text)
    value = LISP.reader.read(source)
    assert LISP.reader.read(source) is END_OF_TEXT
    return value


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_a_printed_value_reads_back(value: Any) -> None:
    text = printed(LISP, value)
    assert equal(read_back(text), value), text


@settings(max_examples=100, deadline=None)
@given(lists(st.one_of(ATOMS, lists(ATOMS))))
def test_a_pretty_printed_form_reads_back(value: Any) -> None:
    text = pretty_text(LISP, value)
    assert equal(read_back(text), value), text


def test_a_long_list_reads_back() -> None:
    value = make_list(make_list([float(i), Cons("a", LISP.intern("B"))]) for i in range(20_000))
    assert equal(read_back(printed(LISP, value)), value)
