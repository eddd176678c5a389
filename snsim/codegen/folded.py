"""A product for few maps, 8 at most, at many positions: lanes along the maps and along neighbouring positions at once.

    C[t][m] (+)= sum_p X[t][p] D[m][p]

A vector holds ``fold`` positions of all maps, map by map; so many positions of X are read with one load and repeated
for every map. What the positions of a vector give is added at the end. Lanes along the maps alone would be half empty.
"""

from __future__ import annotations

from typing import Any

from ..planner.layout import row_of
from .emitter import BYTES, INT64, LANES, UNROLLED, Emitter, vector
from .products import split
from .turning import turned

MOST_ROWS = 16  # sums at the same time; more than latency times units


def fold_of(maps: int) -> int:
    """How many positions a vector has room for: 2, 4, 8 or 16."""
    return LANES // row_of(maps)


def fold(e: Emitter, to: Any, source: Any, *, maps: int, spacing: int, positions: int) -> None:
    """D, whose maps are rows ``spacing`` bytes apart, as vectors of neighbouring positions, one after the other."""
    size = fold_of(maps)
    for begin in range(0, positions, LANES):
        vectors = min(LANES // size, -(-(positions - begin) // size))
        here, there = e.at(source, 4 * begin), e.at(to, begin // size * BYTES)
        e.call(f"fold_{maps}x{vectors}_{spacing}", _fold_tile(maps, vectors, spacing), there, here)


def _fold_tile(maps: int, vectors: int, spacing: int) -> Any:
    """Squares of neighbouring positions, turned."""
    size = fold_of(maps)
    rows = LANES // size

    def emit(e: Emitter, to: Any, source: Any) -> None:
        values = [e.load(source, m * spacing) if m < maps else e.constant(0.0) for m in range(rows)]
        for k, value in enumerate(turned(e, values, size)[:vectors]):
            e.store(value, to, k * BYTES)

    return emit


def folded(
    e: Emitter, c: Any, x: Any, d: Any, *, x_row: int, maps: int, rows: int, positions: int, keep: bool
) -> None:
    """C (+)= X D^T, D folded; ``rows`` of X are ``x_row`` bytes apart, those of C lie side by side,
    as so many maps are padded (``planner/layout.row_of``).

    Whole vectors of C are stored: what lies beyond the maps, and beyond the last row, becomes 0, or is added 0 to.
    """
    size = fold_of(maps)
    most = max(1, min(MOST_ROWS, e.processor.registers(LANES) - 3) // size)
    terms = -(-positions // size)
    whole, rest = divmod(rows, size)
    parts = [(groups * size, count) for groups, count in (split(whole, most) if whole else [])]
    for high, count in [*parts, (rest, 1)]:

        def down(at: list[Any], high: int = high) -> list[Any]:
            _tile(e, at[0], at[1], d, x_row, high, maps, terms, keep)
            return [e.at(at[0], 4 * row_of(maps) * high), e.at(at[1], high * x_row)]

        if high and count:
            c, x = e.loop(count, [c, x], down, UNROLLED)


def _tile(e: Emitter, c: Any, x: Any, d: Any, x_row: int, high: int, maps: int, terms: int, keep: bool) -> None:
    size = fold_of(maps)
    lanes = list(range(size)) * (LANES // size)

    def emit(e: Emitter, c: Any, x: Any, d: Any, terms: Any) -> None:
        def turn(carried: list[Any]) -> list[Any]:
            x, d, *sums = carried
            given = e.load(d)
            for i in range(high):
                few = e.load_as(vector(size), x, i * x_row)
                sums[i] = e.multiply_add(e.shuffle(few, few, lanes), given, sums[i])
            return [e.at(x, 4 * size), e.at(d, BYTES), *sums]

        _, _, *sums = e.loop(terms, [x, d, *[e.constant(0.0)] * high], turn)
        for begin in range(0, high, size):
            group = sums[begin : begin + size]
            totals = _added(e, [*group, *[e.constant(0.0)] * (size - len(group))])
            place = begin // size * BYTES
            e.store(e.builder.fadd(e.load(c, place), totals) if keep else totals, c, place)

    name = f"folded_{high}x{maps}_{x_row}_{int(keep)}"
    e.call(name, emit, c, x, d, INT64(terms))


def _added(e: Emitter, sums: list[Any]) -> Any:
    """The positions of every vector added up, neighbours first: the sums of all maps, vector after vector."""
    evens, odds = list(range(0, 2 * LANES, 2)), list(range(1, 2 * LANES, 2))
    while len(sums) > 1:
        pairs = zip(sums[::2], sums[1::2], strict=True)
        sums = [e.builder.fadd(e.shuffle(a, b, evens), e.shuffle(a, b, odds)) for a, b in pairs]
    return sums[0]
