"""Plot ports: a mapping from numbers to pixels, a current point, a mark (language.md, 14.4).

A port is the list ``((px py) window xscale xoffset yscale yoffset mark)``, pixel = offset + scale * value; () stands
for a current point that is forgotten. The port in the dynamic variable ``plot-port`` is the one drawn through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..lisp.arguments import MISSING, number, numbers, python_list
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Cons, make_list
from .colors import color, color_rgb
from .drawing import linestyle
from .windows import Window, current_window

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

MARGINS = 60.0, 30.0, 50.0, 40.0  # of nice-brect: left, below, right, above


class Port(NamedTuple):
    """A port taken apart; ``cell`` is its first cell, whose car is the current point."""

    cell: Cons
    window: Window
    xscale: float
    xoffset: float
    yscale: float
    yoffset: float
    mark: Any

    def pixel(self, x: Any, y: Any) -> tuple[float, float]:
        """Where a point lies in the window."""
        return self.xoffset + self.xscale * number(x), self.yoffset + self.yscale * number(y)


def start(lisp: Interpreter) -> None:
    """The variables of plotting."""
    lisp.set_global("plot-port", None)
    lisp.set_global("sd-bar-size", 3.0)


def port_of(value: Any) -> Port:
    """A port."""
    parts = python_list(value) if isinstance(value, Cons) else []
    if len(parts) != 7 or not isinstance(parts[1], Window) or any(type(part) is not float for part in parts[2:6]):
        raise LispError("not a plot port", value, hint="(setup-axes xmin ymin xmax ymax) makes one.")
    return Port(value, *parts[1:])


def current_port(lisp: Interpreter) -> Port:
    """The port in ``plot-port``."""
    return port_of(lisp.intern("plot-port").cell.value)


def four(value: Any) -> list[float]:
    """The numbers of a rectangle ``(xmin ymin xmax ymax)``."""
    sides = numbers(value)
    if len(sides) != 4:
        raise LispError("illegal rectangle", value)
    return sides


@builtin("new-plot-port")
def new_plot_port(lisp: Interpreter, brect: Any, rrect: Any, mark: Any = MISSING) -> Any:
    """Maps the real rectangle ``(xmin ymin xmax ymax)`` to the pixels ``(xmin ymin xmax ymax)`` of the window."""
    (bx1, by1, bx2, by2), (x1, y1, x2, y2) = four(brect), four(rrect)
    if x1 == x2 or y1 == y2:
        raise LispError("illegal rectangle", rrect)
    xscale, yscale = (bx2 - bx1) / (x2 - x1), (by2 - by1) / (y2 - y1)
    drawn = lisp.global_value("object-nil") if mark is MISSING else mark
    return make_list([None, current_window(lisp), xscale, bx1 - xscale * x1, yscale, by1 - yscale * y1, drawn])


@builtin("copy-plot-port")
def copy_plot_port(port: Any, mark: Any = MISSING) -> Any:
    """The same mapping, no current point, another mark."""
    old = port_of(port)
    return make_list([None, *old[1:6], old.mark if mark is MISSING else mark])


@builtin("nice-brect")
def nice_rectangle(lisp: Interpreter) -> Any:
    """Pixels that leave room for axes."""
    driver = current_window(lisp).driver
    left, below, right, above = MARGINS
    return make_list([left, driver.height - below, driver.width - right, above])


@builtin("rect-2-ppbrect")
def port_rectangle(rect: Any) -> Any:
    """``(x y w h)`` as the pixels of a port: y runs up."""
    x, y, w, h = four(rect)
    return make_list([x, y + h, x + w, y])


def _draws(lisp: Interpreter, port: Port) -> Any:
    """Bind ``window`` to the window of the port."""
    mark = len(lisp.trail)
    lisp.trail.bind(lisp.intern("window"), port.window)
    return mark


@builtin("plt-move")
def move(lisp: Interpreter, x: Any, y: Any) -> None:
    """The current point."""
    port = current_port(lisp)
    port.cell.car = make_list(port.pixel(x, y))


@builtin("plt-clear")
def forget(lisp: Interpreter) -> None:
    """A new curve begins."""
    current_port(lisp).cell.car = None


@builtin("plt-draw")
def draw(lisp: Interpreter, x: Any, y: Any) -> None:
    """A line from the current point, if there is one; the point becomes the current one."""
    port = current_port(lisp)
    if port.cell.car is not None:
        (x1, y1), (x2, y2) = python_list(port.cell.car), port.pixel(x, y)
        port.window.driver.line(int(x1), int(y1), int(x2), int(y2))
    move(lisp, x, y)


@builtin("plt-plot")
def plot(lisp: Interpreter, x: Any, y: Any) -> None:
    """The mark (that of ``current-object``, if it is set); the point becomes the current one."""
    port = current_port(lisp)
    shown = lisp.intern("current-object").cell.value or port.mark
    if shown is not None:
        mark = _draws(lisp, port)
        lisp.apply(shown, list(port.pixel(x, y)))
        lisp.trail.unwind(mark)
    move(lisp, x, y)


@builtin("plt-sd")
def error_bar(lisp: Interpreter, x: Any, y: Any, deviation: Any) -> None:
    """A bar from y - v to y + v, with caps."""
    port, cap = current_port(lisp), int(number(lisp.intern("sd-bar-size").cell.value))
    ends = [tuple(map(int, port.pixel(x, number(y) + sign * number(deviation)))) for sign in (-1, 1)]
    (column, low), (_, high) = ends
    port.window.driver.line(column, low, column, high)
    for row in (low, high):
        port.window.driver.line(column - cap, row, column + cap, row)


def _in_window(lisp: Interpreter, function: Any, *arguments: Any) -> None:
    mark = _draws(lisp, current_port(lisp))
    function(lisp, *arguments)
    lisp.trail.unwind(mark)


@builtin("plt-color")
def port_color(lisp: Interpreter, value: Any) -> None:
    _in_window(lisp, color, value)


@builtin("plt-color-rgb")
def port_color_rgb(lisp: Interpreter, r: Any, g: Any, b: Any) -> None:
    _in_window(lisp, color_rgb, r, g, b)


@builtin("plt-linestyle")
def port_linestyle(lisp: Interpreter, style: Any) -> None:
    _in_window(lisp, linestyle, style)


@builtin("plt-object")
def port_mark(lisp: Interpreter, mark: Any) -> None:
    """Another mark for the port."""
    cell: Any = current_port(lisp).cell
    while cell.cdr is not None:
        cell = cell.cdr
    cell.car = mark


@builtin("plt-object-size")
def mark_size(lisp: Interpreter, size: Any) -> None:
    lisp.assign(lisp.intern("object-size"), number(size))


@builtin("plt-sd-bar-size")
def cap_size(lisp: Interpreter, size: Any) -> None:
    lisp.assign(lisp.intern("sd-bar-size"), number(size))
