"""Error reports: what went wrong, in the words of the original, then where, and what to do (language.md, 13.2).

*** car : not a list : 3
nets/small.sn:12:9
    (print (car size))
           ^
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any, NamedTuple

from snsim.lisp.backtrace import forms_of_error, head_name, place_of
from snsim.lisp.errors import Break, LispError
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.source import CONSOLE, Place
from snsim.streams.host import host_error

WIDEST = 72  # characters of a source line that are shown


class Report(NamedTuple):
    """An error made presentable."""

    message: str  # ``car : not a list : 3``
    place: Place | None
    hint: str | None
    caller: Place | None = None  # where the user's own text called, if ``place`` is in the library
    trouble: str = ""  # the Python traceback of a bug of ours, when asked for


def as_lisp_error(error: BaseException) -> LispError:
    """Any exception as an error of the language; what we did not foresee says so."""
    if isinstance(error, LispError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Break()
    if isinstance(error, RecursionError):
        hint = "A function calls itself without end, or a list is nested too deeply."
        return LispError("too deep recursion", hint=hint)
    if isinstance(error, MemoryError):
        return LispError("not enough memory")
    if isinstance(error, OSError) and error.errno:
        return host_error(error)
    return LispError(
        f"internal error: {type(error).__name__}: {error}",
        hint="This is a fault of snsim, not yours: please report it (SNSIM_DEBUG=1 shows the Python traceback).",
    )


def make_report(lisp: Interpreter, error: BaseException, forms: list[Any] | None = None) -> Report:
    """Work out message and place, and note them for ``errname`` and ``where``; ``forms``: what was being evaluated, if
    the error does not tell."""
    forms = forms_of_error(error) if forms is None else forms
    known = as_lisp_error(error)
    prefix = known.prefix if known.prefix is not None else head_name(forms)
    parts = [] if prefix is None else [str(prefix)]
    parts.append(known.text)
    if known.suffix is not None:
        parts.append(_suffix(lisp, known.suffix))
    message = " : ".join(parts)
    lisp.last_error, lisp.error_forms = message, forms
    ours = known is not error and known.text.startswith("internal error")
    trouble = "".join(traceback.format_exception(error)) if ours and os.environ.get("SNSIM_DEBUG") else ""
    place = known.place or place_of(forms)
    within = place is not None and lisp.is_library(place)
    caller = place_of([form for form in forms if not _is_library(lisp, form)]) if within else None
    return Report(message, place, known.hint, caller, trouble)


def _suffix(lisp: Interpreter, value: Any) -> str:
    """The offending object, abbreviated; what is too deep to print, or prints itself in vain, is only hinted at."""
    try:
        return lisp.abbreviated(value)
    except (RecursionError, LispError):
        return "..."


def _is_library(lisp: Interpreter, form: Any) -> bool:
    """Is it a form of SN's library, which users rarely read?"""
    place = place_of([form])
    return place is not None and lisp.is_library(place)


def excerpt(line: str, column: int) -> tuple[str, str]:
    """The part of a source line (one byte per character) around a column, and the blanks that lead a caret there."""
    before, after = (_readable(part) for part in (line[: column - 1], line[column - 1 :]))
    before = before if len(before) <= WIDEST // 2 else "..." + before[-(WIDEST // 2) :]
    after = after[: WIDEST - len(before)]
    margin = "".join("\t" if character == "\t" else " " for character in before)
    return (before + after).encode().decode("latin-1"), margin


def _readable(part: str) -> str:
    """Bytes as the characters they stand for; what is no text, and what a terminal could obey, as ``?``."""
    text = part.encode("latin-1").decode("utf-8", "replace").replace("\ufffd", "?")
    return "".join(character if character.isprintable() or character == "\t" else "?" for character in text)


def _shown(place: Place) -> list[str]:
    """A place, its line, and a caret under the form."""
    text, margin = excerpt(place.line_text, place.column)
    return [str(place), f"    {text}", f"    {margin}^"]


def explanation(report: Report) -> list[str]:
    """What stands below the message: where, from where, and what to do."""
    lines = [] if report.place is None else _shown(report.place)
    if report.place is not None and report.caller is not None and report.caller.file != CONSOLE:
        lines += ["called from", *_shown(report.caller)]
    return [*lines, *([report.hint] if report.hint else [])]


def show(lisp: Interpreter, report: Report) -> None:
    """Print a report on the error stream."""
    show_message(lisp, report)
    show_explanation(lisp, report)


def show_message(lisp: Interpreter, report: Report) -> None:
    """What the original would print."""
    lisp.warn(f"\n\a*** {report.message}")


def show_explanation(lisp: Interpreter, report: Report) -> None:
    """Where it is, unless that is before the user's eyes, and what to do: for files and for people. A session that is
    piped in prints what the original would."""
    outermost = report.caller or report.place
    typed = outermost is not None and outermost.file == CONSOLE
    hint = [report.hint] if report.hint else []
    lines = hint if report.place is None or report.place.file == CONSOLE else explanation(report)
    if not sys.stdin.isatty() and typed and not report.message.startswith("internal error"):
        lines = []
    if report.trouble:
        lines = [*lines, report.trouble.rstrip()]
    if lines:
        lisp.warn("\n".join(lines))


def tell(lisp: Interpreter, error: Exception) -> None:
    """Report an error that ends nothing; ``errname`` and ``where`` go on telling of the one in hand."""
    noted = lisp.last_error, lisp.error_forms
    show(lisp, make_report(lisp, error))
    lisp.last_error, lisp.error_forms = noted
