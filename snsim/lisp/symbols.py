"""Symbols by name (language.md, 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .arguments import MISSING, string
from .errors import LispError
from .functions import builtin
from .lexemes import folded
from .values import Symbol, make_list

if TYPE_CHECKING:
    from .interpreter import Interpreter

LINE = 78  # columns that a listing of symbols may fill


@builtin("named")
def named(lisp: Interpreter, name: Any) -> Symbol:
    """The symbol of exactly this name."""
    return lisp.intern(string(name))


@builtin("namedclean")
def named_clean(lisp: Interpreter, word: Any) -> Symbol:
    """The symbol the reader would make of a word."""
    text = string(word)
    barred = len(text) > 1 and text[0] == text[-1] == "|"
    return named(lisp, text[1:-1] if barred else folded(text))


@builtin("nameof")
def name_of(value: Any) -> str:
    if type(value) is Symbol:
        return value.name
    raise LispError("Not a symbol", value)


@builtin("oblist")
def symbol_list(lisp: Interpreter) -> Any:
    """All symbols."""
    return make_list(lisp.symbols.values())


@builtin("symblist")
def symbol_names(lisp: Interpreter) -> Any:
    """The names of all symbols, in order."""
    return make_list(sorted(lisp.symbols))


@builtin("symbols")
def print_symbols(lisp: Interpreter, part: Any = MISSING) -> None:
    """Print the names that contain a string, in columns."""
    wanted = "" if part is MISSING else string(part)
    names = sorted(name for name in lisp.symbols if wanted in name)
    if not names:
        return
    width = max(map(len, names)) + 2
    columns = max(LINE // width, 1)
    for start in range(0, len(names), columns):
        row = names[start : start + columns]
        lisp.output.write("".join(name.ljust(width) for name in row).rstrip() + "\n")
