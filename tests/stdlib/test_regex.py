"""Regular expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.lisp.arguments import python_list
from snsim.lisp.errors import LispError
from snsim.lisp.functions import BUILTINS
from snsim.lisp.values import Cons, T, make_list
from snsim.stdlib.regex import regex_match, regex_split


def plain(value):
    """Lists as Python lists, all the way down."""
    return [plain(element) for element in python_list(value)] if isinstance(value, Cons) else value


def call(name, *arguments):
    return plain(BUILTINS[name].call(*(float(a) if isinstance(a, int) else a for a in arguments)))


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("abc", "abc", True),
        ("abc", "abcd", False),
        ("a.c", "a\nc", True),
        ("[abc]+", "cab", True),
        ("[a-c]*", "abd", False),
        ("[^a-c]", "d", True),
        ("[]a]+", "]a", True),
        ("[^]a]", "]", False),
        ("[a-]+", "a-", True),
        (r"[\]", "\\", True),
        ("[.*]", "x", False),
        ("(a|bc)*d", "abcad", True),
        ("a|b", "b", True),
        ("a?b+", "bbb", True),
        ("a*?", "aaa", True),
        ("a+*", "", True),
        (r"a\.b", "a.b", True),
        (r"a\.b", "axb", False),
        (r"\d", "5", False),
        (r"\d", "d", True),
        ("^a$", "a", True),
        ("a$", "a\n", False),
        ("a{2}", "a{2}", True),
        ("()", "", True),
        ("a#b c", "a#b c", True),
    ],
)
def test_match(pattern, text, matches):
    assert regex_match(pattern, text) is (T if matches else None)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(a", r"Unbalanced \(\) in regex"),
        ("a)", r"Unbalanced \(\) in regex"),
        ("[a", r"Unbalanced \[\] in regex"),
        ("[]", r"Unbalanced \[\] in regex"),
        ("[^", r"Unbalanced \[\] in regex"),
        ("a\\", "Bad badslash escape in regex"),
        ("*a", "Regex syntax error"),
        ("a|*", "Regex syntax error"),
        ("(?:a)", "Regex syntax error"),
        ("[z-a]", "Regex syntax error"),
    ],
)
def test_errors_name_the_pattern(pattern, message):
    with pytest.raises(LispError, match=message) as caught:
        regex_match(pattern, "a")
    assert caught.value.suffix == pattern


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("regex-extract", ("(a*)(b*)", "aab"), ["aa", "b"]),
        ("regex-extract", ("a|(b)", "a"), [""]),
        ("regex-extract", ("a+", "aa"), ["aa"]),
        ("regex-extract", ("a+", "ab"), None),
        ("regex-seek", ("b+", "abbc"), [2, 2]),
        ("regex-seek", ("b", "abcb", 3), [4, 1]),
        ("regex-seek", ("x*", "ab"), [1, 0]),
        ("regex-seek", ("x*", ""), None),
        ("regex-seek", ("x", "ab"), None),
        ("regex-subst", ("[0-9]+", "<%0>", "a12b3"), "a<12>b<3>"),
        ("regex-subst", ("(a)(b)", "%1%0%%", "abab"), "ba%ba%"),
        ("regex-subst", ("x*", "-", "axxb"), "a-b"),
        ("regex-rseek", ("[a-z]+", "ab, cd; ef"), [[1, 2], [5, 2], [9, 2]]),
        ("regex-rseek", ("[a-z]+", "ab, cd; ef", 2), [[1, 2], [5, 2]]),
        ("regex-rseek", ("[a-z]+", "ab, cd; ef", None, ", *"), [[1, 2], [5, 2]]),
        ("regex-split", ("[a-z]+", "ab, cd; ef"), ["ab", "cd", "ef"]),
        ("regex-split", (" +", "ab  cd e", None, None, T), ["ab", "cd", "e"]),
        ("regex-count", ("a", "banana"), 3),
        ("regex-skip", ("a", "banana", 2), 5),
        ("regex-tail", ("a", "banana", 2), "na"),
        ("regex-member", (make_list(["x+", "b.*"]), "bc"), "b.*"),
        ("regex-member", (make_list(["x+"]), "bc"), None),
    ],
)
def test_values(name, arguments, value):
    assert call(name, *arguments) == value


@pytest.mark.parametrize("replacement", ["%1", "%x", "%"])
def test_bad_registers(replacement):
    with pytest.raises(LispError, match="bad register number"):
        call("regex-subst", "a", replacement, "a")


@given(st.text("ab, ", max_size=20))
def test_pieces_and_gaps_make_the_text(text):
    pieces = python_list(regex_split("[ab]+", text))
    gaps = python_list(regex_split("[ab]+", text, None, None, T))
    assert "".join(a + b for a, b in zip(gaps, [*pieces, ""], strict=True)) == text
