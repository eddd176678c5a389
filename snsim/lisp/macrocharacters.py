"""Macro-characters: characters at which the reader calls a function (language.md, 1.6).

In: the tokens ``c``, ``^c`` and ``#c`` the reader meets. Out: the values that replace them. ``dmc`` adds and removes
them; a single character added so ends words, which means new token patterns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import ReadError
from .functions import builtin, special_function
from .grammar import tables
from .source import Source
from .values import Cons, Symbol, make_list, truth

if TYPE_CHECKING:
    from .interpreter import Interpreter

_STANDARD = {
    "'": "QUOTE",
    "`": "BACKQUOTE",
    "~": "NOT",
    ":": "COLON",
    ",": "COMMA",
    "[": "OPEN_MATRIX",
    "]": "CLOSE_MATRIX",
}
_REST_OF_LINE = re.compile(r"[^\n\r]*")


class MacroCharacters:
    """The macro-characters of one interpreter, and the token patterns that go with them."""

    def __init__(self, lisp: Interpreter):
        self.lisp = lisp
        self.added: dict[str, Symbol] = {}  # by name: c, ^c or #c
        self.removed: set[str] = set()  # standard characters that have become ordinary
        self._compile()

    def _compile(self) -> None:
        dropped = {_STANDARD[c] for c in self.removed} | ({"ADJACENT"} if ":" in self.removed else set())
        single = "".join(re.escape(name) for name in self.added if len(name) == 1)
        patterns = [f"(?P<MACRO>[{single}])"] if single else []
        for kind, pattern in tables().tokens:
            if kind not in dropped:
                patterns.append(f"(?P<{kind}>{self._word(pattern, single) if kind == 'WORD' else pattern})")
        blanks = f"(?>(?:{'|'.join(tables().ignored)})*)"
        self.blanks = re.compile(blanks)
        self.scanner = re.compile(f"{blanks}(?:{'|'.join(patterns)})")

    def _word(self, pattern: str, delimiters: str) -> str:
        """The pattern of words when there are more delimiters, and fewer."""
        ordinary = "".join(map(re.escape, self.removed))
        stop = f"(?![{delimiters}])" if delimiters else ""
        return f"(?:{stop}[{ordinary}{pattern[1:-2]}])+" if delimiters or ordinary else pattern

    def define(self, symbol: Symbol) -> None:
        """Make the value of the symbol a macro-character."""
        self.removed.discard(symbol.name)
        self.added[symbol.name] = symbol
        self._compile()

    def remove(self, symbol: Symbol) -> None:
        if symbol.name in _STANDARD:
            self.removed.add(symbol.name)
        self.added.pop(symbol.name, None)
        self._compile()

    def is_active(self, symbol: Symbol) -> bool:
        name = symbol.name
        return name in self.added or (name in _STANDARD and name not in self.removed) or name in _CONSOLE_HELPERS

    def call(self, kind: str, text: str, source: Source, inside: bool) -> list[Any]:
        """The values that replace a macro-character; none, or several, only for ``#c``."""
        name = text if text >= " " else "^" + chr(ord(text) + 64)
        symbol = self.added.get(name)
        if symbol is None:
            if name in _CONSOLE_HELPERS:
                return [_CONSOLE_HELPERS[name](self.lisp, rest_of_line(source))]
            if name == "#{":
                return [make_list([self.lisp.intern("cinline"), _inline_text(source)])]
            what = "dieze (#)" if kind == "DIEZE" else "caret (^)"
            raise ReadError(f"undefined {what} char", name, prefix="read")
        with self.lisp.reading(source):
            value = self.lisp.apply(symbol, [])
        if kind != "DIEZE":
            return [value]
        if not (value is None or isinstance(value, Cons)) or (value and not inside and value.cdr is not None):
            raise ReadError("bad dieze (#) macro-char", prefix="read")
        return list(value or ())


def rest_of_line(source: Source) -> str:
    """Take the text up to the end of the line."""
    match = _REST_OF_LINE.match(source.text, source.offset)
    assert match is not None
    source.offset = match.end()
    return match[0].strip()


def _inline_text(source: Source) -> str:
    start = source.offset
    end = source.text.find("#}", start)
    source.offset = len(source.text) if end < 0 else end + 2
    return source.text[start : source.offset].removesuffix("#}")


def _call(lisp: Interpreter, name: str, *arguments: Any) -> Any:
    return make_list([lisp.intern(name), *arguments])


_CONSOLE_HELPERS = {
    "^A": lambda lisp, line: _call(lisp, "symbols", line),
    "^E": lambda lisp, line: _call(lisp, "edit", line),
    "^F": lambda lisp, line: _call(lisp, "fedit", _call(lisp, "quote", lisp.reader.atom(line))),
    "^H": lambda lisp, line: _call(lisp, "help", *([_call(lisp, "quote", lisp.reader.atom(line))] if line else [])),
    "^L": lambda lisp, line: _call(lisp, "libload", line, lisp.intern("t")),
    "^P": lambda lisp, line: _call(lisp, "pretty", lisp.reader.atom(line)),
    "^S": lambda lisp, line: _call(lisp, "symbols", line),
    "^!": lambda lisp, line: _call(lisp, "sys", line),
}


@special_function("dmc")
def define_macro_character(lisp: Interpreter, form: Cons) -> Any:
    """``(dmc |c| body...)``; without a body the macro-character is removed."""
    rest = form.cdr
    if not isinstance(rest, Cons):
        raise ReadError("bad arguments", prefix="dmc")
    symbol, body = rest.car, rest.cdr
    if not isinstance(symbol, Symbol):
        raise ReadError("not a symbol", symbol, prefix="dmc")
    name = symbol.name
    paired = len(name) == 2 and name[0] in "^#"
    if not paired and (len(name) != 1 or name in '();"|^#'):
        raise ReadError("illegal macro-character", name, prefix="dmc")
    if body is None:
        lisp.reader.macros.remove(symbol)
    else:
        lisp.define(symbol, lisp.make_function("DE", name, None, body))
        lisp.reader.macros.define(symbol)
    return symbol


@builtin("macrochp")
def is_macro_character(lisp: Interpreter, value: Any) -> Symbol | None:
    return truth(isinstance(value, Symbol) and lisp.reader.macros.is_active(value))
