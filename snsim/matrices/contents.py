"""Printing a matrix with all its cells, however many: ``matrix-print index-print`` (language.md, Table A)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.functions import builtin
from ..lisp.printer import printed
from ..streams.input import read
from .index import Index, index_argument
from .text import contents_text

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


@builtin("index-read")
def index_read(lisp: Interpreter) -> Index:
    """The matrix that is written next on the current input, as ``[...]``."""
    return index_argument(read(lisp))


@builtin("matrix-print", "index-print")
def matrix_print(lisp: Interpreter, m: Any) -> Index:
    """Print and give the matrix."""
    index = index_argument(m)
    lisp.output.write(contents_text(index, lisp.output.column, lambda value: printed(lisp, value)) + "\n")
    return index
