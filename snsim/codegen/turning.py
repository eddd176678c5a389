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


def _turn_tile(
    e: Emitter, to: Any, source: Any, rows: int, spacing: int, columns: int, stride: int, width: int
) -> None:
    """A square of 16 x 16, by exchanging ever larger halves."""

    def emit(e: Emitter, to: Any, source: Any) -> None:
        values = [e.load(source, i * spacing) if i < rows else e.constant(0.0) for i in range(LANES)]
        size = 1
        while size < LANES:
            low = [lane if lane & size == 0 else LANES + lane - size for lane in range(LANES)]
            high = [lane + size if lane & size == 0 else LANES + lane for lane in range(LANES)]
            swapped = list(values)
            for i in range(LANES):
                if i & size == 0:
                    swapped[i] = e.shuffle(values[i], values[i + size], low)
                    swapped[i + size] = e.shuffle(values[i], values[i + size], high)
            values = swapped
            size *= 2
        for p, value in enumerate(values[:columns]):
            e.store(value if width == LANES else e.shuffle(value, value, range(width)), to, p * stride)

    e.call(f"turn_{rows}x{columns}_{spacing}_{stride}_{width}", emit, to, source)
