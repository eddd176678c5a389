"""Where a form stood: the text it was read from, and its place in that text.

In: the name and the text of a source (a file, a string, the console). Out: places that print as ``file:line:column``.
Line and column are computed only when an error asks for them.
"""

from __future__ import annotations

from collections.abc import Callable

CONSOLE = "$stdin"


class Source:
    """A text being read: ``offset`` is where the next expression starts. ``more`` (console, pipes) appends to it."""

    __slots__ = ("column", "more", "name", "offset", "text")

    def __init__(self, text: str = "", name: str = "a string", more: Callable[[bool], str] | None = None):
        self.text = text
        self.name = name
        self.offset = 0
        self.more = more

    def extend(self, inside: bool = False) -> bool:
        """Fetch more text; ``inside``: an expression has begun. False at the end."""
        added = self.more(inside) if self.more else ""
        self.text += added
        return bool(added)

    def discard_line(self) -> None:
        """Drop what was typed but not yet read (after an error at the console)."""
        self.offset = len(self.text)


class Place:
    """A position in a source."""

    __slots__ = ("offset", "source")

    def __init__(self, source: Source, offset: int):
        self.source = source
        self.offset = offset

    @property
    def file(self) -> str:
        return self.source.name

    @property
    def line(self) -> int:
        """The line, counted from 1."""
        return self.source.text.count("\n", 0, self.offset) + 1

    @property
    def column(self) -> int:
        """The column, counted from 1."""
        return self.offset - self.source.text.rfind("\n", 0, self.offset)

    @property
    def line_text(self) -> str:
        """The source line the place is in."""
        start = self.source.text.rfind("\n", 0, self.offset) + 1
        return self.source.text[start:].split("\n", 1)[0].rstrip("\r")

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
