"""Pictures shifted by whole pixels: rows are drawn first, then columns, each from -most to most with equal chances."""

from __future__ import annotations

from .jit import part
from .randomness import uniform


@part
def offset(most, random):  # type: ignore[no-untyped-def]
    """A whole number from -most to most."""
    while True:
        drawn = int(float(2 * most + 1) * float(uniform(random)))
        if drawn <= 2 * most:  # a draw of exactly 1.0 is drawn again
            return drawn - most


@part
def shifted(pattern, to, picture, down, right):  # type: ignore[no-untyped-def]
    """``to`` becomes the pattern, so many pixels further down and to the right; ``picture``: rows, columns,
    background."""
    rows, columns = picture.rows, picture.columns
    first, last = max(right, 0), min(columns + right, columns)
    for row in range(rows):
        at, source = row * columns, (row - down) * columns - right
        inside = 0 <= row - down < rows
        for column in range(columns):
            to[at + column] = picture.background
        if inside:
            for column in range(first, last):
                to[at + column] = pattern[source + column]
