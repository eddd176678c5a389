"""Sequences and conditions: ``progn prog1 if when cond selectq and or list quote`` (language.md, 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .compiler.inline import special_test
from .equality import equal
from .errors import LispError
from .functions import builtin, special, special_function
from .values import Cons, Symbol, T

if TYPE_CHECKING:
    from .compiler.compiler import Compiler

TOGETHER = 20  # cells of a list made by one expression: Python allows 200 parentheses inside parentheses


@special("progn")
def emit_progn(compiler: Compiler, form: Cons) -> str:
    return compiler.progn(form.cdr)


@special("prog1")
def emit_prog1(compiler: Compiler, form: Cons) -> str:
    if form.cdr is None:
        return "None"
    first = compiler.value(form.cdr.car)
    if form.cdr.cdr is not None:
        first = compiler.assigned(first)
        compiler.progn(form.cdr.cdr)
    return first


@special("if")
def emit_if(compiler: Compiler, form: Cons) -> str:
    """The else part is a sequence."""
    if not (isinstance(form.cdr, Cons) and isinstance(form.cdr.cdr, Cons)):
        raise LispError("bad 'if' construction")
    condition, (consequence, *_), alternative = form.cdr.car, form.cdr.cdr, form.cdr.cdr.cdr
    result = compiler.temporary()
    with compiler.block(f"if {compiler.test(condition)}:"):
        compiler.line(f"{result} = {compiler.value(consequence)}")
    with compiler.block("else:"):
        compiler.line(f"{result} = {compiler.progn(alternative)}")
    return result


@special("when")
def emit_when(compiler: Compiler, form: Cons) -> str:
    if not (isinstance(form.cdr, Cons) and isinstance(form.cdr.cdr, Cons)):
        raise LispError("bad 'when' construction")
    result = compiler.temporary()
    with compiler.block(f"if {compiler.test(form.cdr.car)}:"):
        compiler.line(f"{result} = {compiler.progn(form.cdr.cdr)}")
    compiler.line(f"else: {result} = None")
    return result


@special("cond")
def emit_cond(compiler: Compiler, form: Cons) -> str:
    """A loop that is left after the clause taken keeps the clauses side by side."""
    result = compiler.assigned("None")
    with compiler.loop("while True:"):
        clauses = form.cdr
        while isinstance(clauses, Cons):
            clause, clauses = clauses.car, clauses.cdr
            if not isinstance(clause, Cons):
                raise LispError("bad 'cond' construction", clause)
            with compiler.block(f"if {compiler.test(clause.car)}:"):
                compiler.line(f"{result} = {compiler.progn(clause.cdr)}")
                compiler.line("break")
        compiler.line("break")
    return result


@special("selectq")
def emit_selectq(compiler: Compiler, form: Cons) -> str:
    if form.cdr is None:
        raise LispError("bad 'selectq' construction")
    subject = compiler.assigned(compiler.value(form.cdr.car))
    result = compiler.assigned("None")
    with compiler.loop("while True:"):
        clauses = form.cdr.cdr
        while isinstance(clauses, Cons):
            clause, clauses = clauses.car, clauses.cdr
            if not isinstance(clause, Cons):
                raise LispError("bad 'selectq' construction", clause)
            with compiler.block(f"if {_selects(compiler, subject, clause.car)}:"):
                compiler.line(f"{result} = {compiler.progn(clause.cdr)}")
                compiler.line("break")
        if clauses is not None:
            raise LispError("why a pointed list ?")
        compiler.line("break")
    return result


def _selects(compiler: Compiler, subject: str, key: Any) -> str:
    """The Python condition that a key of ``selectq`` matches."""
    if key is T:
        return "True"
    if isinstance(key, Symbol) or key is None:
        return f"{subject} is {compiler.constant(key)}"
    return f"{compiler.constant(_is_key)}({subject}, {compiler.constant(key)})"


def _is_key(subject: Any, key: Any) -> bool:
    return equal(subject, key) or (isinstance(key, Cons) and any(equal(subject, member) for member in key))


@builtin("and")
def apply_and(*values: Any) -> Any:
    result: Any = T
    for result in values:
        if result is None:
            break
    return result


@builtin("or")
def apply_or(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _lazily(start: str, decided: str, testing: bool) -> Any:
    """``and`` and ``or``: evaluate until the value (or, ``testing``, the truth) decides."""

    def emit(compiler: Compiler, form: Cons) -> str:
        parts = list(form.cdr or ())
        if not parts:
            return start
        result = compiler.temporary()
        with compiler.loop("while True:"):
            for part in parts[:-1]:
                compiler.line(f"{result} = {compiler.test(part) if testing else compiler.value(part)}")
                compiler.line(f"if {decided.format(result)}: break")
            compiler.line(f"{result} = {compiler.test(parts[-1]) if testing else compiler.value(parts[-1])}")
            compiler.line("break")
        return result

    return emit


special("and")(_lazily("T", "{} is None", testing=False))
special("or")(_lazily("None", "{} is not None", testing=False))
special_test("and")(_lazily("True", "not {}", testing=True))
special_test("or")(_lazily("False", "{}", testing=True))


@special("list")
def emit_list(compiler: Compiler, form: Cons) -> str:
    """A special form in the original, too: a dotted tail is evaluated and ends the list."""
    forms, tail = [], form.cdr
    while isinstance(tail, Cons):
        forms.append(tail.car)
        tail = tail.cdr
    *values, end = compiler.values([*forms, tail]) if tail is not None else [*compiler.values(forms), "None"]
    for start in reversed(range(0, len(values), TOGETHER)):
        part = values[start : start + TOGETHER]
        end = compiler.assigned("".join(f"Cons({value}, " for value in part) + end + ")" * len(part))
    return end


@builtin("quote")
def apply_quote(value: Any) -> Any:
    return value


@special_function("quote")
def run_quote(_lisp: Any, form: Cons) -> Any:
    if not isinstance(form.cdr, Cons) or form.cdr.cdr is not None:
        raise LispError("one argument was expected")
    return form.cdr.car


@special("quote")
def emit_quote(compiler: Compiler, form: Cons) -> str:
    if not isinstance(form.cdr, Cons) or form.cdr.cdr is not None:
        raise LispError("one argument was expected")
    return compiler.constant(form.cdr.car)
