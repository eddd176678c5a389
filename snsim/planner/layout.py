"""Where everything lies in the *arena*, one aligned block of float32: all that code is made from.

The arena holds, one after the other: the *rule* (the numbers of an algorithm), the unit fields (arrays of the same
length; each level padded to whole vectors), then for each *window* its columns, for each *block* its
weights, rates and so on, and scratch. All places are bytes from the start of the arena.

* A **window** is what a group of feature maps looks at: T inputs at every position. It lies as (positions, T), or, for
  lanes along positions, *turned* as (T, positions). A full connection is the case of one position; where its inputs
  already lie side by side, they are the window.
* A **block** is a dense piece of work: M maps that all see the window's T inputs. Its weights lie as (M, T); behind a
  turned window as (T, M), with the maps padded (``row_of``).

A layout is made of nothing but numbers: equal layouts have equal machine code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

LANES = 16
BYTES = 4 * LANES
PAGE = 4096  # bytes

# unit fields: state, activation, minus dE/da, minus dE/dx, f'(a), d2E/da2, d2E/dx2; the learning rate of the unit's
# connections, that times minus dE/da; noise for the state or the activation; the mask of dropout
A_VAL, A_SUM, A_GRAD, A_BACKSUM, A_SLOPE, A_GGRAD, A_SQBACKSUM, A_RATE, A_STEP, A_NOISE, A_MASK = range(11)
UNIT_FIELDS = 11

# the numbers of an algorithm, floats at the start of the arena
ALPHA, DECAY, GAMMA, MU, BOUND, EACH, SMOOTHING = range(7)
BETA1, BETA2, EPSILON, STRIDE, SPREAD, SHRINK = range(7, 13)  # of AdamW; the last three, of one step, stay neighbours
RULE_BYTES = BYTES

DENSE, PER_UNIT, ROWS, IDLE = range(4)  # kinds of blocks; idle weights have no connections

# what f and f' of a level are: A tanh(B a) + C a + D, max(0, a), P a + D, each with its own derivative; else any pair
BY_TANH, BY_RELU, BY_LINE, BY_CODE = "tanh", "relu", "linear", "other"


def padded(count: int, to: int = LANES) -> int:
    """``count`` rounded up to a multiple."""
    return -(-count // to) * to


FEW_MAPS = 8  # half a vector: their gradients take lanes along the positions, too (``codegen/folded.py``)


def row_of(maps: int) -> int:
    """Floats from input to input of weights behind a turned window: the maps, rounded up to fill vectors evenly."""
    return 1 << (maps - 1).bit_length() if maps <= FEW_MAPS else padded(maps, 8)


@dataclass(frozen=True)
class BlockLayout:
    """``rows``: where in a unit field each map starts; ``stride``: bytes from row to row of its weights; ``sigma``: the
    curvature of every connection, (depth, M, positions, T) or (depth, M, T, positions), 0 where it is the weight's;
    ``source``: the one source unit of a ``PER_UNIT`` block; ``holes``: are there places without a connection, whose
    rate is 0?"""

    kind: int
    maps: int
    rows: tuple[int, ...]
    stride: int
    weights: int
    rates: int
    deltas: int
    hess: int
    sums: int  # gradients summed over a batch
    bends: int  # curvatures summed over a batch; AdamW's average of squared gradients
    sigma: int = 0
    source: int = 0
    holes: bool = False

    @property
    def spacing(self) -> int:
        """The distance from map to map, 0 where it differs."""
        distances = set(np.diff(self.rows).tolist())
        return 4 if not distances else distances.pop() if len(distances) == 1 else 0


@dataclass(frozen=True)
class WindowLayout:
    """``row``: bytes from position to position, or, turned, from input to input. ``gather`` (depth, vectors, 16): for
    every lane of the window the float index of its unit in a unit field, -1 for none; ``scatter`` the same for what
    comes back. With a depth the window is *folded*: a lane is the sum of so many units. ``units``: where in a unit
    field the inputs lie side by side, else -1, and the window is at ``x``."""

    positions: int
    inputs: int
    turned: bool
    row: int
    x: int
    units: int
    gather: np.ndarray
    scatter: np.ndarray
    blocks: tuple[BlockLayout, ...]

    @property
    def folded(self) -> bool:
        """Are sums of units seen?"""
        return len(self.gather) > 1

    @property
    def shared(self) -> bool:
        """Does it serve weights that have several connections?"""
        return self.positions > 1 or self.folded

    @property
    def vectors(self) -> int:
        """Vectors of a row."""
        return self.row // BYTES

    @property
    def size(self) -> int:
        """Vectors of the window."""
        return self.vectors * (self.inputs if self.turned else self.positions)

    @property
    def wanted(self) -> bool:
        """Does anything below want what comes back?"""
        return bool((self.scatter >= 0).any())


@dataclass(frozen=True)
class LevelLayout:
    """``start`` and ``vectors``: of the level's units in every unit field; ``order``: where its units lie, in the order
    of their layer; ``functions``: the layer of the course whose functions it has; ``form``: what these are
    (``BY_TANH`` ...); ``windows``, ``singles``: what leads into it."""

    start: int
    vectors: int
    order: tuple[int, ...]
    functions: int
    form: str
    windows: tuple[WindowLayout, ...]
    singles: tuple[BlockLayout, ...]


@dataclass(frozen=True)
class ArenaLayout:
    """``fields``: where the unit fields begin; ``field``: bytes of one;
    ``present`` (vectors, 16): for every lane of the input units the number of its input, -1 for none; the scratch:
    ``gradients`` and ``curvatures`` of the largest block, ``back`` and ``back2`` for the largest window, ``squares`` of
    one, ``turned`` for gradients of maps turned, ``even`` for maps that do not lie evenly, ``before`` for the
    inputs of the pattern before. ``idle``: weights that have lost their connections, which momentum and decay still
    move."""

    levels: tuple[LevelLayout, ...]
    fields: int
    field: int
    present: np.ndarray
    gradients: int
    curvatures: int
    back: int
    back2: int
    squares: int
    turned: int
    even: int
    before: int
    bytes: int
    idle: BlockLayout

    def unit(self, field: int, place: int = 0) -> int:
        """Where a place of a unit field is."""
        return self.fields + field * self.field + place

    def fingerprint(self) -> str:
        """Equal for equal layouts."""
        digest = hashlib.sha256()
        for part in _parts(self):
            digest.update(part)
        return digest.hexdigest()


def _parts(value: Any) -> Iterator[bytes]:
    """The content of nested dataclasses, tuples, arrays and numbers."""
    if is_dataclass(value):
        for field in fields(value):
            yield f"{field.name}=".encode()
            yield from _parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        yield f"({len(value)}".encode()
        if value and type(value[0]) is int:  # thousands of units' places
            yield repr(value).encode()
            return
        for item in value:
            yield from _parts(item)
    elif isinstance(value, np.ndarray):
        yield f"{value.dtype}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    else:
        yield f"{value};".encode()


def aligned(values: np.ndarray) -> np.ndarray:
    """A copy of float32 values that begins on a page: where vectors fall in the cache is no matter of luck."""
    raw = np.empty(len(values) + PAGE // 4, np.float32)
    skip = (-raw.ctypes.data % PAGE) // 4
    copy = raw[skip : skip + len(values)]
    copy[:] = values
    return copy
