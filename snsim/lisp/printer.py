"""The printer: a value comes in, its printed form goes out (language.md, 2.1, 1.2, 1.4, 6.2, 10.3, 11.6, 13.1).

``printed`` is what ``print`` and the toplevel show; ``image`` is ``pname``: matrices by their short name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .functions import DX, DY, Function
from .numbertext import number_text, text_number
from .protocol import class_name
from .values import Cons, Symbol

if TYPE_CHECKING:
    from .interpreter import Interpreter

SHORT = 52  # characters of an abbreviated form
IMAGE = 1020  # characters of ``pname``
CUT = " ... "

_PLAIN_NAME = re.compile(r"_?[ !$%&*+\-./0-9<=>?@A-Z\\a-z{}]*")
_LETTERS = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\t": "\\t", "\f": "\\f", "\xff": "\\e"}
_UNPRINTABLE = re.compile(r'["\\\x00-\x1f\x7f-\xff]')


def printed(lisp: Interpreter, value: Any, column: int = 0) -> str:
    """The form on output, starting at ``column``."""
    return Writer(lisp, contents=True, column=column).text(value)


def image(lisp: Interpreter, value: Any) -> str:
    """The form as a string of its own."""
    return Writer(lisp, contents=False).text(value)


def abbreviated(lisp: Interpreter, value: Any) -> str:
    """The first 52 characters."""
    text = image(lisp, value)
    return text if len(text) <= SHORT else text[:SHORT] + CUT


def symbol_text(name: str, delimiters: str = "") -> str:
    """A symbol as the reader takes it, in bars where folding, delimiters or numbers would change it; but SN sees no
    reason for bars in a blank (1.2)."""
    plain = _PLAIN_NAME.fullmatch(name) and name == name.lower() and name and not any(c in name for c in delimiters)
    return name if plain and name != "." and text_number(name) is None else f"|{name}|"


def string_text(string: str) -> str:
    """A string as the reader takes it."""
    return f'"{_UNPRINTABLE.sub(_escaped, string)}"'


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character in _LETTERS:
        return _LETTERS[character]
    return f"\\^{chr(ord(character) + 64)}" if character < " " else f"\\x{ord(character):02x}"


def address(value: Any) -> str:
    """What identifies an object that has no text."""
    return f"{id(value):x}"


class Writer:
    """Writes one value; ``contents``: as ``print`` does, matrices with theirs."""

    def __init__(self, lisp: Interpreter, contents: bool, column: int = 0):
        self.lisp = lisp
        self.contents = contents
        self.column = column
        self.pieces: list[str] = []
        self.open_lists: set[int] = set()  # what is being written: lists and arrays, by identity

    def text(self, value: Any) -> str:
        self.write(value)
        return "".join(self.pieces)

    def write(self, value: Any) -> None:
        if isinstance(value, Cons):
            if id(value) in self.open_lists:
                self.pieces.append("...")
            else:
                self.write_list(value)
        else:
            self.pieces.append(self.atom(value))

    def write_list(self, cell: Any) -> None:
        """A list that comes back to itself ends in ``...``."""
        written: set[int] = set()
        opening = "("
        while isinstance(cell, Cons):
            if id(cell) in written or id(cell) in self.open_lists:
                self.pieces.append(" ...")
                cell = None
                break
            written.add(id(cell))
            self.open_lists.add(id(cell))
            self.pieces.append(opening)
            self.write(cell.car)
            opening, cell = " ", cell.cdr
        if cell is not None:
            self.pieces += (" . ", self.atom(cell))
        self.pieces.append(")")
        self.open_lists -= written

    def atom(self, value: Any) -> str:
        if value is None:
            return "()"
        if type(value) is float:
            return number_text(value)
        if type(value) is str:
            return string_text(value)
        if type(value) is Symbol:
            return symbol_text(value.name, "".join(c for c in self.lisp.reader.macros.added if len(c) == 1))
        if isinstance(value, Function):
            return f"::{value.kind}:{value.name if isinstance(value, (DX, DY)) else address(value)}"
        if hasattr(value, "lisp_written"):
            return self.written(value)
        if hasattr(value, "lisp_text"):
            return str(value.lisp_text())
        return f"::{class_name(value)}:{address(value)}"

    def written(self, value: Any) -> str:
        """The form an object gives itself; ``...`` inside itself."""
        if id(value) in self.open_lists:
            return "..."
        self.open_lists.add(id(value))
        text = str(value.lisp_written(self))
        self.open_lists.discard(id(value))
        return text

    def element(self, value: Any) -> str:
        """The form of a value inside another (an element of an array)."""
        writer = Writer(self.lisp, self.contents)
        writer.open_lists = self.open_lists
        return writer.text(value)

    def current_column(self) -> int:
        """The column the next character goes to."""
        written = "".join(self.pieces)
        newline = written.rfind("\n")
        return self.column + len(written) if newline < 0 else len(written) - newline - 1
