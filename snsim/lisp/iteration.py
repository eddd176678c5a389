"""Loops: ``while do-while repeat for each all`` and their collecting forms (language.md, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .arguments import integer
from .bindings import declarations
from .errors import LispError
from .functions import special
from .mapping import MOST_LISTS, check_list, end_of_lists
from .numbertext import number_text
from .values import Cons, Symbol, make_list

if TYPE_CHECKING:
    from .compiler.compiler import Compiler

MOST_TURNS = 1e9


@special("while")
def emit_while(compiler: Compiler, form: Cons) -> str:
    if not isinstance(form.cdr, Cons):
        raise LispError("bad 'while' construction")
    result = compiler.assigned("None")
    with _while(compiler, form.cdr.car):
        compiler.line(f"{result} = {compiler.progn(form.cdr.cdr)}")
    return result


@special("mapwhile")
def emit_mapwhile(compiler: Compiler, form: Cons) -> str:
    if not isinstance(form.cdr, Cons):
        raise LispError("bad 'mapwhile' construction")
    items = compiler.assigned("[]")
    with _while(compiler, form.cdr.car):
        compiler.line(f"{items}.append({compiler.progn(form.cdr.cdr)})")
    return f"{compiler.constant(make_list)}({items})"


@contextmanager
def _while(compiler: Compiler, condition: Any) -> Iterator[None]:
    with compiler.loop("while True:"):
        compiler.line(f"if not ({compiler.test(condition)}): break")
        yield


@special("do-while")
def emit_do_while(compiler: Compiler, form: Cons) -> str:
    """The body first."""
    if not isinstance(form.cdr, Cons):
        raise LispError("bad 'do-while' construction")
    result = compiler.assigned("None")
    with compiler.loop("while True:"):
        compiler.line(f"{result} = {compiler.progn(form.cdr.cdr)}")
        compiler.line(f"if not ({compiler.test(form.cdr.car)}): break")
    return result


@special("repeat")
def emit_repeat(compiler: Compiler, form: Cons) -> str:
    if not isinstance(form.cdr, Cons):
        raise LispError("bad 'repeat' construction")
    result = compiler.assigned("None")
    count = compiler.value(form.cdr.car)
    with compiler.loop(f"for _ in range({compiler.constant(_turns)}({count})):"):
        compiler.line(f"{result} = {compiler.progn(form.cdr.cdr)}")
    return result


def _turns(value: Any) -> int:
    if type(value) is not float:
        raise LispError("not a number", value)
    if not 0 <= value <= MOST_TURNS and not -1 < value < 0:
        raise LispError(f"out of range : {number_text(value)}")
    return integer(value)


@special("for")
def emit_for(compiler: Compiler, form: Cons) -> str:
    result = compiler.assigned("None")
    with _counting(compiler, form):
        compiler.line(f"{result} = {compiler.progn(form.cdr.cdr)}")
    return result


@special("mapfor")
def emit_mapfor(compiler: Compiler, form: Cons) -> str:
    items = compiler.assigned("[]")
    with _counting(compiler, form):
        compiler.line(f"{items}.append({compiler.progn(form.cdr.cdr)})")
    return f"{compiler.constant(make_list)}({items})"


@contextmanager
def _counting(compiler: Compiler, form: Cons) -> Iterator[None]:
    """The loop of ``for``: up or down, by repeated addition; assignments to the variable do not disturb it."""
    symbol, bounds = _for_head(form)
    values = [compiler.stable(value) for value in compiler.values(bounds)]
    checks = [value for value, bound in zip(values, bounds, strict=True) if type(bound) is not float]
    for value in checks:
        compiler.line(f"if type({value}) is not float: {compiler.constant(not_a_number)}({value})")
    start, end, *given = values
    step = bounds[2] if given else 1.0
    counter = compiler.assigned(start)
    with compiler.binding([symbol], [start]):
        if type(step) is float and step:
            running = f"{counter} <= {end}" if step > 0 else f"{counter} >= {end}"
        else:
            rising = compiler.assigned(f"{start} <= {end} and {given[0]} >= 0.0")
            falling = compiler.assigned(f"{start} >= {end} and {given[0]} <= 0.0")
            running = f"({counter} <= {end} if {rising} else {falling} and {counter} >= {end})"
        increment = given[0] if given else "1.0"
        with compiler.loop("while True:"):  # not "while condition": CPython 3.11 never warms up such loops
            compiler.line(f"if not {running}: break")
            compiler.line(f"{compiler.cell(symbol)}.value = {counter}")
            compiler.line(f"{counter} += {increment}")
            yield


def _for_head(form: Cons) -> tuple[Symbol, list[Any]]:
    """The variable and the forms of its bounds."""
    head = form.cdr.car if isinstance(form.cdr, Cons) else None
    parts = list(head) if isinstance(head, Cons) else []
    if not 3 <= len(parts) <= 4:
        raise LispError("bad 'for' syntax", make_list(parts[4:]))
    if not isinstance(parts[0], Symbol):
        raise LispError("not a symbol", parts[0])
    return parts[0], parts[1:]


def not_a_number(value: Any) -> None:
    raise LispError("not a number", value)


@special("each")
def emit_each(compiler: Compiler, form: Cons) -> str:
    result = compiler.assigned("None")
    with _over_lists(compiler, form, "mapc"):
        compiler.line(f"{result} = {compiler.progn(form.cdr.cdr)}")
    return result


@special("all")
def emit_all(compiler: Compiler, form: Cons) -> str:
    items = compiler.assigned("[]")
    with _over_lists(compiler, form, "mapcar"):
        compiler.line(f"{items}.append({compiler.progn(form.cdr.cdr)})")
    return f"{compiler.constant(make_list)}({items})"


@contextmanager
def _over_lists(compiler: Compiler, form: Cons, blamed: str) -> Iterator[None]:
    """The loop of ``each`` and ``all``; errors about the lists blame ``mapc`` and ``mapcar``, as in the original."""
    if not (isinstance(form.cdr, Cons) and isinstance(form.cdr.cdr, Cons)):
        raise LispError(f"bad '{form.car.name}' construction")
    pairs = declarations(form)
    if len(pairs) > MOST_LISTS:
        raise LispError("Too many variables")
    if not pairs:
        raise LispError("syntax error in variable declaration part")
    patterns = [pattern for pattern, _ in pairs]
    lists = [compiler.assigned(value) for value in compiler.values(value for _, value in pairs)]
    for cell in lists:
        compiler.line(_blame(compiler, check_list, cell, blamed))
    running = " and ".join(f"isinstance({cell}, Cons)" for cell in lists)
    heads, advance = [f"{cell}.car" for cell in lists], "; ".join(f"{cell} = {cell}.cdr" for cell in lists)
    if all(isinstance(pattern, Symbol) for pattern in patterns):
        with compiler.binding(patterns, ["None"] * len(patterns)), compiler.loop("while True:"):
            compiler.line(f"if not ({running}): break")
            for pattern, head in zip(patterns, heads, strict=True):
                compiler.line(f"{compiler.cell(pattern)}.value = {head}")
            compiler.line(advance)
            yield
    else:
        with compiler.loop("while True:"):
            compiler.line(f"if not ({running}): break")
            elements = [compiler.assigned(head) for head in heads]
            compiler.line(advance)
            with compiler.matching(list(zip(patterns, elements, strict=True))):
                yield
    ended = " or ".join(f"{cell} is not None" for cell in lists)
    compiler.line(f"if {ended}: {_blame(compiler, end_of_lists, '[' + ', '.join(lists) + ']', blamed)}")


def _blame(compiler: Compiler, function: Any, argument: str, blamed: str) -> str:
    return f"{compiler.constant(function)}({argument}, {compiler.constant(blamed)})"
