"""Whole objects on streams: ``bwrite bread`` (language.md, 12.4).

An object is written as one tag byte and its parts; what occurs twice in it, or contains itself, is written once and
referred to: so lists come back with all their sharing. Matrices go as matrix files (11.7), instances with the name of
their class, functions written in Lisp as their definition. The numbers are exact.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.errors import LispError
from ..lisp.functions import Lambda, builtin
from ..lisp.source import Source
from ..lisp.values import Cons, Symbol
from ..matrices.binaryformat import binary_text, read_binary
from ..matrices.bytereader import ByteReader
from ..matrices.index import Index
from ..objects.classes import make_instance
from ..objects.instances import Instance, LispClass
from ..objects.tables import HTable, PointerTable

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

NUMBER, COUNT = struct.Struct("<d"), struct.Struct("<I")


class _Writer:
    """Writes values as bytes."""

    def __init__(self, lisp: Interpreter):
        self.lisp = lisp
        self.pieces: list[bytes] = []
        self.known: dict[int, int] = {}
        self.kept: list[Any] = []  # what is known must not be freed: its id would be taken by another

    def text(self, tag: bytes, text: str) -> None:
        data = text.encode("latin-1")
        self.pieces += (tag, COUNT.pack(len(data)), data)

    def is_known(self, value: Any) -> bool:
        """Written before: then refer to it."""
        place = self.known.get(id(value))
        if place is not None:
            self.pieces += (b"r", COUNT.pack(place))
            return True
        self.known[id(value)] = len(self.kept)
        self.kept.append(value)
        return False

    def write(self, value: Any) -> None:
        while True:
            if value is None:
                self.pieces.append(b"n")
            elif type(value) is float:
                self.pieces += (b"d", NUMBER.pack(value))
            elif type(value) is str:
                self.text(b"s", value)
            elif isinstance(value, Symbol):
                self.text(b"y", value.name)
            elif not self.is_known(value):
                if isinstance(value, Cons):
                    self.pieces.append(b"c")
                    self.write(value.car)
                    value = value.cdr
                    continue
                self.write_object(value)
            return

    def write_object(self, value: Any) -> None:
        if isinstance(value, Instance):
            self.text(b"i", value.of.name.name)
            self.pieces.append(COUNT.pack(len(value.cells)))
            for cell in value.cells:
                self.write(cell.value)
        elif isinstance(value, HTable):
            self.pieces += (b"p" if isinstance(value, PointerTable) else b"h", COUNT.pack(len(value.items())))
            for key, content in value.items():
                self.write(key)
                self.write(content)
        elif isinstance(value, Lambda):
            self.pieces.append(b"f")
            self.text(b"", type(value).__name__)
            self.text(b"", value.name)
            self.write(Cons(value.prototype.parameters, value.prototype.body))
        elif isinstance(value, Index) and value.type.numeric:
            data = binary_text(value)
            self.pieces += (b"m", COUNT.pack(len(data)), data)
        elif isinstance(value, Index):
            shape = value.array.shape
            self.pieces += (b"a", COUNT.pack(len(shape)), *map(COUNT.pack, shape))
            for element in value.elements():
                self.write(element)
        elif isinstance(value, LispClass) or self.lisp.global_value(getattr(value, "name", "")) is value:
            self.text(b"g", value.name.name if isinstance(value, LispClass) else value.name)
        else:
            raise LispError("cannot write this object", value)


class _Reader:
    """Reads back what ``_Writer`` wrote."""

    def __init__(self, lisp: Interpreter, source: Source):
        self.lisp = lisp
        self.source = source
        self.known: list[Any] = []

    def take(self, count: int) -> bytes:
        source = self.source
        if source.offset + count > len(source.text):
            raise LispError("end of file", prefix="bread")
        piece = source.text[source.offset : source.offset + count]
        source.offset += count
        return piece.encode("latin-1")

    def count(self) -> int:
        return int(COUNT.unpack(self.take(4))[0])

    def text(self) -> str:
        return self.take(self.count()).decode("latin-1")

    def read(self) -> Any:
        first: Cons | None = None
        last: Cons | None = None
        while True:
            tag = self.take(1)
            if tag == b"c":
                cell = Cons(None, None)
                self.known.append(cell)
                cell.car = self.read()
                value: Any = cell
            else:
                value = self.read_tagged(tag)
            if last is not None:
                last.cdr = value
            first = first or value
            if tag != b"c":
                return first if last is not None else value
            last = cell

    def read_tagged(self, tag: bytes) -> Any:
        if tag == b"n":
            return None
        if tag == b"d":
            return float(NUMBER.unpack(self.take(8))[0])
        if tag in b"sy":
            return self.text() if tag == b"s" else self.lisp.intern(self.text())
        if tag == b"r":
            place = self.count()
            if place < len(self.known):
                return self.known[place]
        readers: dict[bytes, Callable[[], Any]] = {
            b"i": self.instance,
            b"h": lambda: self.table(HTable()),
            b"p": lambda: self.table(PointerTable()),
            b"f": self.function,
            b"m": lambda: self.kept(read_binary(ByteReader(self.take(self.count()), "bread"))),
            b"a": self.array,
            b"g": self.named,
        }
        if tag not in readers:
            raise LispError("not an object written by bwrite", prefix="bread")
        return readers[tag]()

    def kept(self, value: Any) -> Any:
        self.known.append(value)
        return value

    def instance(self) -> Any:
        name = self.text()
        of = self.lisp.global_value(name)
        count = self.count()
        if not isinstance(of, LispClass) or len(of.slots) != count:
            raise LispError("no such class here", name, prefix="bread")
        made = self.kept(make_instance(self.lisp, of))
        for cell in made.cells:
            cell.value = self.read()
        return made

    def table(self, made: HTable) -> HTable:
        self.known.append(made)
        for _ in range(self.count()):
            key = self.read()
            made.put(key, self.read())
        return made

    def function(self) -> Any:
        place = len(self.known)
        self.known.append(None)
        kind, name = self.text(), self.text()
        parts = self.read()
        self.known[place] = made = self.lisp.make_function(kind, name, parts.car, parts.cdr)
        return made

    def array(self) -> Index:
        made = self.kept(Index(np.full([self.count() for _ in range(self.count())], None)))
        for place in np.ndindex(made.array.shape):
            made.array[place] = self.read()
        return made  # type: ignore[no-any-return]

    def named(self) -> Any:
        return self.kept(self.lisp.global_value(self.text()))


@builtin("bwrite", "bwrite-exact")
def write_objects(lisp: Interpreter, *values: Any) -> Any:
    """Write objects to the current output; the last of them."""
    for value in values:
        writer = _Writer(lisp)
        writer.write(value)
        lisp.output.emit(b"".join(writer.pieces))
    return values[-1] if values else None


@builtin("bread", "bread-exact")
def read_object(lisp: Interpreter) -> Any:
    """The next object of the current input."""
    return _Reader(lisp, lisp.input).read()
