"""``(dim v d...)``: a float matrix in a global variable (language.md, 11.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import elements
from ..lisp.assignment import assign_global
from ..lisp.errors import LispError
from ..lisp.functions import special
from ..lisp.values import Cons
from .celltypes import FLOAT
from .constructors import make
from .index import Index

if TYPE_CHECKING:
    from ..lisp.compiler.compiler import Compiler
    from ..lisp.interpreter import Interpreter


@special("dim")
def emit_dim(compiler: Compiler, form: Cons) -> str:
    """The variable is not evaluated."""
    if not isinstance(form.cdr, Cons):
        raise LispError("incorrect number of arguments")
    variable, dimensions = compiler.constant(form.cdr.car), compiler.values(elements(form.cdr.cdr))
    return compiler.assigned(f"{compiler.constant(dim)}({', '.join(['LISP', variable, *dimensions])})")


def dim(lisp: Interpreter, variable: Any, *dimensions: Any) -> Index:
    """Make the matrix and set the variable."""
    index = make(FLOAT, dimensions)
    assign_global(lisp, variable, index)
    return index
