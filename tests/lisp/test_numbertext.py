"""Printed form of numbers and the reader's number syntax."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.lisp.numbertext import number_text, text_number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"),
        (-0.0, "-0"),
        (0.0, "0"),
        (1 / 3, "0.3333"),
        (2 / 3, "0.6667"),
        (1e10, "10000000000"),
        (1.5e10, "1.5e+10"),
        (12345678901.0, "1.23457e+10"),
        (1e-3, "0.001"),
        (0.00099, "0.00099"),
        (1e-10, "1e-10"),
        (123456.789, "123456.789"),
        (123456.78912, "123456.7891"),
        (1.00004, "1"),
        (1e11, "1e+11"),
        (1e20, "1e+20"),
        (-2.5, "-2.5"),
        (100.0, "100"),
        (math.nan, "Nan"),
        (math.inf, "Inf"),
        (-math.inf, "-Inf"),
        (1e-5, "1e-05"),
    ],
)
def test_printed_form(number, text):
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("7", 7),
        ("-3", -3),
        ("+5", 5),
        ("5.", 5),
        (".5", 0.5),
        ("1e3", 1000),
        ("1E-2", 0.01),
        ("0x1A", 26),
        ("-0x10", -16),
        ("0xFFFFFFFF", -1),
        ("0x00000000ff", 255),
        ("0x0", 0),
        ("-0x80000000", -(2**31)),
    ],
)
def test_numbers_are_read(word, number):
    assert text_number(word) == number


@pytest.mark.parametrize(
    "word", ["1e", "1.2.3", "--5", "+-3", "1e5e2", "3d", "2*", "1+", "-", ".", "", "0x", "0xG", "0x1FFFFFFFF", "0x-1"]
)
def test_other_words_are_symbols(word):
    assert text_number(word) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_printed_reads_back_to_four_decimals(number):
    again = text_number(number_text(number))
    assert again is not None
    assert math.isclose(again, number, rel_tol=1e-5, abs_tol=5.1e-5)
