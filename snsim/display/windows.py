"""Windows: making one, the current one in the variable ``window``, its size (language.md, 14.1).

There is no screen: ``ps-window`` and ``svg-window`` make windows that write a file when they are closed, flushed, or
no longer referred to, and when the program ends.
"""

from __future__ import annotations

import os
import sys
import weakref
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import integer, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..streams.host import from_host, to_host
from ..streams.redirection import output_name
from .drivers import BACKGROUND, FOREGROUND, GRAY, SOLID, Clip, Driver
from .postscript import PostScript
from .svg import Svg

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

SIDE = 512  # pixels of a window whose size is not given
FONT = "default"
LONGEST_SIDE = 32767


class Window:
    """What is set for drawing, and the driver that draws."""

    lisp_class = "WINDOW"
    __slots__ = ("__weakref__", "clip", "color", "driver", "font", "handler", "linestyle", "on_close")

    def __init__(self, driver: Driver):
        self.driver = driver
        self.color = FOREGROUND
        self.font = FONT
        self.linestyle = SOLID
        self.clip: Clip | None = None
        self.handler: Any = None  # of events
        driver.save()  # a name that cannot be written to is an error now, not when all is drawn
        self.on_close = weakref.finalize(self, _save_at_last, driver)

    def set_color(self, color: int) -> None:
        self.color = color
        self.driver.set_color(color)

    def set_font(self, name: str) -> None:
        """``Family-Style-Size``, or ``default``."""
        family, _, size = name.rpartition("-")
        self.font = name if family and size.isdigit() else FONT
        self.driver.set_font(*((family, int(size)) if self.font != FONT else (FONT, 11)))

    def set_linestyle(self, style: int) -> None:
        self.linestyle = style
        self.driver.set_linestyle(style)

    def set_clip(self, clip: Clip | None) -> None:
        self.clip = clip
        self.driver.set_clip(clip)

    def close(self) -> None:
        """Write the file; ``delete`` calls it."""
        if self.on_close.detach():
            self.driver.save()

    def lisp_text(self) -> str:
        return f"::WINDOW:{self.driver.kind}:{id(self):x}"


def _save_at_last(driver: Driver) -> None:
    """Write the file of a window that is gone: no one is there to get an error."""
    try:
        driver.save()
    except LispError as error:
        print(f"+++ Warning: {driver.name} is not written: {error.text}", file=sys.stderr)


def start(lisp: Interpreter) -> None:
    """The variables of graphics."""
    lisp.set_global("window", None)
    for name, color in (("fg", FOREGROUND), ("bg", BACKGROUND), ("gray", GRAY), ("grey", GRAY)):
        lisp.set_global(f"color-{name}", float(color))


def current_window(lisp: Interpreter) -> Window:
    """The window in the variable ``window``."""
    window = lisp.intern("window").cell.value
    if isinstance(window, Window):
        return window
    hint = 'Make one that writes a file: (setq window (svg-window "picture")).'
    raise LispError("symbol value is not a window", window, prefix="window", hint=hint)


def _make(kind: type[Driver], default: str, arguments: tuple[Any, ...]) -> Window:
    """``[w h] [name]``."""
    values = list(arguments)
    name = string(values.pop()) if values and isinstance(values[-1], str) else default
    if len(values) not in (0, 2):
        raise LispError("incorrect number of arguments")
    width, height = map(integer, values) if values else (SIDE, SIDE)
    for side in (width, height):
        if not 0 < side <= LONGEST_SIDE:
            raise LispError("illegal size of a window", float(side))
    file = os.path.abspath(to_host(output_name(name, kind.suffix)))  # as the folder is now: it is written later
    return Window(kind(from_host(file), width, height))


@builtin("ps-window")
def ps_window(*arguments: Any) -> Window:
    """``(ps-window [w h] [name])``: a window that writes PostScript; it is not made the current one."""
    return _make(PostScript, "tloutput.ps", arguments)


@builtin("svg-window")
def svg_window(*arguments: Any) -> Window:
    """``(svg-window [w h] [name])``: a window that writes SVG; it is not made the current one."""
    return _make(Svg, "tloutput.svg", arguments)


@builtin("print-window")
def print_window(lisp: Interpreter, *arguments: Any) -> Window:
    """A PostScript window, made the current one."""
    window = ps_window(*arguments)
    lisp.intern("window").cell.value = window
    return window


@builtin("new-window")
def new_window(*_arguments: Any) -> None:
    """On a screen, which there is not."""
    hint = 'There are windows that write files: (setq window (svg-window 512 512 "picture")), or ps-window.'
    raise LispError("No default window driver", hint=hint)


@builtin("xsize")
def width(lisp: Interpreter) -> float:
    return float(current_window(lisp).driver.width)


@builtin("ysize")
def height(lisp: Interpreter) -> float:
    return float(current_window(lisp).driver.height)


@builtin("gdriver")
def driver_name(lisp: Interpreter) -> str:
    return current_window(lisp).driver.kind


@builtin("graphics-sync")
def synchronise(lisp: Interpreter) -> float:
    """Write the file as it is now; how many ``graphics-batch`` are open."""
    current_window(lisp).driver.save()
    return float(lisp.state.get("graphics-batch", 0))


@builtin("gspecial")
def special_command(lisp: Interpreter, command: Any) -> None:
    """A command for a driver: none has any."""
    string(command)
    current_window(lisp)


def window_argument(value: Any) -> Window:
    """A window."""
    if isinstance(value, Window):
        return value
    raise LispError("not a window", value)
