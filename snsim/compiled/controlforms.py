"""Special forms in compiled code (language.md, 4 and 3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from snsim.lisp.values import Cons, Symbol

from .join import Join
from .kinds import NO_VALUE, TRUE, Refusal, Value, number_value
from .translator import Translator, special
from .writer import IN_TEXT

MOST_TURNS = 1e9


@special("progn")
def progn(translator: Translator, form: Cons, wanted: bool) -> Value:
    return translator.progn(form.cdr, wanted)


@special("prog1")
def prog1(translator: Translator, form: Cons, wanted: bool) -> Value:
    first, *others = list(form.cdr or ()) or [None]
    value = translator.value(first, wanted)
    for other in others:
        translator.value(other, wanted=False)
    return value


@special("quote")
def quote(_translator: Translator, form: Cons, _wanted: bool) -> Value:
    (quoted,) = list(form.cdr or ())
    if type(quoted) is float:
        return number_value(repr(quoted))
    if quoted is not None:
        raise Refusal("only numbers and matrices can be compiled", quoted)
    return NO_VALUE


@contextmanager
def _branch(translator: Translator, condition: str) -> Iterator[bool]:
    """What is written when a condition holds; false when it is known that it never does."""
    if condition in ("True", "False"):
        yield condition == "True"
    else:
        with translator.block(f"if {condition}:"):
            yield True


def _opposite(condition: str) -> str:
    return {"True": "False", "False": "True"}.get(condition) or f"not ({condition})"


@special("if")
def emit_if(translator: Translator, form: Cons, wanted: bool) -> Value:
    condition, consequence, *alternative = _parts(form, 2)
    truth, join = translator.value(condition).truth, translator.join()
    with _branch(translator, truth) as possible:
        if possible:
            join.take(translator.value(consequence, wanted), wanted)
    with _branch(translator, _opposite(truth)) as possible:
        if possible:
            join.take(_sequence(translator, alternative, wanted), wanted)
    return join.value


@special("when")
def when(translator: Translator, form: Cons, wanted: bool) -> Value:
    condition, *body = _parts(form, 2)
    truth, join = translator.value(condition).truth, translator.join()
    join.take(NO_VALUE, wanted and truth != "True")
    with _branch(translator, truth) as possible:
        if possible:
            join.take(_sequence(translator, body, wanted), wanted)
    return join.value


@special("cond")
def cond(translator: Translator, form: Cons, wanted: bool) -> Value:
    join = translator.join()
    _clauses(translator, list(form.cdr or ()), join, wanted)
    return join.value


def _clauses(translator: Translator, clauses: list[Any], join: Join, wanted: bool) -> None:
    if not clauses:
        join.take(NO_VALUE, wanted)
        return
    clause, *others = clauses
    if not isinstance(clause, Cons):
        raise Refusal("bad 'cond' construction", clause)
    truth = translator.value(clause.car).truth
    with _branch(translator, truth) as possible:
        if possible:
            join.take(translator.progn(clause.cdr, wanted), wanted)
    with _branch(translator, _opposite(truth)) as possible:
        if possible:
            _clauses(translator, others, join, wanted)


@special("and")
def emit_and(translator: Translator, form: Cons, _wanted: bool) -> Value:
    join = translator.join()
    _decide(translator, list(form.cdr or ()), join, stops_at=False)
    return join.value


@special("or")
def emit_or(translator: Translator, form: Cons, _wanted: bool) -> Value:
    join = translator.join()
    _decide(translator, list(form.cdr or ()), join, stops_at=True)
    return join.value


def _decide(translator: Translator, parts: list[Any], join: Join, stops_at: bool) -> None:
    """Evaluate until a value is true (``stops_at``), or false; that value, else the last."""
    if not parts:
        join.take(NO_VALUE if stops_at else Value(TRUE))
        return
    value = translator.value(parts[0])
    if len(parts) == 1:
        join.take(value)
        return
    decided = value.truth if stops_at else _opposite(value.truth)
    with _branch(translator, decided) as possible:
        if possible and stops_at:
            join.take(Value(value.kind.without_nil(), value.number, value.tag, value.matrix))
        elif possible:
            join.take(NO_VALUE)
    with _branch(translator, _opposite(decided)) as possible:
        if possible:
            _decide(translator, parts[1:], join, stops_at)


@special("while")
def emit_while(translator: Translator, form: Cons, wanted: bool) -> Value:
    condition, *body = _parts(form, 1)
    join = translator.join()
    join.take(NO_VALUE, wanted)
    with translator.writer.loop():
        truth = translator.value(condition).truth
        translator.line(f"if {_opposite(truth)}: break")
        join.take(_sequence(translator, body, wanted), wanted)
    return join.value


@special("do-while")
def do_while(translator: Translator, form: Cons, wanted: bool) -> Value:
    condition, *body = _parts(form, 1)
    join = translator.join()
    with translator.writer.loop():
        join.take(_sequence(translator, body, wanted), wanted)
        truth = translator.value(condition).truth
        translator.line(f"if {_opposite(truth)}: break")
    return join.value


@special("repeat")
def repeat(translator: Translator, form: Cons, wanted: bool) -> Value:
    turns, *body = _parts(form, 1)
    count = translator.assigned(translator.number(translator.value(turns), "not a number"))
    outside = f"not (0.0 <= {count} <= {MOST_TURNS})"
    translator.writer.fail_if(outside, "out of range : {}", IN_TEXT, count)
    join = translator.join()
    join.take(NO_VALUE, wanted)
    turn = translator.assigned("0")
    with translator.writer.loop(f"{turn} + 1.0 <= {count}"):
        translator.line(f"{turn} += 1")
        join.take(_sequence(translator, body, wanted), wanted)
    return join.value


@special("for")
def emit_for(translator: Translator, form: Cons, wanted: bool) -> Value:
    """Up or down by repeated addition; the bounds are evaluated once."""
    head, *body = _parts(form, 1)
    symbol, *bounds = list(head) if isinstance(head, Cons) else [None]
    if not isinstance(symbol, Symbol) or not 2 <= len(bounds) <= 3:
        raise Refusal("bad 'for' syntax", head)
    values = [translator.value(bound) for bound in bounds]
    start, end, *given = translator.numbers(values, "not a number")
    step = given[0] if given else "1.0"
    join = translator.join()
    join.take(NO_VALUE, wanted)
    counter = translator.assigned(start)
    constant = bounds[2] if given and type(bounds[2]) is float else None if given else 1.0
    if constant:
        running = f"{counter} <= {end}" if constant > 0 else f"{counter} >= {end}"
    else:
        rising = translator.assigned(f"{start} <= {end} and {step} >= 0.0")
        falling = translator.assigned(f"{start} >= {end} and {step} <= 0.0")
        running = f"({counter} <= {end} if {rising} else {falling} and {counter} >= {end})"
    with translator.binding([(symbol, number_value(start))], form), translator.writer.loop(running):
        translator.write(translator.scope[symbol], number_value(counter))
        translator.line(f"{counter} += {step}")
        join.take(_sequence(translator, body, wanted), wanted)
    return join.value


@special("let")
def let(translator: Translator, form: Cons, wanted: bool) -> Value:
    pairs, *body = _parts(form, 1)
    values = [(symbol, translator.value(value)) for symbol, value in _declarations(pairs)]
    with translator.binding(values, form):
        result = _sequence(translator, body, wanted)
    return result


@special("let*")
def let_star(translator: Translator, form: Cons, wanted: bool) -> Value:
    pairs, *body = _parts(form, 1)
    return _let_next(translator, _declarations(pairs), pairs, body, wanted)


def _let_next(translator: Translator, pairs: list[tuple[Any, Any]], cell: Any, body: list[Any], wanted: bool) -> Value:
    if not pairs:
        return _sequence(translator, body, wanted)
    symbol, value = pairs[0]
    with translator.binding([(symbol, translator.value(value))], cell):
        result = _let_next(translator, pairs[1:], cell.cdr, body, wanted)
    return result


def _declarations(pairs: Any) -> list[tuple[Any, Any]]:
    found = []
    for pair in pairs or ():
        if not (isinstance(pair, Cons) and isinstance(pair.cdr, Cons) and pair.cdr.cdr is None):
            raise Refusal("syntax error in variable declaration part", pair)
        found.append((pair.car, pair.cdr.car))
    return found


@special("setq")
def setq(translator: Translator, form: Cons, _wanted: bool) -> Value:
    items = list(form.cdr or ())
    if not items or len(items) % 2:
        raise Refusal("two arguments were expected")
    targets, values = items[::2], [translator.value(value) for value in items[1::2]]
    for target, value in zip(targets, values, strict=True):
        if not isinstance(target, Symbol):
            raise Refusal("only local variables can be assigned", target)
        translator.write(translator.bound(target), value)
    return values[-1]


@special("incr")
def incr(translator: Translator, form: Cons, _wanted: bool) -> Value:
    symbol, *amount = _parts(form, 1)
    if not isinstance(symbol, Symbol) or len(amount) > 1:
        raise Refusal("a variable and at most one amount were expected")
    variable = translator.bound(symbol)
    step = translator.value(amount[0]) if amount else number_value("1.0")
    old = translator.number(translator.read(variable), "not a number")
    result = number_value(translator.assigned(f"{old} + {translator.number(step, 'not a number')}"))
    translator.write(variable, result)
    return result


def _parts(form: Cons, least: int) -> list[Any]:
    """What follows the head: at least so many forms."""
    parts = list(form.cdr or ())
    if len(parts) < least:
        raise Refusal(f"bad '{form.car.name}' construction")
    return parts


def _sequence(translator: Translator, forms: list[Any], wanted: bool) -> Value:
    result = NO_VALUE
    for position, form in enumerate(forms):
        result = translator.value(form, wanted and position == len(forms) - 1)
    return result
