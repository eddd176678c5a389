"""Colours: ``color alloccolor color-rgb color-shade color-std ...`` (language.md, 14.2)."""

from __future__ import annotations

import colorsys
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.arguments import integer, number
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Symbol, T
from ..matrices.index import Index
from .windows import current_window

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

STANDARD = 64  # colours of a map


def true_color(r: float, g: float, b: float) -> int:
    """The number of a colour; components 0 to 1."""
    return 65536 * int(255 * r) + 256 * int(255 * g) + int(255 * b)


@builtin("color")
def color(lisp: Interpreter, value: Any = None) -> float:
    """Set the colour (-1 black, -2 white, -3 gray, or one of ``alloccolor``); the one that is set."""
    window = current_window(lisp)
    if value is not None:
        wanted = integer(value)
        if not -3 <= wanted < 1 << 24:
            raise LispError("illegal color", value)
        window.set_color(wanted)
    return float(window.color)


@builtin("alloccolor")
def allocate_color(r: Any, g: Any, b: Any) -> float:
    """The number of a colour of components in [0, 1]."""
    parts = [number(part) for part in (r, g, b)]
    if not all(0.0 <= part <= 1.0 for part in parts):
        raise LispError("illegal RGB values", prefix="alloccolor")
    return float(true_color(*parts))


@builtin("color-rgb")
def color_rgb(lisp: Interpreter, r: Any, g: Any, b: Any) -> float:
    return color(lisp, allocate_color(r, g, b))


@builtin("color-shade")
def color_shade(lisp: Interpreter, shade: Any) -> float:
    """A gray: 0 black ... 1 white."""
    return color_rgb(lisp, shade, shade, shade)


@builtin("colorp")
def has_colors(lisp: Interpreter) -> Symbol:
    current_window(lisp)
    return T


def _rainbow() -> list[int]:
    return [true_color(*colorsys.hsv_to_rgb(i / STANDARD * 5 / 6, 1.0, 1.0)) for i in range(STANDARD)]


MAPS = {
    "rainbow": _rainbow(),
    "shade": [true_color(*[i / (STANDARD - 1)] * 3) for i in range(STANDARD)],
    "spread": [
        true_color(*c)
        for c in ((1, 0, 0), (0, 0, 1), (0, 0.6, 0), (1, 0.6, 0), (0.6, 0, 0.8), (0, 0.7, 0.7), (0, 0, 0))
    ],
}
"""The standard maps of ``color-std``."""


def _map(name: Any) -> list[int]:
    chosen = MAPS.get(name.name if isinstance(name, Symbol) else name if isinstance(name, str) else "rainbow")
    if chosen is None:
        raise LispError("no such map of colors", name, hint=f"One of {', '.join(MAPS)}.")
    return chosen


@builtin("color-std")
def standard_color(x: Any, name: Any = None) -> float:
    """The colour at the fractional part of x in a cyclic map: ``rainbow`` (or ()), ``shade``, ``spread``."""
    colors = _map(name)
    part = number(x) % 1.0 if math.isfinite(number(x)) else 0.0
    return float(colors[min(int(part * len(colors)), len(colors) - 1)])


@builtin("color-stdmap")
def standard_map(name: Any = None) -> Index:
    """All colours of a map, as an int matrix."""
    return Index(np.array(_map(name), np.int32))
