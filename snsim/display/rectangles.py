"""Rectangles ``(x y w h)``: inside, intersection, union, corners (language.md, 14.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import number, numbers
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Symbol, make_list, truth
from .windows import current_window

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


def rectangle(value: Any) -> tuple[float, float, float, float]:
    """The four numbers of a rectangle."""
    try:
        sides = numbers(value)
    except LispError:
        sides = []
    if len(sides) != 4:
        raise LispError("illegal rectangle", value)
    x, y, w, h = sides
    return x, y, w, h


@builtin("point-in-rect")
def point_in_rectangle(px: Any, py: Any, rect: Any) -> Symbol | None:
    x, y, w, h = rectangle(rect)
    return truth(x <= number(px) < x + w and y <= number(py) < y + h)


@builtin("rect-in-rect")
def rectangle_in_rectangle(inner: Any, outer: Any) -> Symbol | None:
    x, y, w, h = rectangle(inner)
    X, Y, W, H = rectangle(outer)
    return truth(x >= X and y >= Y and x + w <= X + W and y + h <= Y + H)


@builtin("collide-rect")
def intersection(a: Any, b: Any) -> Any:
    """What is in both, or ()."""
    x, y, w, h = rectangle(a)
    X, Y, W, H = rectangle(b)
    left, top = max(x, X), max(y, Y)
    width, height = min(x + w, X + W) - left, min(y + h, Y + H) - top
    return make_list((left, top, width, height)) if width > 0 and height > 0 else None


@builtin("bounding-rect")
def union(a: Any, b: Any) -> Any:
    """The least rectangle around both."""
    x, y, w, h = rectangle(a)
    X, Y, W, H = rectangle(b)
    left, top = min(x, X), min(y, Y)
    return make_list((left, top, max(x + w, X + W) - left, max(y + h, Y + H) - top))


@builtin("expand-rect")
def expand(rect: Any, dx: Any, dy: Any) -> Any:
    """So much more on every side."""
    x, y, w, h = rectangle(rect)
    across, down = number(dx), number(dy)
    return make_list((x - across, y - down, w + 2 * across, h + 2 * down))


@builtin("points-2-rect")
def around_points(points: Any) -> Any:
    """The rectangle of the pixels ``(x1 y1 x2 y2 ...)``."""
    values = numbers(points)
    if len(values) < 2 or len(values) % 2:
        raise LispError("illegal rectangle", points)
    xs, ys = values[::2], values[1::2]
    return make_list((min(xs), min(ys), max(xs) - min(xs) + 1.0, max(ys) - min(ys) + 1.0))


@builtin("rect-2-points")
def corners(rect: Any) -> Any:
    """The first and the last pixel."""
    x, y, w, h = rectangle(rect)
    return make_list((x, y, x + w - 1.0, y + h - 1.0))


@builtin("window-rect")
def window_rectangle(lisp: Interpreter) -> Any:
    driver = current_window(lisp).driver
    return make_list((0.0, 0.0, float(driver.width), float(driver.height)))
