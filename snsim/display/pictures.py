"""Numbers as pictures: Hinton diagrams, gray and coloured cells (language.md, 14.2).

A Hinton diagram shows a number by a square on gray: white for positive, black for negative, its side the square root
of the size.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.arguments import MISSING, integer, number, python_list
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..matrices.index import Index, matrix_argument
from .drivers import BACKGROUND, FOREGROUND, GRAY, Driver
from .windows import current_window

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

LEVELS = 64


def _side(value: float, largest: float, most: int) -> int:
    return int(most * math.sqrt(min(1.0, abs(value / largest))))


def _square(driver: Driver, x: int, y: int, side: int, value: float) -> None:
    if side > 0 and value:
        driver.set_color(BACKGROUND if value > 0 else FOREGROUND)
        driver.rectangle(x, y, side, side, True)


@builtin("draw-value")
def draw_value(lisp: Interpreter, x: Any, y: Any, value: Any, largest: Any, most: Any) -> None:
    """One square, centred at the point."""
    window, scale = current_window(lisp), number(largest)
    if scale == 0:
        raise LispError("Max value is 0")
    side = _side(number(value), scale, integer(most))
    _square(window.driver, integer(x) - side // 2, integer(y) - side // 2, side, number(value))
    window.driver.set_color(window.color)


@builtin("draw-list")
def draw_list(lisp: Interpreter, x: Any, y: Any, values: Any, ncol: Any, largest: Any, apart: Any, most: Any) -> None:
    """A Hinton diagram of the numbers of a list, ``ncol`` to a line."""
    window, numbers, columns = current_window(lisp), _numbers(values), _columns(ncol)
    scale, cell, driver = number(largest), integer(apart), window.driver
    if scale == 0:
        raise LispError("Illegal scaling factor")
    left, top = integer(x), integer(y)
    driver.set_color(GRAY)
    driver.rectangle(left, top, columns * cell, -(-len(numbers) // columns) * cell, True)
    for place, value in enumerate(numbers):
        side = _side(value, scale, integer(most))
        shift = int((cell - side) / 2)
        _square(driver, left + place % columns * cell + shift, top + place // columns * cell + shift, side, value)
    driver.set_color(window.color)


def _numbers(values: Any) -> list[float]:
    numbers = python_list(values)
    if not numbers:
        raise LispError("empty list")
    for value in numbers:
        if type(value) is not float:
            raise LispError("not a number", value)
    return numbers


def _columns(ncol: Any) -> int:
    columns = integer(ncol)
    if columns <= 0:
        raise LispError("Negative number of columns")
    return columns


def _levels(values: np.ndarray, low: Any, high: Any) -> np.ndarray:
    """Levels 0 to 63 of values between two limits, which may stand in either order."""
    least, greatest = number(low), number(high)
    if least == greatest:
        raise LispError("Illegal scaling factor")
    return np.clip(np.floor(LEVELS * (values - least) / (greatest - least)), 0, LEVELS - 1).astype(int)


GRAYS = np.repeat((np.arange(LEVELS) * 255 // (LEVELS - 1)).astype(np.uint8)[:, None], 3, axis=1)
"""The colours of the levels, black to white."""


def _palette(colors: Any) -> np.ndarray:
    """The colours of an int matrix of 64 numbers."""
    index = matrix_argument(colors)
    if index.array.size != LEVELS or index.type.real:
        raise LispError("not an int-matrix", colors)
    values = index.values.astype(int).ravel()
    return np.stack([values >> 16 & 255, values >> 8 & 255, values & 255], axis=1).astype(np.uint8)


def _draw_cells(lisp: Interpreter, x: Any, y: Any, colors: np.ndarray, width: int, height: int) -> None:
    for size in (width, height):
        if size < 1:
            raise LispError("Illegal scaling factor")
    current_window(lisp).driver.image(integer(x), integer(y), colors, width, height)


def _list_cells(values: Any, ncol: Any, low: Any, high: Any, palette: np.ndarray) -> np.ndarray:
    """A list as lines of coloured cells; what is left of the last line is white."""
    numbers, columns = _numbers(values), _columns(ncol)
    cells = np.full((-(-len(numbers) // columns) * columns, 3), 255, np.uint8)
    cells[: len(numbers)] = palette[_levels(np.array(numbers), low, high)]
    return cells.reshape(-1, columns, 3)


def _matrix_cells(m: Any, low: Any, high: Any, palette: np.ndarray) -> np.ndarray:
    index = matrix_argument(m)
    if not 1 <= index.array.ndim <= 2:
        raise LispError("1D or 2D index expected", m)
    return palette[_levels(np.atleast_2d(index.values), low, high)]


@builtin("gray-draw-list")
def gray_draw_list(lisp: Interpreter, x: Any, y: Any, values: Any, ncol: Any, low: Any, high: Any, apart: Any) -> None:
    """Gray cells: ``low`` black, ``high`` white."""
    _draw_cells(lisp, x, y, _list_cells(values, ncol, low, high, GRAYS), integer(apart), integer(apart))


@builtin("gray-draw-matrix")
def gray_draw_matrix(lisp: Interpreter, x: Any, y: Any, m: Any, low: Any, high: Any, *apart: Any) -> None:
    """A gray image of a matrix; dimension 0 runs down. Cells of 1 pixel, or ``apartx aparty``."""
    _draw_cells(lisp, x, y, _matrix_cells(m, low, high, GRAYS), *_cell_size(apart))


def _cell_size(apart: tuple[Any, ...]) -> tuple[int, int]:
    if len(apart) > 2:
        raise LispError("incorrect number of arguments")
    sizes = list(map(integer, apart)) or [1]
    return sizes[0], sizes[-1]


@builtin("color-draw-list")
def color_draw_list(
    lisp: Interpreter, x: Any, y: Any, values: Any, ncol: Any, low: Any, high: Any, apart: Any, colors: Any
) -> None:
    cells = _list_cells(values, ncol, low, high, _palette(colors))
    _draw_cells(lisp, x, y, cells, integer(apart), integer(apart))


@builtin("color-draw-matrix")
def color_draw_matrix(lisp: Interpreter, x: Any, y: Any, m: Any, low: Any, high: Any, *rest: Any) -> None:
    """``[apartx aparty] colors``: the 64 colours come last."""
    if not rest:
        raise LispError("incorrect number of arguments")
    _draw_cells(lisp, x, y, _matrix_cells(m, low, high, _palette(rest[-1])), *_cell_size(rest[:-1]))


@builtin("rgb-draw-matrix")
def rgb_draw_matrix(lisp: Interpreter, x: Any, y: Any, m: Any, *apart: Any) -> None:
    """A matrix of h x w x 3 (or h x w: gray) numbers 0 to 255."""
    values = matrix_argument(m).values
    if values.ndim == 2:
        values = np.repeat(values[..., None], 3, axis=2)
    if values.ndim != 3 or values.shape[2] != 3:
        raise LispError("arguments have the wrong dimensions")
    _draw_cells(lisp, x, y, np.clip(values, 0, 255).astype(np.uint8), *_cell_size(apart))


@builtin("draw-mat")
def draw_matrix(lisp: Interpreter, m: Any, x: Any = MISSING, y: Any = MISSING) -> Index:
    """A gray image from the least value to the greatest."""
    index = matrix_argument(m)
    low, high = float(index.values.min()), float(index.values.max())
    left, top = (0.0 if place is MISSING else place for place in (x, y))
    gray_draw_matrix(lisp, left, top, m, low, high if high != low else low + 1.0)
    return index
