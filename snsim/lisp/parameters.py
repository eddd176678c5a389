"""Formal arguments: a pattern and the actual arguments come in, bindings on the trail go out (language.md, 3.4)."""

from __future__ import annotations

from typing import Any

from .errors import LispError
from .trail import Trail
from .values import Cons, Symbol

OPTIONAL, REST = "&optional", "&rest"


def simple_parameters(pattern: Any) -> list[Symbol] | None:
    """The symbols of a plain parameter list; None when it is any other pattern."""
    symbols = []
    while isinstance(pattern, Cons):
        if not isinstance(pattern.car, Symbol) or pattern.car.name in (OPTIONAL, REST):
            return None
        symbols.append(pattern.car)
        pattern = pattern.cdr
    return symbols if pattern is None else None


def symbols_in(pattern: Any) -> set[Symbol]:
    """All symbols of a pattern (those of defaults too: more than are bound, never fewer)."""
    found: set[Symbol] = set()
    while isinstance(pattern, Cons):
        found |= symbols_in(pattern.car)
        pattern = pattern.cdr
    return found | {pattern} if isinstance(pattern, Symbol) else found


def match(trail: Trail, pattern: Any, actual: Any) -> None:
    """Bind the symbols of ``pattern`` to the parts of ``actual`` that stand in their places."""
    while isinstance(pattern, Cons):
        first = pattern.car
        if isinstance(first, Symbol) and first.name in (OPTIONAL, REST):
            trail.bind(first, None)
            if first.name == REST:
                _match_rest(trail, pattern.cdr, actual)
            else:
                _match_optional(trail, pattern.cdr, actual)
            return
        if not isinstance(actual, Cons):
            raise LispError("missing arguments", pattern)
        if isinstance(first, Symbol):
            trail.bind(first, actual.car)
        else:
            match(trail, first, actual.car)
        pattern, actual = pattern.cdr, actual.cdr
    if isinstance(pattern, Symbol):
        trail.bind(pattern, actual)
    elif actual is not None:
        raise LispError("too many arguments", actual)


def _match_optional(trail: Trail, pattern: Any, actual: Any) -> None:
    while isinstance(pattern, Cons):
        item = pattern.car
        if isinstance(item, Symbol) and item.name == REST:
            trail.bind(item, None)
            _match_rest(trail, pattern.cdr, actual)
            return
        symbol, default = _optional_item(item, pattern)
        if isinstance(actual, Cons):
            trail.bind(symbol, actual.car)
            actual = actual.cdr
        else:
            trail.bind(symbol, default)
        pattern = pattern.cdr
    if pattern is not None:
        raise LispError("error in &optional syntax", pattern, hint="After &optional, write &rest name for the rest.")
    if actual is not None:
        raise LispError("too many arguments", actual)


def _optional_item(item: Any, pattern: Any) -> tuple[Symbol, Any]:
    """The symbol and its default (which is not evaluated)."""
    if isinstance(item, Symbol):
        return item, None
    if isinstance(item, Cons) and isinstance(item.car, Symbol) and isinstance(item.cdr, Cons) and item.cdr.cdr is None:
        return item.car, item.cdr.car
    raise LispError("error in &optional syntax", pattern, hint="An optional argument is a name or (name default).")


def _match_rest(trail: Trail, pattern: Any, actual: Any) -> None:
    if not (isinstance(pattern, Cons) and isinstance(pattern.car, Symbol) and pattern.cdr is None):
        raise LispError("error in &rest syntax", hint="&rest is followed by one name, the last.")
    trail.bind(pattern.car, actual)
