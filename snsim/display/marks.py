"""Plot marks: functions of a pixel that draw a small figure there (language.md, 14.4).

Half their size is in the variable ``object-size``. Open marks erase what is inside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import integer
from ..lisp.functions import builtin
from .drivers import BACKGROUND, Driver
from .windows import Window, current_window

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

Points = Sequence[tuple[int, int]]


def start(lisp: Interpreter) -> None:
    """The variables of marks."""
    lisp.set_global("object-size", 3.0)
    lisp.set_global("current-object", None)


@builtin("object-nil")
def no_mark(x: Any, y: Any) -> None:
    integer(x), integer(y)


def _outline(driver: Driver, points: Points) -> None:
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        driver.line(x1, y1, x2, y2)


def _declare(name: str, closed: bool, points: Callable[[int, int, int], Points]) -> None:
    """A mark whose figure is a polygon; ``points(x, y, half the size)``."""

    @builtin(f"{'closed' if closed else 'open'}-{name}")
    def mark(lisp: Interpreter, x: Any, y: Any) -> None:
        window = current_window(lisp)
        figure = points(integer(x), integer(y), _size(lisp))
        _fill(window, closed, lambda: window.driver.polygon(figure))
        if not closed:
            _outline(window.driver, figure)


def _size(lisp: Interpreter) -> int:
    return integer(lisp.intern("object-size").cell.value)


def _fill(window: Window, closed: bool, draw: Callable[[], None]) -> None:
    """Fill a figure; that of an open mark with the background."""
    if not closed:
        window.driver.set_color(BACKGROUND)
    draw()
    if not closed:
        window.driver.set_color(window.color)


for _closed in (False, True):
    _declare("square", _closed, lambda x, y, s: ((x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)))
    _declare("up-triangle", _closed, lambda x, y, s: ((x - s, y + s), (x + s, y + s), (x, y - s)))
    _declare("down-triangle", _closed, lambda x, y, s: ((x - s, y - s), (x + s, y - s), (x, y + s)))


@builtin("open-circle")
def open_circle(lisp: Interpreter, x: Any, y: Any) -> None:
    window = current_window(lisp)
    place = integer(x), integer(y), _size(lisp)
    _fill(window, False, lambda: window.driver.circle(*place, True))
    window.driver.circle(*place, False)


@builtin("closed-circle")
def closed_circle(lisp: Interpreter, x: Any, y: Any) -> None:
    current_window(lisp).driver.circle(integer(x), integer(y), _size(lisp), True)


@builtin("straight-cross")
def straight_cross(lisp: Interpreter, x: Any, y: Any) -> None:
    driver, s = current_window(lisp).driver, _size(lisp)
    column, row = integer(x), integer(y)
    driver.line(column - s, row, column + s, row)
    driver.line(column, row - s, column, row + s)


@builtin("oblique-cross")
def oblique_cross(lisp: Interpreter, x: Any, y: Any) -> None:
    driver, s = current_window(lisp).driver, _size(lisp)
    column, row = integer(x), integer(y)
    driver.line(column - s, row - s, column + s, row + s)
    driver.line(column - s, row + s, column + s, row - s)
