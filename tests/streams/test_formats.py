"""The format language of printf and sprintf."""

from __future__ import annotations

import pytest

from snsim.lisp.errors import LispError
from snsim.streams.formats import formatted


def run(template, *arguments):
    return "".join(formatted(template, arguments, lambda letter, value: f"<{letter}:{value}>"))


@pytest.mark.parametrize(
    ("template", "arguments", "text"),
    [
        ("plain", (), "plain"),
        ("100%%", (), "100%"),
        ("%s|%4s|%-4s|", ("a", "b", "c"), "a|   b|c   |"),
        ("%d %5d %-5d| %05d", (3.7, 3.0, 3.0, -3.0), "3     3 3    | -0003"),
        ("%d", (-0.5,), "0"),
        ("%f %g %e", (3.14159265, 1 / 3, 3.0), "3.1416 0.3333 3"),
        ("%8f", (1.5,), "1.500000"),
        ("%.f", (2.5,), "2"),
        ("%5.2f|%.9g|%.3e", (3.14159, 1 / 3, 12345.0), " 3.14|0.333333333|1.234e+04"),
        ("%l%p", ("a", 1.0), "<l:a><p:1.0>"),
    ],
)
def test_directives(template, arguments, text):
    assert run(template, *arguments) == text


@pytest.mark.parametrize(
    "template",
    ["%i", "%x", "%c", "%u", "%+d", "%5l", "%2p", "%.2s", "%5.2d", "%", "a%", "% d", "%5%", "%2000d", "%.9999f"],
)
def test_bad_format_strings(template):
    with pytest.raises(LispError, match="bad format string"):
        run(template, 1.0)


@pytest.mark.parametrize(("template", "arguments"), [("%d", ()), ("x", (1.0,)), ("%d%d", (1.0,)), ("%d", (1.0, 2.0))])
def test_number_of_arguments_must_match(template, arguments):
    with pytest.raises(LispError, match="bad argument number"):
        run(template, *arguments)


@pytest.mark.parametrize(
    ("template", "value", "message"),
    [
        ("%s", 3.0, "not a string"),
        ("%d", "x", "not a real number"),
        ("%f", "x", "not a real number"),
        ("%d", 1e11, "Floating exception"),
    ],
)
def test_wrong_types(template, value, message):
    with pytest.raises(LispError, match=message):
        run(template, value)


def test_text_before_a_fault_is_out():
    out = []
    with pytest.raises(LispError):
        for piece in formatted("a %d b%i", (1.0,), lambda letter, value: ""):
            out.append(piece)
    assert "".join(out) == "a 1 b"
