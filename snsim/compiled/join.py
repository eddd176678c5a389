"""The value of a conditional: that of whichever branch runs."""

from __future__ import annotations

from .kinds import NO_VALUE, NOTHING, Value
from .passing import empty_matrix
from .writer import Writer


class Join:
    """The value of whichever branch runs; all parts of it have a value before any branch, as numba wants it."""

    def __init__(self, writer: Writer):
        self.line = writer.line
        self.lines = writer.lines
        self.name = writer.name()
        self.start = len(self.lines)
        self.line(f"{self.name} = 0.0; {self.name}t = 0")
        self.kind = NOTHING

    def take(self, value: Value, wanted: bool = True) -> None:
        """Write that this branch gives ``value``."""
        if not wanted:
            return
        if value.kind.matrix and not self.kind.matrix:
            self.lines[self.start] += f"; {self.name}m = {empty_matrix(value.kind)}"
        self.kind = self.kind | value.kind
        self.line(f"{self.name} = {value.number}; {self.name}t = {value.tag_text}")
        if value.matrix:
            self.line(f"{self.name}m = {value.matrix}")

    @property
    def value(self) -> Value:
        """What came out."""
        if not self.kind.tags:
            return NO_VALUE
        return Value(self.kind, self.name, f"{self.name}t", f"{self.name}m" if self.kind.matrix else "")
