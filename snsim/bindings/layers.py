"""Layers: Lisp lists of unit numbers, nested as one likes, come in; int32 arrays go out (sn28.md, 1.1).

``()`` inside a layer is skipped; a single number stands for the layer of that unit. Layers taken in pairs must have the
same structure.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..lisp.arguments import conses, python_list
from ..lisp.errors import LispError
from ..lisp.values import Cons, Form, surgeries
from ..network.errors import NetworkError
from ..network.network import Network
from .arguments import unit

WRONG_UNIT = "bad neuron number"
LONGEST_RUN = 1 << 20
MOST_KNOWN = 256  # lists


def layer(network: Network, value: Any) -> np.ndarray:
    """The units of a layer, in order; not to be written."""
    if (known := _known.find(network, value)) is not None:
        return known.units
    numbers: list[float] = []
    _collect(value, numbers, WRONG_UNIT)
    units = _checked(network, numbers, WRONG_UNIT)
    if isinstance(value, Cons):
        _known.keep(value, units)
    return units


def flat_layer(network: Network, value: Any) -> np.ndarray | None:
    """The units of a list of nothing but units, not to be written; ``None`` for any other value, right or wrong."""
    if (known := _known.find(network, value)) is not None:
        return known.units if known.flat else None
    if not isinstance(value, Cons) or _collect_run(value, []) is not None:
        return None
    try:
        return layer(network, value)
    except NetworkError:
        return None


class _Layer(NamedTuple):
    """A list, how many units there must be, and its units; ``flat``: it is a list of nothing but numbers."""

    value: Cons
    least: int
    units: np.ndarray
    flat: bool


class _Known:
    """The arrays of lists seen before: lists are as they were until one is changed in place.

    A list is kept, too, so that its identity is not given to another.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.mark = surgeries.mark
        self.layers: dict[int, _Layer] = {}

    def find(self, network: Network, value: Any) -> _Layer | None:
        """What is known of a list."""
        if self.mark is not surgeries.mark:
            self.clear()
        known = self.layers.get(id(value))
        return known if known is not None and known.least <= network.nnum else None

    def keep(self, value: Cons, units: np.ndarray) -> None:
        if len(self.layers) >= MOST_KNOWN:
            self.clear()
        units.flags.writeable = False
        self.layers[id(value)] = _Layer(value, int(units.max(initial=-1)) + 1, units, _collect_run(value, []) is None)


_known = _Known()


def ends(network: Network, value: Any) -> np.ndarray:
    """The units at one end of new connections: a layer, with messages of its own."""
    if type(value) is float:
        return np.array([unit(network, value)], np.int32)
    numbers: list[float] = []
    _collect(value, numbers, "not a cell number")
    return _checked(network, numbers, "illegal cell number")


def windows(network: Network, value: Any, size: int) -> np.ndarray | None:
    """The units of a list of flat lists of ``size`` units each, (windows, size); ``None`` for any other value."""
    numbers: list[float] = []
    count = 0
    for count, window in enumerate(python_list(value), 1):
        if _collect_run(window, numbers) is not None or len(numbers) != count * size:
            return None
    try:
        return _checked(network, numbers, WRONG_UNIT).reshape(count, size)
    except NetworkError:
        return None


def paired_layers(network: Network, first: Any, second: Any) -> tuple[np.ndarray, np.ndarray]:
    """The units of two layers that have the same structure; not to be written."""
    one, other = _known.find(network, first), _known.find(network, second)
    if one is not None and other is not None and one.flat and other.flat and len(one.units) == len(other.units):
        return one.units, other.units
    left: list[float] = []
    right: list[float] = []
    _collect_pairs(first, second, left, right)
    checked = _checked(network, left, WRONG_UNIT), _checked(network, right, WRONG_UNIT)
    for value, units in zip((first, second), checked, strict=True):
        if isinstance(value, Cons):
            _known.keep(value, units)
    return checked


def _collect(value: Any, numbers: list[float], complaint: str) -> None:
    """Append the numbers in a tree; ``complaint`` is about anything else in it."""
    if type(value) is float:
        numbers.append(value)
        return
    rest = _collect_run(value, numbers)
    if rest is not None and not isinstance(rest, Cons):
        raise LispError("bad neuron numbers list", value)
    for cell in conses(rest):
        item = cell.car
        if type(item) is float or isinstance(item, Cons):
            _collect(item, numbers, complaint)
        elif item is not None:
            raise LispError(complaint, item)
        if cell.cdr is not None and not isinstance(cell.cdr, Cons):
            raise LispError("bad neuron numbers list", value)


def _collect_run(value: Any, numbers: list[float]) -> Any:
    """Append the numbers a list starts with, quickly: nearly all layers are flat. What is left of the list."""
    append = numbers.append
    if type(value) is Form and type(value.car) is float:  # the first cell of a list that was read
        append(value.car)
        value = value.cdr
    for _ in range(LONGEST_RUN):  # a list in a circle is left to those who look for circles
        if type(value) is not Cons or type(item := value.car) is not float:
            break
        append(item)
        value = value.cdr
    return value


def _collect_pairs(first: Any, second: Any, left: list[float], right: list[float]) -> None:
    if type(first) is float and type(second) is float:
        left.append(first)
        right.append(second)
    elif isinstance(first, Cons) and isinstance(second, Cons):
        rest: Any = second
        for cell in conses(first):
            if not isinstance(rest, Cons):
                raise LispError("listes doesn't have the same length")
            _collect_pairs(cell.car, rest.car, left, right)
            rest = rest.cdr
        if rest is not None:
            raise LispError("listes doesn't have the same length")
    elif first is not None or second is not None:
        raise LispError("listes doesn't have the same structure")


def _checked(network: Network, numbers: list[float], complaint: str) -> np.ndarray:
    """Truncated, and checked to be units in use."""
    values = np.array(numbers, np.float64)
    wrong = ~((values > -1.0) & (values < network.nnum))
    if wrong.any():
        raise NetworkError(complaint, float(values[wrong][0]), network.unit_range())
    return values.astype(np.int32)
