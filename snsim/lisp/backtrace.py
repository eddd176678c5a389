"""Which forms were being evaluated: from Python's frames or traceback (language.md, 13.2).

Compiled code knows the form of each of its lines (``compiler.code``); the frames of ``evaluator.evaluate`` hold theirs
in the variable ``form``. Everything else (builtins, our own machinery) is invisible.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType
from typing import Any

from .compiler.code import FORMS, Nested
from .evaluator import evaluate
from .source import Place
from .values import Cons, Form, Symbol


def forms_of_error(error: BaseException) -> list[Any]:
    """The forms being evaluated when the error was raised, innermost first."""
    steps = []
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        steps.append((trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return list(_forms(reversed(steps)))


def running_forms(frame: FrameType | None = None) -> list[Any]:
    """The forms being evaluated now (in a frame of Python), innermost first."""
    return list(_forms(_frames(frame or sys._getframe(1))))


def _frames(frame: FrameType | None) -> Iterator[tuple[FrameType, int]]:
    while frame is not None:
        yield frame, frame.f_lineno
        frame = frame.f_back


def _forms(steps: Iterable[tuple[FrameType, int]]) -> Iterator[Any]:
    last = None
    for frame, line in steps:
        for form in _forms_of_frame(frame, line):
            if form is not last:
                yield form
            last = form


def _forms_of_frame(frame: FrameType, line: int) -> Iterator[Any]:
    if frame.f_code is evaluate.__code__:
        form = frame.f_locals["form"]
        if isinstance(form, Cons):
            yield form
        return
    lines = frame.f_globals.get(FORMS)
    if lines is not None:
        nested: Nested | None = lines[line]
        while nested is not None:
            yield nested.form
            nested = nested.outer


def head_name(forms: list[Any]) -> str | None:
    """The head symbol of the innermost form; None when it is something else."""
    if forms and isinstance(forms[0].car, Symbol):
        return forms[0].car.name
    return None


def place_of(forms: list[Any]) -> Place | None:
    """Where the innermost form that was read from a text stood."""
    for form in forms:
        if isinstance(form, Form) and form.place is not None:
            place: Place = form.place
            return place
    return None
