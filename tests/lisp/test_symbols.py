"""Symbols by name."""

from __future__ import annotations

import io

import pytest

from snsim.lisp import symbols
from snsim.lisp.arguments import python_list
from snsim.lisp.errors import LispError
from snsim.lisp.values import Symbol


class Lisp:
    """As much of an interpreter as symbols need."""

    def __init__(self):
        self.symbols = {}
        self.state = {}
        self.output = io.StringIO()

    def intern(self, name):
        return self.symbols.setdefault(name, Symbol(name))


@pytest.fixture
def lisp():
    return Lisp()


def test_names(lisp):
    assert symbols.named(lisp, "Foo_Bar") is lisp.intern("Foo_Bar")
    assert symbols.named_clean(lisp, "Foo_Bar") is lisp.intern("foo-bar")
    assert symbols.named_clean(lisp, "|Foo_Bar|") is lisp.intern("Foo_Bar")
    assert symbols.name_of(lisp.intern("x y")) == "x y"
    with pytest.raises(LispError, match="Not a symbol"):
        symbols.name_of(3.0)


def test_listings(lisp):
    b, a = lisp.intern("beta"), lisp.intern("alpha")
    assert python_list(symbols.symbol_list(lisp)) == [b, a]
    assert python_list(symbols.symbol_names(lisp)) == ["alpha", "beta"]
    symbols.print_symbols(lisp, "et")
    symbols.print_symbols(lisp, "none")
    assert lisp.output.getvalue() == "beta\n"
    symbols.print_symbols(lisp)
    assert lisp.output.getvalue() == "beta\nalpha  beta\n"
