"""Maps that do not lie evenly in a unit field: their rows side by side, and back."""

from __future__ import annotations

from typing import Any

from .emitter import BYTES, Emitter


def copy_rows(e: Emitter, to: Any, source: Any, rows: tuple[int, ...], vectors: int) -> None:
    """Rows of so many vectors, found at offsets of their own, side by side."""
    table = e.table(rows)

    def row(carried: list[Any]) -> list[Any]:
        to, place = carried
        here = e.at(source, e.load_int(place))
        e.each_vector(vectors, lambda offset: e.store(e.load(here, offset), to, offset))
        return [e.at(to, vectors * BYTES), e.at(place, 8)]

    e.loop(len(rows), [to, table], row)


def add_rows(e: Emitter, to: Any, source: Any, rows: tuple[int, ...], vectors: int) -> None:
    """The way back: rows side by side are added to those at the offsets."""
    table = e.table(rows)

    def row(carried: list[Any]) -> list[Any]:
        source, place = carried
        here = e.at(to, e.load_int(place))
        e.each_vector(
            vectors, lambda offset: e.store(e.builder.fadd(e.load(here, offset), e.load(source, offset)), here, offset)
        )
        return [e.at(source, vectors * BYTES), e.at(place, 8)]

    e.loop(len(rows), [source, table], row)


def add_floats(e: Emitter, to: Any, source: Any, places: tuple[int, ...]) -> None:
    """Floats side by side are added to those found at offsets of their own."""
    table = e.table(places)

    def one(carried: list[Any]) -> list[Any]:
        source, place = carried
        here = e.at(to, e.load_int(place))
        e.store(e.builder.fadd(e.load_float(here), e.load_float(source)), here)
        return [e.at(source, 4), e.at(place, 8)]

    e.loop(len(places), [source, table], one)
