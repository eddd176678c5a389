"""Formats of ``printf``, ``sprintf``, ``gprintf`` and ``pause``: a template and values in, text out (language.md, 7.1).

``%[-][width][.precision]letter`` with the letters ``s d f e g l p``. Without width and precision, numbers take the
printed form of section 6.2, not C's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..lisp.arguments import integer, number, string
from ..lisp.errors import LispError
from ..lisp.numbertext import number_text

BUFFER = 1024  # bytes of the original's buffer: wider fields are refused

_PIECE = re.compile(r"[^%]+|%%|%(?P<flag>-?)(?P<width>[0-9]*)(?P<precision>\.[0-9]*)?(?P<letter>[a-z])")


class Directive(NamedTuple):
    """One ``%...`` of a template; ``letter`` is empty where the template is wrong."""

    letter: str
    field: str = ""  # flag, width and precision; empty: the printed form of section 6.2


@lru_cache(maxsize=1024)
def parse(template: str) -> tuple[str | Directive, ...]:
    """The literal texts and directives of a template, up to the first wrong directive."""
    pieces: list[str | Directive] = []
    position = 0
    while position < len(template):
        match = _PIECE.match(template, position)
        if match is None:
            return (*pieces, Directive(""))
        position = match.end()
        if match["letter"] is None:
            pieces.append("%" if match[0] == "%%" else match[0])
            continue
        pieces.append(_directive(match))
    return tuple(pieces)


def _directive(match: re.Match[str]) -> Directive:
    letter, width, precision = match["letter"], match["width"], match["precision"]
    field = match["flag"] + width + (precision or "") if width or precision else ""
    too_wide = int(width or 0) >= BUFFER or int((precision or ".")[1:] or 0) >= BUFFER
    allowed = letter in "feg" or (letter in "sd" and precision is None) or (letter in "lp" and not field)
    return Directive(letter, field) if allowed and not too_wide else Directive("")


def formatted(template: str, arguments: Sequence[Any], image: Callable[[str, Any], str]) -> Iterator[str]:
    """The pieces of text, one by one, so that what stands before a faulty directive is out when the error comes.

    ``image(letter, value)`` gives the text of a value for ``%l`` and ``%p``.
    """
    given = iter(arguments)
    for piece in parse(template):
        if isinstance(piece, str):
            yield piece
        elif not piece.letter:
            raise LispError("bad format string")
        else:
            for value in given:
                yield _text(piece, value, image)
                break
            else:
                raise LispError("bad argument number")
    for _ in given:
        raise LispError("bad argument number")


def _text(directive: Directive, value: Any, image: Callable[[str, Any], str]) -> str:
    letter, field = directive
    if letter == "s":
        return f"%{field}s" % string(value)
    if letter == "d":
        whole = integer(value)
        return f"%{field}d" % whole if field else number_text(float(whole))
    if letter in "feg":
        real = number(value)
        return f"%{field}{letter}" % real if field else number_text(real)
    return image(letter, value)
