"""Printing: ``print prin printf tab pname flush ...`` (language.md, 12.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, integer, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.printer import CUT, IMAGE, image, printed
from .filestreams import FileOutput
from .formats import formatted
from .pretty import pretty_text

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


def write_value(lisp: Interpreter, value: Any) -> None:
    """Print a value at the current column; objects may have a method ``print``."""
    if hasattr(value, "lisp_print") and value.lisp_print(lisp):
        return
    lisp.output.write(printed(lisp, value, lisp.output.column))


@builtin("prin")
def prin(lisp: Interpreter, *values: Any) -> Any:
    """Printed forms with a blank between."""
    for index, value in enumerate(values):
        if index:
            lisp.output.write(" ")
        write_value(lisp, value)
    return values[-1] if values else None


@builtin("print")
def print_line(lisp: Interpreter, *values: Any) -> Any:
    result = prin(lisp, *values)
    lisp.output.write("\n")
    return result


@builtin("printf")
def printf(lisp: Interpreter, template: Any = None, *values: Any) -> None:
    if not isinstance(template, str):
        raise LispError("format string expected")

    def text(letter: str, value: Any) -> str:
        column = lisp.output.column
        return pretty_text(lisp, value, column) + "\n" if letter == "p" else printed(lisp, value, column)

    for piece in formatted(template, values, text):
        lisp.output.write(piece)


@builtin("sprintf")
def sprintf(lisp: Interpreter, template: Any = MISSING, *values: Any) -> str:
    """Matrices by their short name; long images are cut."""
    if template is MISSING:
        raise LispError("At least one argument expected")
    return "".join(formatted(string(template), values, lambda _letter, value: pname(lisp, value)))


@builtin("pname")
def pname(lisp: Interpreter, value: Any) -> str:
    text = image(lisp, value)
    return text if len(text) <= IMAGE else text[:IMAGE] + CUT


@builtin("tab")
def tab(lisp: Interpreter, column: Any = 0.0) -> float:
    """Blanks up to a column; the column reached."""
    lisp.output.write(" " * (integer(column) - lisp.output.column))
    return float(lisp.output.column)


@builtin("flush")
def flush(lisp: Interpreter, descriptor: Any = None) -> None:
    """Hand over the output; without a descriptor also drop the rest of the console line."""
    if isinstance(descriptor, FileOutput):
        descriptor.flush()
        return
    lisp.output.flush()
    lisp.console.discard_line()
