"""Axes, scales and whole graphs: ``setup-axes draw-axes plot-lists graph-xy nice-scale ...`` (language.md, 14.4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, number, numbers, python_list, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.numbertext import number_text
from ..lisp.values import make_list
from .drawing import LETTER_HEIGHT, LETTER_WIDTH, clear
from .plotports import draw, error_bar, forget, four, new_plot_port, nice_rectangle, plot
from .windows import current_window

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

TITLE_FONT = "Helvetica-18"
TICK = 3  # pixels to either side of an axis
NOUGHT = 1e-8  # labels nearer to 0 count as 0
MOST_LABELS = 1000


@builtin("nice-scale")
def nice_scale(low: Any, high: Any, step: Any = MISSING) -> Any:
    """Round labels between two limits."""
    least, greatest = number(low), number(high)
    if not -math.inf < least < greatest < math.inf:
        raise LispError("Illegal scaling factor")
    delta = 10.0 ** math.floor(math.log10((greatest - least) / 3)) if step in (MISSING, None) else number(step)
    if delta <= 0 or (greatest - least) / delta > MOST_LABELS:
        raise LispError("Illegal scaling factor")
    first = math.ceil(least / delta)
    count = math.floor(greatest / delta + NOUGHT) - first + 1
    return make_list((first + i) * delta for i in range(count))


@builtin("graph-scale")
def graph_scale(low: Any, high: Any) -> Any:
    """``(min max step)``: limits rounded to the power of ten below half the range."""
    least, greatest = number(low), number(high)
    if not -math.inf < least < greatest < math.inf:
        raise LispError("Illegal scaling factor")
    step = 10.0 ** math.floor(math.log10((greatest - least) / 2))
    return make_list([math.floor(least / step) * step, math.ceil(greatest / step) * step, step])


@builtin("draw-axes")
def draw_axes(
    lisp: Interpreter, brect: Any, xlabels: Any, ylabels: Any, title: Any, xtext: Any = None, ytext: Any = None
) -> None:
    """Axes along the left and bottom of the pixels ``brect``; the labels divide them as their values do, from end to
    end."""
    ends = [(labels[0], labels[-1]) if labels else (0.0, 0.0) for labels in map(numbers, (xlabels, ylabels))]
    _draw_axes(lisp, brect, ends, (xlabels, ylabels), string(title), (xtext, ytext))


def _draw_axes(lisp: Interpreter, brect: Any, ends: Any, labels: Any, title: str, texts: Any) -> None:
    """``ends``: of each axis, the numbers at its first and its last pixel."""
    window, (left, bottom, right, top) = current_window(lisp), map(int, four(brect))
    driver = window.driver
    driver.line(left, bottom, right, bottom)
    driver.line(left, bottom, left, top)
    for x, text in _ticks(lisp, labels[0], ends[0], (left, right), texts[0]):
        driver.line(x, bottom - TICK, x, bottom + TICK)
        driver.text(x - LETTER_WIDTH * len(text) // 2, bottom + TICK + LETTER_HEIGHT + 2, text)
    for y, text in _ticks(lisp, labels[1], ends[1], (bottom, top), texts[1]):
        driver.line(left - TICK, y, left + TICK, y)
        driver.text(left - TICK - 2 - LETTER_WIDTH * len(text), y + LETTER_HEIGHT // 2 - 1, text)
    saved = window.font
    window.set_font(TITLE_FONT)
    driver.text(left, top - 20, title)
    window.set_font(saved)


def _ticks(lisp: Interpreter, labels: Any, ends: Any, pixels: tuple[int, int], function: Any) -> list[tuple[int, str]]:
    """Pixel and text of each label."""
    (low, high), (first, last) = ends, pixels
    scale = (last - first) / (high - low) if high != low else 0.0
    return [(int(first + (label - low) * scale), _text(lisp, label, function)) for label in numbers(labels)]


def _text(lisp: Interpreter, value: float, function: Any) -> str:
    shown = 0.0 if abs(value) < NOUGHT else value
    return number_text(shown) if function is None else string(lisp.apply(function, [shown]))


@builtin("setup-axes")
def setup_axes(
    lisp: Interpreter,
    xmin: Any,
    ymin: Any,
    xmax: Any,
    ymax: Any,
    xstep: Any = None,
    ystep: Any = None,
    title: Any = "",
    mark: Any = None,
    xtext: Any = None,
    ytext: Any = None,
) -> Any:
    """Clear the window, draw axes, and make the port to plot through the value of ``plot-port``."""
    brect = nice_rectangle(lisp)
    drawn = lisp.global_value("open-circle") if mark is None else mark
    port = new_plot_port(lisp, brect, make_list([number(side) for side in (xmin, ymin, xmax, ymax)]), drawn)
    clear(lisp)
    lisp.define(lisp.intern("plot-port"), port)
    labels = nice_scale(xmin, xmax, xstep), nice_scale(ymin, ymax, ystep)
    _draw_axes(lisp, brect, ((xmin, xmax), (ymin, ymax)), labels, string(title), (xtext, ytext))
    return port


@builtin("plot-lists")
def plot_lists(lisp: Interpreter, xs: Any, ys: Any) -> None:
    """A line through the points, then the marks."""
    points = list(zip(*_columns(xs, ys), strict=True))
    forget(lisp)
    for x, y in points:
        draw(lisp, x, y)
    for x, y in points:
        plot(lisp, x, y)
    forget(lisp)


@builtin("plot-lists-sd")
def plot_lists_with_errors(lisp: Interpreter, xs: Any, ys: Any, deviations: Any) -> None:
    """The same, with a bar at each point."""
    for x, y, deviation in zip(*_columns(xs, ys, deviations), strict=True):
        error_bar(lisp, x, y, deviation)
    plot_lists(lisp, xs, ys)


def _columns(*lists: Any) -> list[list[float]]:
    columns = [numbers(values) for values in lists]
    if len({len(column) for column in columns}) > 1:
        raise LispError("listes have different length")
    return columns


def _range(values: list[float]) -> tuple[float, float]:
    """Round limits around numbers."""
    if not values:
        raise LispError("empty list")
    low, high = min(values), max(values)
    if low == high:
        return low - 1.0, high + 1.0
    least, greatest, _ = python_list(graph_scale(low, high))
    return least, greatest


@builtin("graph-xy")
def graph(lisp: Interpreter, xs: Any, ys: Any, title: Any = "") -> None:
    """Axes made for the data, then the curve."""
    columns = _columns(xs, ys)
    (x1, x2), (y1, y2) = map(_range, columns)
    setup_axes(lisp, x1, y1, x2, y2, None, None, title)
    plot_lists(lisp, xs, ys)


@builtin("graph-xyv")
def graph_with_errors(lisp: Interpreter, xs: Any, ys: Any, deviations: Any, title: Any = "") -> None:
    """The same, with error bars."""
    columns = _columns(xs, ys, deviations)
    around = [y + sign * v for _, y, v in zip(*columns, strict=True) for sign in (-1, 1)]
    (x1, x2), (y1, y2) = _range(columns[0]), _range(around)
    setup_axes(lisp, x1, y1, x2, y2, None, None, title)
    plot_lists_with_errors(lisp, xs, ys, deviations)
