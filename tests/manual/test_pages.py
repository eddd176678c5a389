"""The reader of pages, and signatures from code."""

from typing import Any

import pytest

from snsim.lisp.functions import DX, DZ
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import Source
from snsim.manual.definitions import above, helpers, in_library, place_of, variable_comments
from snsim.manual.pages import read_page, words
from snsim.manual.signatures import agrees, arity_of_form, docstring, signature

PAGE = """Rates
About rates.

More.

? (setq x 1)
= 1

: epsi (mask-epsi x) (mask-epsi x l)
Sets
rates.
? (epsi 1)
= ()

: mu
"""


def test_a_page() -> None:
    page = read_page("rates", PAGE)
    assert (page.title, page.text, page.start) == ("Rates", "About rates.\n\nMore.", ["? (setq x 1)", "= 1"])
    first, second = page.entries
    assert first.forms == {"epsi": [], "mask-epsi": ["(mask-epsi x)", "(mask-epsi x l)"]}
    assert (first.text, first.example) == ("Sets\nrates.", ["? (epsi 1)", "= ()"])
    assert (second.forms, second.text, second.example) == ({"mu": []}, "", [])
    assert not page.about_network
    assert read_page("x", 'X\n? (libload "sn28/sn28")').about_network


def test_words() -> None:
    assert words("a (b (c d)) [e [f]] g") == ["a", "(b (c d))", "[e [f]]", "g"]


def one(workspace: Any, a: Any, b_c: Any = None, d: Any = None) -> None:
    """Does it."""


def two(lisp: Any, *layers: Any) -> None:
    """``([theta] layers...)``: total inputs,
    with noise.

    More.
    """


def three(*on: Any) -> None:
    """``(exact-mode [on])``: how it stands."""


def four(a: Any) -> None:
    """``(nth n l)`` counts from 0."""


for function in (one, two, three, four):
    function.__module__ = "snsim.example"


@pytest.mark.parametrize(
    ("function", "form", "said"),
    [
        (one, "(f a [b-c [d]])", "Does it."),
        (two, "(f [theta] layers...)", "total inputs, with noise."),
        (four, "(f a)", "``(nth n l)`` counts from 0."),
    ],
)
def test_python_signatures(function: Any, form: str, said: str) -> None:
    dx = DX("f", function)
    assert signature(Interpreter(), "f", dx) == form
    assert docstring(dx) == said


def test_a_form_in_a_docstring_with_the_name() -> None:
    assert signature(Interpreter(), "exact-mode", DX("exact-mode", three)) == "(exact-mode [on])"


def test_a_function_of_a_number() -> None:
    assert signature(Interpreter(), "sqrt", DZ("sqrt", abs)) == "(sqrt x)"
    assert docstring(DZ("sqrt", abs)) == ""  # Python's own docstring is not ours


@pytest.mark.parametrize(
    ("parameters", "form"),
    [
        ("()", "(f)"),
        ("(a (b c))", "(f a (b c))"),
        ("l", "(f l...)"),
        ("(a &optional b (c 3))", "(f a [b [c]])"),
        ("(a &optional b &rest l)", "(f a l... [b])"),
    ],
)
def test_lisp_signatures(parameters: str, form: str) -> None:
    lisp = Interpreter()
    lisp.eval_text(f"(de f {parameters} 1)")
    assert signature(lisp, "f", lisp.global_value("f")) == form


@pytest.mark.parametrize(
    ("form", "arity"), [("a b", (2, 2)), ("a [b [c]]", (1, 3)), ("[m] a b", (2, 3)), ("a...", (0, None)), ("", (0, 0))]
)
def test_arity_of_forms(form: str, arity: tuple[int, int | None]) -> None:
    assert arity_of_form(words(form)) == arity


def test_a_form_that_does_not_agree() -> None:
    assert agrees(["a", "[b]"], DX("f", four)) is False
    assert agrees(["a"], DX("f", four))
    assert agrees(["x", "y"], DZ("f", abs))


def test_what_stands_above_a_definition() -> None:
    lisp = Interpreter()
    source = Source(";; not this\n\n#? (f x [y])\n;; what it does,\n;; and how\n  (de f (x . l) x)", "here")
    while (form := lisp.reader.read(source)) is not END_OF_TEXT:
        lisp.eval(form)
    place = place_of(lisp.global_value("f"))
    assert place is not None and place.line == 6
    assert above(place) == ("(f x [y])", "what it does, and how")
    assert in_library(place) is None
    assert above(None) == (None, "")


def test_the_library_says_what_its_variables_are() -> None:
    assert variable_comments()["alpha"] == "momentum"


def test_inner_functions_of_the_library() -> None:
    assert "set-rates" in helpers()  # called by epsi
    assert not {"epsi", "learn"} & helpers()
