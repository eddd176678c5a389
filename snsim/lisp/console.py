"""The console, and what any output is (language.md, 12). Files and pipes are in the room ``streams``.

Text inside is one character per byte (latin-1), so that bytes pass unchanged. An input is a ``Source`` the reader can
read; an output counts columns for ``tab`` and the pretty printer.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .interruption import INTERRUPTIONS
from .source import CONSOLE, Source


class OutputStream:
    """Where text goes; ``column`` is that of the next character."""

    def __init__(self) -> None:
        self.column = 0

    def write(self, text: str) -> None:
        """Write text."""
        newline = text.rfind("\n")
        self.column = self.column + len(text) if newline < 0 else len(text) - newline - 1
        self.emit(text.encode("latin-1", "replace"))

    def emit(self, data: bytes) -> None:
        """Write bytes."""
        raise NotImplementedError

    def flush(self) -> None:
        """Hand over what is buffered."""

    def close(self) -> None:
        """Write no more."""


class ConsoleLost(OSError):
    """Nothing more can be written to the console: no error could be told there either."""


class ConsoleOutput(OutputStream):
    """Standard output, or standard error. Raises ``ConsoleLost``, or ``BrokenPipeError`` when its reader is gone."""

    def __init__(self, to_error: bool = False):
        super().__init__()
        self.to_error = to_error
        self.transcript: OutputStream | None = None  # (script file)

    @property
    def stream(self) -> Any:
        return sys.stderr if self.to_error else sys.stdout

    def emit(self, data: bytes) -> None:
        stream = self.stream
        if self.to_error and not stream.isatty():
            data = data.replace(b"\a", b"")
        with INTERRUPTIONS, _may_be_lost():
            stream.buffer.write(data)
            if b"\n" in data and stream.isatty():
                stream.flush()
        if self.transcript:
            self.transcript.emit(data)

    def flush(self) -> None:
        with INTERRUPTIONS, _may_be_lost():
            self.stream.flush()


@contextmanager
def _may_be_lost() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConsoleLost(error.errno, error.strerror) from None


class StringOutput(OutputStream):
    """Text collected in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []

    def emit(self, data: bytes) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        return b"".join(self.pieces).decode("latin-1")


class ConsoleInput(Source):
    """Standard input, line by line. ``prompts``: for a new expression, inside one, for a running program."""

    __slots__ = ("at_prompt", "prompts", "read_line")

    def __init__(self) -> None:
        super().__init__("", CONSOLE, self.next_line)
        self.prompts = ("", "", "")
        self.at_prompt = False  # the toplevel itself is reading, no running program
        self.read_line: Callable[[str], str] = read_standard_input

    def next_line(self, inside: bool) -> str:
        """One more line; the text already read is dropped when an expression begins."""
        if not inside:
            self.text, self.offset = "", 0
        first, rest, running = self.prompts
        line = self._line(running if not self.at_prompt else rest if inside else first)
        return line if not line or line.endswith("\n") else line + "\n"

    def ask_line(self) -> str | None:
        """The answer to a question: the rest of the line, or a new one; None at the end of the input."""
        if self.offset >= len(self.text.rstrip("\n")):
            self.text, self.offset = self._line(""), 0
            if not self.text:
                return None
        answer = self.text[self.offset :]
        self.discard_line()
        return answer

    def _line(self, prompt: str) -> str:
        """Read a line. Ctrl-C ends the read before it is answered; a program that is to go on reads again."""
        while True:
            INTERRUPTIONS.reading = True
            try:
                return self.read_line(prompt)
            except KeyboardInterrupt:
                INTERRUPTIONS.reading = False
                if self.at_prompt:
                    raise
                signal.raise_signal(signal.SIGINT)
            finally:
                INTERRUPTIONS.reading = False


def read_standard_input(prompt: str) -> str:
    """A line from standard input; empty at the end, and where there is nothing to read from."""
    with _may_be_lost():
        sys.stdout.flush()
        if prompt:
            sys.stdout.buffer.write(prompt.encode("latin-1", "replace"))
            sys.stdout.flush()
    stdin: Any = sys.stdin
    try:
        return stdin.buffer.readline().decode("latin-1")
    except OSError:  # a directory, a closed terminal
        return ""


def is_terminal(stream: Any) -> bool:
    """Is a person at the other end?"""
    try:
        return bool(stream.isatty())
    except ValueError:  # closed
        return False


def columns(output: OutputStream) -> int | None:
    """How wide the terminal is that an output goes to; None if it goes elsewhere."""
    if isinstance(output, ConsoleOutput) and is_terminal(output.stream):
        return shutil.get_terminal_size().columns
    return None


def can_edit_lines() -> bool:
    """Does the terminal obey the escape sequences of a line editor?"""
    return os.environ.get("TERM", "") not in ("", "dumb", "unknown")
