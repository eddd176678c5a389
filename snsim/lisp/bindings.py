"""Local variables: ``let let* let-filter`` (language.md, 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .equality import equal
from .errors import LispError
from .functions import special, special_function
from .values import Cons, Symbol, check_finite

if TYPE_CHECKING:
    from .compiler.compiler import Compiler
    from .interpreter import Interpreter


def declarations(form: Cons) -> list[tuple[Any, Any]]:
    """The pairs ``(pattern value)`` after the head of a ``let`` or ``each``."""
    pairs: list[tuple[Any, Any]] = []
    rest = form.cdr.car
    check_finite(rest)
    while isinstance(rest, Cons):
        pair = rest.car
        if not (isinstance(pair, Cons) and isinstance(pair.cdr, Cons) and pair.cdr.cdr is None):
            raise LispError("syntax error in variable declaration part")
        pairs.append((pair.car, pair.cdr.car))
        rest = rest.cdr
    if rest is not None:
        raise LispError("syntax error in variable declaration part")
    return pairs


@special("let")
def emit_let(compiler: Compiler, form: Cons) -> str:
    """The values are evaluated first, then bound together."""
    if not isinstance(form.cdr, Cons):
        raise LispError("bad 'let' construction")
    pairs = declarations(form)
    patterns = [pattern for pattern, _ in pairs]
    values = compiler.values(value for _, value in pairs)
    if all(isinstance(pattern, Symbol) for pattern in patterns):
        context = compiler.binding(patterns, values)
    else:
        context = compiler.matching(list(zip(patterns, values, strict=True)))
    with context:
        result = compiler.stable(compiler.progn(form.cdr.cdr))
    return result


@special("let*")
def emit_let_star(compiler: Compiler, form: Cons) -> str:
    """One after the other."""
    if not isinstance(form.cdr, Cons):
        raise LispError("bad 'let*' construction")
    return _bind_next(compiler, declarations(form), form.cdr.cdr)


def _bind_next(compiler: Compiler, pairs: list[tuple[Any, Any]], body: Any) -> str:
    if not pairs:
        return compiler.stable(compiler.progn(body))
    (symbol, value), *others = pairs
    if not isinstance(symbol, Symbol):
        raise LispError("symbol expected, found", symbol)
    with compiler.binding([symbol], [compiler.value(value)]):
        return_value = _bind_next(compiler, others, body)
    return return_value


@special_function("let-filter")
def let_filter(lisp: Interpreter, form: Cons) -> Any:
    """Run the body when the data match the pattern, else ()."""
    if not isinstance(form.cdr, Cons):
        raise LispError("bad 'let-filter' construction")
    mark = len(lisp.trail)
    for pattern, data in declarations(form):
        if not _filter(lisp, pattern, lisp.eval(data)):
            lisp.trail.unwind(mark)
            return None
    result = lisp.progn(form.cdr.cdr)
    lisp.trail.unwind(mark)
    return result


def _filter(lisp: Interpreter, pattern: Any, data: Any) -> bool:
    """Bind the symbols of a pattern; other atoms must be equal to the data."""
    while isinstance(pattern, Cons):
        if not isinstance(data, Cons) or not _filter(lisp, pattern.car, data.car):
            return False
        pattern, data = pattern.cdr, data.cdr
    if isinstance(pattern, Symbol):
        lisp.trail.bind(pattern, data)
        return True
    return equal(pattern, data)
