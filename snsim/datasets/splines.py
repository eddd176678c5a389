"""The pen path of an allograph as a linear function of its control points.

In: the notation of ``glyphs.py``. Out: a ``Glyph``: the control points, and the matrix that turns them (or any
jittered copies of them) into ``SAMPLES`` points along the path. Being linear, a thousand variants of a digit cost one
matrix product. The curve is a Catmull-Rom spline, broken at corners and where the pen is lifted. All drawing is done in
double precision: what machines compute differently is lost when the grey levels are rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

SAMPLES = 96  # points along one digit: 0.4-0.6 pixel apart once the digit is 16 pixels high
UNIT = 100.0  # the table's height of a digit


@dataclass(frozen=True)
class Glyph:
    """One allograph, ready to be drawn.

    ``controls`` (C, 2): the points of the table, height 0-1; ``basis`` (SAMPLES, C): path = basis @ controls;
    ``pen_down`` (SAMPLES - 1,): 1 where the pen draws from one sample to the next, 0 where it is lifted.
    """

    controls: Doubles
    basis: Doubles
    pen_down: Doubles


def parse_glyph(strokes: str) -> Glyph:
    """Read one entry of the table."""
    points: list[tuple[float, float]] = []
    pieces: list[list[int]] = []  # control-point numbers of each smooth piece
    lifts: list[bool] = []  # is the pen lifted before this piece?
    for stroke in strokes.split("/"):
        piece: list[int] = []
        pieces.append(piece)
        lifts.append(True)
        for word in stroke.split():
            x, y = word.rstrip("!").split(",")
            points.append((float(x) / UNIT, float(y) / UNIT))
            piece.append(len(points) - 1)
            if word.endswith("!"):
                piece = [len(points) - 1]
                pieces.append(piece)
                lifts.append(False)
    controls = np.array(points)
    counts = _share_samples([_length(controls[piece]) for piece in pieces])
    rows: list[Doubles] = []
    pen_down: list[float] = []
    for piece, lifted, count in zip(pieces, lifts, counts, strict=True):
        weights = np.zeros((count, len(points)))
        weights[:, piece] = catmull_rom(len(piece), count)
        rows.append(weights)
        pen_down += [0.0 if lifted else 1.0] + [1.0] * (count - 1)
    return Glyph(controls, np.concatenate(rows), np.array(pen_down[1:]))


def catmull_rom(n_controls: int, n_samples: int) -> Doubles:
    """The matrix (n_samples, n_controls) of a curve through its control points, ends included."""
    extended = np.zeros((n_controls + 2, n_controls))  # ends mirrored, so the curve reaches them
    extended[1:-1] = np.eye(n_controls)
    extended[0, :2] = 2, -1
    extended[-1, -2:] = -1, 2
    position = np.linspace(0, n_controls - 1, n_samples)
    segment = np.minimum(position.astype(int), n_controls - 2)
    t = (position - segment)[:, None]
    before, start, end, after = (extended[segment + k] for k in range(4))
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def _length(polygon: Doubles) -> float:
    return float(np.hypot(*np.diff(polygon, axis=0).T).sum())


def _share_samples(lengths: list[float]) -> list[int]:
    """Divide SAMPLES among the pieces by their lengths, at least two each."""
    shares = np.cumsum([0.0, *lengths]) / sum(lengths) * (SAMPLES - 2 * len(lengths))
    return [int(n) + 2 for n in np.diff(np.round(shares))]
