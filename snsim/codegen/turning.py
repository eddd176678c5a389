"""Rows that become columns, sixteen by sixteen."""

from __future__ import annotations

from typing import Any

from .emitter import LANES, Emitter


def turn_maps(e: Emitter, to: Any, source: Any, *, maps: int, spacing: int, positions: int, stride: int) -> None:
    """to[p][m] = source[m][p]: ``maps`` rows ``spacing`` bytes apart, ``positions`` numbers each, are turned.

    ``stride``: bytes from p to p, room for the maps rounded up to 8; what is there beyond the maps becomes 0.
    """
    for first in range(0, maps, LANES):
        rows = min(LANES, maps - first)
        width = min(LANES, stride // 4 - first)
        for begin in range(0, positions, LANES):
            columns = min(LANES, positions - begin)
            here = e.at(source, first * spacing + 4 * begin)
            _turn_tile(e, e.at(to, begin * stride + 4 * first), here, rows, spacing, columns, stride, width)


def turned(e: Emitter, rows: list[Any], lanes: int = 1) -> list[Any]:
    """A square of groups, rows become columns, by exchanging ever larger halves. A group is so many neighbouring
    ``lanes``; there are as many ``rows`` as a vector has groups."""
    step = 1
    while step < len(rows):
        wide = lanes * step
        low = [lane if lane & wide == 0 else LANES + lane - wide for lane in range(LANES)]
        high = [lane + wide if lane & wide == 0 else LANES + lane for lane in range(LANES)]
        pairs = [(rows[i & ~step], rows[i | step], high if i & step else low) for i in range(len(rows))]
        rows = [e.shuffle(*pair) for pair in pairs]
        step *= 2
    return rows


def _turn_tile(
    e: Emitter, to: Any, source: Any, rows: int, spacing: int, columns: int, stride: int, width: int
) -> None:
    """A square of 16 x 16."""

    def emit(e: Emitter, to: Any, source: Any) -> None:
        values = [e.load(source, i * spacing) if i < rows else e.constant(0.0) for i in range(LANES)]
        for p, value in enumerate(turned(e, values)[:columns]):
            e.store(value if width == LANES else e.shuffle(value, value, range(width)), to, p * stride)

    e.call(f"turn_{rows}x{columns}_{spacing}_{stride}_{width}", emit, to, source)
