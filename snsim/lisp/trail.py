"""Dynamic scope by shallow binding: a stack of the cells that inner bindings have pushed aside.

A binding is made by ``trail.append((symbol, symbol.cell)); symbol.cell = Cell(value)`` and undone on *normal* exit.
An error undoes nothing on its way: the toplevel reports it with all bindings still visible (as the debug toplevel
and ``on-error`` want it), then unwinds to the mark it set before (language.md, 3.2 and 13.2). Undoing reads the pair
before it drops it, so that an interrupt between the two does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .values import Cell, Symbol


class Trail(list[tuple[Symbol, Cell]]):
    """The stack of pushed-aside bindings, oldest first."""

    def bind(self, symbol: Symbol, value: Any) -> None:
        """Push a new binding of ``symbol``."""
        self.append((symbol, symbol.cell))
        symbol.cell = Cell(value)

    def unbind(self, count: int = 1) -> None:
        """Undo the ``count`` newest bindings."""
        for _ in range(count):
            symbol, cell = self[-1]
            symbol.cell = cell
            del self[-1]

    def unwind(self, mark: int) -> None:
        """Undo all bindings made since the trail had ``mark`` entries."""
        self.unbind(len(self) - mark)

    def older_values(self, symbol: Symbol) -> Iterator[Any]:
        """The values that newer bindings of ``symbol`` shadow, innermost first (language.md, 3.1 rule 2)."""
        if symbol.cell is symbol.top:
            return
        for shadowed, cell in reversed(self):
            if shadowed is symbol:
                yield cell.value
