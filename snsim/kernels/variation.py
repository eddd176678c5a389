"""All that differs by chance between two presentations of a pattern, drawn in the order in which exact mode draws it:

    how the picture is changed, noise on the inputs, masks of dropout, noise on total inputs, layer by layer

as one row of numbers. So a sweep can draw for many presentations beforehand, and several cores can share these out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .augmentation import change, draw, draws, room
from .calls import store_float
from .dropout import mask
from .jit import kernel, part
from .randomness import gauss

F0 = np.float32(0)
LANES = 16  # whole vectors of a pattern are read


class Spots(NamedTuple):
    """Byte offsets in the arena: of the noise of inputs and of all computed units in the order of their layers, and of
    the masks of the units that may be left out."""

    inputs: np.ndarray
    sums: np.ndarray
    masks: np.ndarray


class Scratch(NamedTuple):
    """``row``: of one presentation; ``moved``: the changed pattern, and what is read beyond it; ``work``: for that."""

    row: np.ndarray
    moved: np.ndarray
    work: np.ndarray


@kernel
def width(course):  # type: ignore[no-untyped-def]
    """Numbers in a row."""
    count = draws(course.augmentation) + len(course.dropout.units)
    inputs = course.layer_start[1]
    if course.noise != F0:
        count += inputs
    if course.theta != F0:
        count += len(course.layers) - inputs
    return count


@part
def scratch_for(course):  # type: ignore[no-untyped-def]
    """Room for one presentation at a time."""
    moved = np.empty(course.patterns.shape[1] + LANES, np.float32)
    return Scratch(np.empty(width(course), np.float32), moved, np.empty(room(course.augmentation), np.float32))


@part
def draw_row(course, row, random):  # type: ignore[no-untyped-def]
    """The numbers of the next presentation."""
    at, inputs = draws(course.augmentation), course.layer_start[1]
    draw(course.augmentation, row[:at], random)
    if course.noise != F0:
        for k in range(inputs):
            row[at + k] = gauss(random) * course.noise
        at += inputs
    for k in range(len(course.dropout.units)):
        row[at + k] = mask(course.dropout.shares[k], random)
    at += len(course.dropout.units)
    if course.theta != F0:
        for k in range(at, len(row)):
            row[k] = gauss(random) * course.theta


@kernel
def draw_rows(course, rows, random):  # type: ignore[no-untyped-def]
    """The same for many."""
    for k in range(len(rows)):
        draw_row(course, rows[k], random)


@part
def vary(course, spots, arena, pattern, row, scratch):  # type: ignore[no-untyped-def]
    """The pattern and the ``arena`` (an address) as a row says; the address of the pattern to present."""
    at = draws(course.augmentation)
    given = course.patterns[pattern]
    if at:
        change(given, scratch.moved, course.augmentation, row[:at], scratch.work)
    if course.noise != F0:
        at = put(arena, spots.inputs, row, at)
    at = put(arena, spots.masks, row, at)
    if course.theta != F0:
        put(arena, spots.sums, row, at)
    return scratch.moved.ctypes.data if draws(course.augmentation) else given.ctypes.data


@part
def put(arena, places, row, at):  # type: ignore[no-untyped-def]
    """Numbers of the row from ``at`` on to their places; where the next are."""
    for k in range(len(places)):
        store_float(arena + places[k], row[at + k])
    return at + len(places)
