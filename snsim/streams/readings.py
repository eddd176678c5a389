"""What was read from a program file, kept for the next start: text and offset come in, an expression goes out.

Reading the library takes longer than evaluating it, so its expressions lie, ready made, in the user's cache directory,
under a hash of the text and of the reader. They are taken one by one, as the reader would be asked for them: a program
that reads its own text makes the offsets differ, one that has macro-characters the answer: they are really read.
"""

from __future__ import annotations

import marshal
import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..lisp import backquote, lexemes, numbertext, reader
from ..lisp.grammar import GRAMMAR, cache_directory
from ..lisp.reader import END_OF_TEXT
from ..lisp.source import Place, Source
from ..lisp.values import Cons, Form, Symbol

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

FAMILY = "readings"  # in the interpreter's state: the directory whose files are kept so


def keep_readings(lisp: Interpreter, directory: str) -> None:
    """Keep what is read from the files of a directory."""
    lisp.state[FAMILY] = os.path.join(directory, "")


class Readings:
    """The expressions of one text; ``known``: by the offset where reading began, the offset behind and the code."""

    def __init__(self, lisp: Interpreter, source: Source):
        self.lisp = lisp
        self.source = source
        self.file: Path | None = None
        self.known: dict[int, tuple[int, Any]] = {}
        self.new = False
        directory = lisp.state.get(FAMILY)
        if directory is not None and source.name.startswith(directory):
            self.file = cache_directory() / f"reading-{_digest(source.text)}"
            try:
                self.known = marshal.loads(self.file.read_bytes())
            except (OSError, ValueError, EOFError, TypeError):
                self.known = {}

    def read(self) -> Any:
        """The next expression."""
        source, lisp = self.source, self.lisp
        if self.file is None or self.meets_macros():
            return lisp.reader.read(source)
        start = source.offset
        found = self.known.get(start)
        if found is not None:
            source.offset = found[0]
            return _form(lisp, source, found[1])
        form = lisp.reader.read(source)
        if form is not END_OF_TEXT:
            try:
                self.known[start] = source.offset, _code(form)
                self.new = True
            except TypeError:  # a matrix: it is read each time
                pass
        return form

    def meets_macros(self) -> bool:
        """Has a program changed the meaning of a character that is in the text?"""
        macros, text = self.lisp.reader.macros, self.source.text
        return bool(macros.removed) or any(name in text or _control(name) in text for name in macros.added)

    def close(self) -> None:
        """Keep what is new."""
        if self.file is None or not self.new:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            partial = self.file.with_suffix(f".{os.getpid()}")
            partial.write_bytes(marshal.dumps(self.known))
            partial.replace(self.file)
        except OSError:
            pass  # a cache that cannot be written costs time, nothing else


def _control(name: str) -> str:
    """The other way to write the macro-character ^c."""
    return chr(ord(name[1]) & 31) if name[0] == "^" else name


def _digest(text: str) -> str:
    return sha256(_reader_digest() + text.encode("latin-1")).hexdigest()[:24]


@cache
def _reader_digest() -> bytes:
    """Of all that decides what is read."""
    modules = [Path(module.__file__ or "") for module in (reader, backquote, lexemes, numbertext)]
    return sha256(b"".join(path.read_bytes() for path in [*modules, GRAMMAR, Path(__file__)])).digest()


def _code(form: Any) -> Any:
    """An expression in types that ``marshal`` knows: a symbol as a tuple of its name, a list as one of the offset of
    its place, its tail, its elements."""
    if form is None or type(form) in (float, str):
        return form
    if type(form) is Symbol:
        return (form.name,)
    if not isinstance(form, Cons):
        raise TypeError
    items: list[Any] = []
    cell: Any = form
    while isinstance(cell, Cons) and (cell is form or type(cell) is Cons):
        items.append(_code(cell.car))
        cell = cell.cdr
    place = form.place.offset if isinstance(form, Form) and form.place is not None else None
    return (place, _code(cell), *items)


def _form(lisp: Interpreter, source: Source, code: Any) -> Any:
    """The expression again."""
    if type(code) is not tuple:
        return code
    if len(code) == 1:
        return lisp.intern(code[0])
    tail = _form(lisp, source, code[1])
    for position in range(len(code) - 1, 2, -1):
        item = code[position]
        tail = Cons(_form(lisp, source, item) if type(item) is tuple else item, tail)
    first = _form(lisp, source, code[2])
    return Cons(first, tail) if code[0] is None else Form(first, tail, Place(source, code[0]))
