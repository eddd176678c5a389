"""Bytes on streams: ``read8 write8 fsize`` (language.md, 12.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import integer, string
from ..lisp.console import OutputStream
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.source import Source
from .redirection import open_input

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


@builtin("read8")
def read_byte(stream: Any) -> float:
    """The next byte; -1 at the end."""
    if not isinstance(stream, Source):
        raise LispError("not a read descriptor", stream)
    if stream.offset >= len(stream.text) and not stream.extend():
        return -1.0
    stream.offset += 1
    return float(ord(stream.text[stream.offset - 1]))


@builtin("write8")
def write_byte(stream: Any, value: Any) -> float:
    """Write one byte, the last eight bits of a number."""
    if not isinstance(stream, OutputStream):
        raise LispError("not a write descriptor", stream)
    stream.emit(bytes([integer(value) & 255]))
    return float(value)


@builtin("fsize")
def remaining_size(lisp: Interpreter, stream: Any) -> float:
    """The bytes of a file, or those that a descriptor has still to read."""
    source = open_input(lisp, string(stream)) if not isinstance(stream, Source) else stream
    return float(len(source.text) - source.offset)
