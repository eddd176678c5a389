"""Backquote, expanded while reading: a template with ``Unquote`` marks comes in, a form that builds it goes out.

(language.md, 1.7.) Constant parts of the template are quoted, hence shared by all evaluations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import ReadError
from .values import Cons, Symbol, make_list


class Unquote:
    """``,expression`` or ``,@expression`` inside a template."""

    __slots__ = ("expression", "splice")

    def __init__(self, expression: Any, splice: bool):
        self.expression = expression
        self.splice = splice


def expand(template: Any, intern: Callable[[str], Symbol]) -> Any:
    """The form whose value is the template filled in."""
    if isinstance(template, Unquote):
        if template.splice:
            raise ReadError("Misplaced ,@ inside a backquote", prefix="read")
        return template.expression
    if not _has_unquote(template):
        return template if _is_constant(template) else make_list([intern("quote"), template])
    parts, tail = [], template
    while isinstance(tail, Cons):
        parts.append(tail.car)
        tail = tail.cdr
    return _joined(parts, tail, intern)


def _joined(parts: list[Any], tail: Any, intern: Callable[[str], Symbol]) -> Any:
    """``list`` while nothing is spliced and the list is proper, else ``cons`` and ``append`` from the right."""
    if tail is None and not any(isinstance(part, Unquote) and part.splice for part in parts):
        return make_list([intern("list"), *(expand(part, intern) for part in parts)])
    form = expand(tail, intern)
    for part in reversed(parts):
        if not (isinstance(part, Unquote) and part.splice):
            form = make_list([intern("cons"), expand(part, intern), form])
        elif form is None:
            form = part.expression
        else:
            form = make_list([intern("append"), part.expression, form])
    return form


def _has_unquote(template: Any) -> bool:
    waiting = [template]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Unquote):
            return True
        if isinstance(part, Cons):
            waiting += (part.cdr, part.car)
    return False


def _is_constant(template: Any) -> bool:
    """Does it evaluate to itself?"""
    return not isinstance(template, (Cons, Symbol))
