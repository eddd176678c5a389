"""The printed form of a matrix (language.md, 11.6): a small one with its contents, else ``::INDEX2:<20x20>``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.numbertext import number_text

if TYPE_CHECKING:
    from ..lisp.printer import Writer
    from .index import Index

FEW = 100  # a matrix of fewer elements prints its contents


def written(index: Index, writer: Writer) -> str:
    """As the printer wants it."""
    return index_text(index, writer.current_column(), writer.element) if writer.contents else short_name(index)


def index_text(index: Index, column: int, print_atom: Callable[[Any], str]) -> str:
    """The form on output whose first bracket stands at ``column``; ``print_atom`` prints the elements of arrays."""
    return contents_text(index, column, print_atom) if index.array.size < FEW else short_name(index)


def contents_text(index: Index, column: int, print_atom: Callable[[Any], str]) -> str:
    """The form with all the cells."""
    if index.type.numeric:
        opening, closing = "[" + index.type.letter, "]"
    else:
        opening, closing = "#[", "#]"
    cell_text = _cell_text(index, print_atom)

    def part(cells: np.ndarray, column: int) -> str:
        if cells.ndim == 1:
            return opening + "".join(f" {cell_text(raw)}" for raw in cells.tolist()) + f" {closing}"
        inside = column + len(opening)
        rows = ("\n" + " " * inside).join(part(row, inside) for row in cells)
        return opening + rows + closing

    if index.array.ndim == 0:
        value = index.type.load(index.array.item())
        return f"{opening}@ {number_text(value)} ]" if index.type.numeric else f"[a@ {print_atom(value)} ]"
    return part(index.array, column)


def _cell_text(index: Index, print_atom: Callable[[Any], str]) -> Callable[[Any], str]:
    """How a raw cell prints inside brackets."""
    load = index.type.load
    if not index.type.numeric:
        return print_atom
    if index.type.real:
        return lambda raw: f"{raw:5.2f}"
    return lambda raw: f"{int(load(raw)):5d}"


def short_name(index: Index) -> str:
    """The form of large matrices, and of all in ``sprintf`` and ``pname``."""
    return f"::INDEX{index.array.ndim}:<{'x'.join(map(str, index.array.shape))}>"
