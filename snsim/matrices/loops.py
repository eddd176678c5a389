"""Loops over sub-indexes: ``idx-bloop`` along the first dimension, ``idx-eloop`` along the last (language.md, 11.5).

``idx-pbloop`` and ``idx-peloop``, which the compiler of the original could run in parallel, are the same here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..lisp.errors import LispError
from ..lisp.functions import special
from ..lisp.values import Cons, Symbol, make_list
from .index import Index, index_argument

if TYPE_CHECKING:
    from ..lisp.compiler.compiler import Compiler


def loop_views(matrices: Sequence[Any], last: bool = False) -> Iterator[tuple[Index, ...]]:
    """At each position of the looping dimension, one view of each matrix."""
    indexes = [index_argument(matrix) for matrix in matrices]
    axis = -1 if last else 0
    if any(index.array.ndim == 0 for index in indexes):
        raise LispError("not enough dimensions")
    sizes = {index.array.shape[axis] for index in indexes}
    if len(sizes) > 1:
        raise LispError("looping dimension are different", make_list(matrices))
    return _views(indexes, axis, sizes.pop())


def _views(indexes: list[Index], axis: int, size: int) -> Iterator[tuple[Index, ...]]:
    for position in range(size):
        where = (position, ...) if axis == 0 else (..., position)
        yield tuple(index.view(index.array[where]) for index in indexes)


@special("idx-bloop", "idx-pbloop")
def emit_bloop(compiler: Compiler, form: Cons) -> str:
    return _emit_loop(compiler, form, last=False)


@special("idx-eloop", "idx-peloop")
def emit_eloop(compiler: Compiler, form: Cons) -> str:
    return _emit_loop(compiler, form, last=True)


def _emit_loop(compiler: Compiler, form: Cons, last: bool) -> str:
    """Bind the variables to the views at each turn; the value is the last matrix."""
    symbols, forms = _declarations(form)
    matrices = [compiler.stable(value) for value in compiler.values(forms)]
    turns = f"{compiler.constant(loop_views)}([{', '.join(matrices)}], {last})"
    views = compiler.temporary()
    with compiler.binding(symbols, ["None"] * len(symbols)), compiler.loop(f"for {views} in {turns}:"):
        for position, symbol in enumerate(symbols):
            compiler.line(f"{compiler.cell(symbol)}.value = {views}[{position}]")
        compiler.line(compiler.progn(form.cdr.cdr))
    return matrices[-1]


def _declarations(form: Cons) -> tuple[list[Symbol], list[Any]]:
    """The variables of a loop and the forms of their matrices."""
    if not (isinstance(form.cdr, Cons) and isinstance(form.cdr.car, Cons) and isinstance(form.cdr.cdr, Cons)):
        raise LispError("syntax error")
    symbols, forms = [], []
    for pair in form.cdr.car:
        parts = list(pair) if isinstance(pair, Cons) else []
        if len(parts) != 2 or type(parts[0]) is not Symbol:
            raise LispError("syntax error in variable declaration", pair)
        symbols.append(parts[0])
        forms.append(parts[1])
    return symbols, forms
