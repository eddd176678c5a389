"""Reading by programs: ``read read-string skip-char ask`` (language.md, 12.2).

The current input is a ``Source``: while a file is loaded, that file. A carriage return, alone or before a newline,
reads as one newline.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, integer, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.reader import END_OF_TEXT
from ..lisp.source import Source
from ..lisp.values import Symbol, T

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

END_OF_FILE = "\xff"  # what skip-char gives at the end of a file
ASKED = 8  # times a question is repeated at the end of the input
STRING = "a string"  # the name of the source of reading-string

_NEWLINE = re.compile(r"\r\n?")


@builtin("read")
def read(lisp: Interpreter) -> Any:
    """The next expression."""
    source = lisp.input
    form = lisp.reader.read(source)
    if form is not END_OF_TEXT:
        return form
    if source.name == STRING:
        return None
    raise LispError("End of file", prefix="read")


@builtin("read-string")
def read_string(lisp: Interpreter, wanted: Any = MISSING) -> str:
    """The rest of the line (its end is left), a number of characters, or characters of a set."""
    source = lisp.input
    if wanted is MISSING:
        return _take(source, _set_pattern("~\n\r"))
    if type(wanted) is float:
        return _take_count(source, integer(wanted))
    return _take(source, _set_pattern(string(wanted)))


@builtin("skip-char")
def skip_char(lisp: Interpreter, spec: Any = " \t\n\r\f") -> str:
    """Skip characters of a set, then show the next one."""
    source = lisp.input
    pattern = _set_pattern(string(spec))
    while True:
        _take(source, pattern)
        if source.offset < len(source.text):
            character = source.text[source.offset]
            return "\n" if character == "\r" else character
        if not source.extend():
            return END_OF_FILE


def _take(source: Source, pattern: re.Pattern[str]) -> str:
    """The longest run; a run that reaches the end of a console line may go on in the next."""
    if source.offset >= len(source.text):
        source.extend()
    match = pattern.match(source.text, source.offset)
    assert match is not None
    source.offset = match.end()
    return _NEWLINE.sub("\n", match[0])


def _take_count(source: Source, count: int) -> str:
    taken = ""
    while count > len(taken):
        if source.offset >= len(source.text) and not source.extend():
            break
        piece = _NEWLINE.sub("\n", source.text[source.offset : source.offset + 1])
        source.offset += 2 if source.text.startswith("\r\n", source.offset) else 1
        taken += piece
    return taken


@lru_cache(maxsize=256)
def _set_pattern(spec: str) -> re.Pattern[str]:
    """A run of characters of a set: characters, ranges ``a-z``; ``~`` in front means all others."""
    complement = spec.startswith("~")
    members, spec = "", spec.removeprefix("~")
    while spec:
        if len(spec) > 2 and spec[1] == "-":
            members += f"{re.escape(spec[0])}-{re.escape(spec[2])}"
            spec = spec[3:]
        else:
            members += re.escape(spec[0])
            spec = spec[1:]
    if not members:
        return re.compile("[\\s\\S]*" if complement else "")
    return re.compile(f"[{'^' if complement else ''}{members}]*")


@builtin("ask")
def ask(lisp: Interpreter, text: Any) -> Symbol | None:
    """A question to be answered by yes or no on the console."""
    question = f"\n{string(text)} [y/N] ?"
    for _ in range(ASKED):
        lisp.output.write(question)
        lisp.output.flush()
        line = lisp.console.ask_line()
        if line is None:
            continue
        answer = line.strip()[:1]
        if answer in ("y", "Y", "o", "O") and answer:
            return T
        if answer in ("", "n", "N"):
            return None
    return None
