"""Lines, shapes and text in the current window (language.md, 14.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import integer, python_list, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin, special_function
from ..lisp.values import Cons, make_list
from ..streams.output import sprintf
from .windows import current_window

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

MOST_POINTS = 250
ROUNDING = 3  # radius of round corners
LETTER_WIDTH, LETTER_HEIGHT = 7, 10  # where the driver cannot tell
STYLES = ("solid", "dotted", "dashed", "dotdashed")


@builtin("cls")
def clear(lisp: Interpreter) -> None:
    """An empty window; on paper, a new page."""
    window = current_window(lisp)
    window.driver.clear()
    window.set_font(window.font)
    window.set_color(window.color)
    window.set_linestyle(window.linestyle)
    if window.clip is not None:
        window.set_clip(window.clip)


@builtin("draw-line")
def draw_line(lisp: Interpreter, x1: Any, y1: Any, x2: Any, y2: Any) -> None:
    current_window(lisp).driver.line(integer(x1), integer(y1), integer(x2), integer(y2))


def _declare_rectangles(verb: str, filled: bool) -> None:
    @builtin(f"{verb}-rect")
    def rectangle(lisp: Interpreter, x: Any, y: Any, w: Any, h: Any) -> None:
        current_window(lisp).driver.rectangle(integer(x), integer(y), integer(w), integer(h), filled)

    @builtin(f"{verb}-round-rect")
    def round_rectangle(lisp: Interpreter, x: Any, y: Any, w: Any, h: Any, r: Any = float(ROUNDING)) -> None:
        left, top, width, height = integer(x), integer(y), integer(w), integer(h)
        radius = max(min(_radius(r), width // 2, height // 2), 0)
        right, bottom, driver = left + width, top + height, current_window(lisp).driver
        corners = (right, top, 0), (left, top, 90), (left, bottom, 180), (right, bottom, 270)
        for across, down, angle in corners:
            x0 = across - radius if across == right else across + radius
            y0 = down - radius if down == bottom else down + radius
            driver.arc(x0, y0, radius, angle, angle + 90, filled)
        if filled:
            driver.rectangle(left + radius, top, width - 2 * radius, height, True)
            driver.rectangle(left, top + radius, width, height - 2 * radius, True)
            return
        for edge in (top, bottom):
            driver.line(left + radius, edge, right - radius, edge)
        for edge in (left, right):
            driver.line(edge, top + radius, edge, bottom - radius)

    @builtin(f"{verb}-circle")
    def circle(lisp: Interpreter, x: Any, y: Any, r: Any) -> None:
        current_window(lisp).driver.circle(integer(x), integer(y), _radius(r), filled)

    @builtin(f"{verb}-arc")
    def arc(lisp: Interpreter, x: Any, y: Any, r: Any, start: Any, end: Any) -> None:
        """Degrees counter-clockwise from the right."""
        first, last = integer(start), integer(end)
        if not -360 < first <= last or last - first > 360:
            raise LispError("Arc limits are illegal")
        current_window(lisp).driver.arc(integer(x), integer(y), _radius(r), first, last, filled)


def _radius(r: Any) -> int:
    radius = integer(r)
    if radius < 0:
        raise LispError("Negative radius in a circle", r)
    return radius


_declare_rectangles("draw", filled=False)
_declare_rectangles("fill", filled=True)


@builtin("fill-polygon")
def fill_polygon(lisp: Interpreter, *coordinates: Any) -> None:
    """``x1 y1 x2 y2 ...``: 2 to 250 points."""
    values = list(map(integer, coordinates))
    if len(values) < 4 or len(values) % 2:
        raise LispError("incorrect number of arguments")
    if len(values) > 2 * MOST_POINTS:
        raise LispError("up to 250 point allowed")
    current_window(lisp).driver.polygon(list(zip(values[::2], values[1::2], strict=True)))


@builtin("draw-text")
def draw_text(lisp: Interpreter, x: Any, y: Any, text: Any) -> None:
    """The point is the left end of the baseline."""
    current_window(lisp).driver.text(integer(x), integer(y), string(text))


@builtin("gprintf")
def draw_formatted(lisp: Interpreter, x: Any, y: Any, template: Any, *values: Any) -> None:
    draw_text(lisp, x, y, sprintf(lisp, template, *values))


@builtin("rect-text")
def text_rectangle(lisp: Interpreter, x: Any, y: Any, text: Any) -> None:
    """What a text would cover: no driver that writes files knows, so ()."""
    current_window(lisp)
    integer(x), integer(y), string(text)


@builtin("text-width")
def text_width(text: Any) -> float:
    return float(LETTER_WIDTH * len(string(text)))


@builtin("text-height")
def text_height(text: Any) -> float:
    string(text)
    return float(LETTER_HEIGHT)


@builtin("font")
def font(lisp: Interpreter, name: Any = None) -> str:
    """Set the font, ``Family-Style-Size`` or ``default``; the one that is set."""
    window = current_window(lisp)
    if name is not None:
        window.set_font(string(name))
    return window.font


@builtin("linestyle")
def linestyle(lisp: Interpreter, style: Any = None) -> float:
    """Set the style of lines: 0 solid, 1 dotted, 2 dashed, 3 dots and dashes; the one that is set."""
    window = current_window(lisp)
    if style is not None:
        if not 0 <= integer(style) < len(STYLES):
            raise LispError("illegal line style", style)
        window.set_linestyle(integer(style))
    return float(window.linestyle)


def _declare_style(number: int, name: str) -> None:
    @builtin(f"linestyle-{name}")
    def set_style(lisp: Interpreter) -> float:
        return linestyle(lisp, float(number))


for _number, _name in enumerate(STYLES):
    _declare_style(_number, _name)


@builtin("clip")
def clip(lisp: Interpreter, *rectangle: Any) -> Any:
    """``(clip x y w h)`` or ``(clip (x y w h))`` sets the clip rectangle, ``(clip ())`` takes it away, ``(clip)``
    shows it."""
    window = current_window(lisp)
    sides = python_list(rectangle[0]) if len(rectangle) == 1 else list(rectangle)
    if rectangle == (None,):
        window.set_clip(None)
    elif rectangle:
        if len(sides) != 4:
            raise LispError("illegal rectangle", make_list(sides))
        x, y, w, h = map(integer, sides)
        window.set_clip((x, y, w, h))
    return make_list(map(float, window.clip)) if window.clip else None


@builtin("addclip")
def add_clip(lisp: Interpreter, rectangle: Any) -> Any:
    """The intersection of the clip rectangle with another becomes the clip rectangle."""
    x, y, w, h = map(integer, python_list(rectangle)) if len(python_list(rectangle)) == 4 else (0, 0, -1, -1)
    if w < 0:
        raise LispError("illegal rectangle", rectangle)
    old = current_window(lisp).clip
    if old is not None:
        left, top = max(x, old[0]), max(y, old[1])
        w, h = max(min(x + w, old[0] + old[2]) - left, 0), max(min(y + h, old[1] + old[3]) - top, 0)
        x, y = left, top
    return clip(lisp, *map(float, (x, y, w, h)))


@special_function("gsave")
def save_state(lisp: Interpreter, form: Cons) -> Any:
    """The body; afterwards font, colour, clip and line style are as before, also after an error."""
    if not isinstance(form.cdr, Cons):
        raise LispError("syntax error")
    window = current_window(lisp)
    saved = window.font, window.color, window.clip, window.linestyle
    try:
        return lisp.progn(form.cdr)
    finally:
        window.set_font(saved[0])
        window.set_color(saved[1])
        window.set_clip(saved[2])
        window.set_linestyle(saved[3])


@special_function("graphics-batch")
def batch(lisp: Interpreter, form: Cons) -> Any:
    """The body."""
    if not isinstance(form.cdr, Cons):
        raise LispError("syntax error")
    lisp.state["graphics-batch"] = lisp.state.get("graphics-batch", 0) + 1
    try:
        return lisp.progn(form.cdr)
    finally:
        lisp.state["graphics-batch"] -= 1


@builtin("hilite")
def hilite(lisp: Interpreter, mode: Any, x1: Any, y1: Any, x2: Any, y2: Any) -> None:
    """A mark that goes away again: on a screen only."""
    for value in (mode, x1, y1, x2, y2):
        integer(value)
    current_window(lisp)
    raise LispError("this driver does not support 'hilite'")


def start(lisp: Interpreter) -> None:
    """The modes of ``hilite``."""
    for number, name in enumerate(("none", "invert", "line", "rect")):
        lisp.set_global(f"hilite-{name}", float(number))
