"""Definitions in Lisp: a function comes in; where it was defined, and what is written above it, go out.

    #? (nlf-tanh gain dmin [scale [shift]])
    ;; f = scale tanh(gain x) + dmin x + shift
    (de nlf-tanh (gain dmin . l) ...
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..lisp.functions import Lambda

if TYPE_CHECKING:
    from ..lisp.source import Place

LIBRARY = Path(__file__).parent.parent / "library"


class Above(NamedTuple):
    """What is written above a definition: the form after ``#?`` if there is one, and the comment."""

    form: str | None
    comment: str


def place_of(function: object) -> Place | None:
    """Where a function was defined, if it was read from a text."""
    return function.prototype.place if isinstance(function, Lambda) else None


def above(place: Place | None) -> Above:
    """The lines that stand directly above a place."""
    form, comment = None, []
    lines = place.source.text[: place.offset].split("\n")[:-1] if place else []
    for line in map(str.strip, reversed(lines)):
        if line.startswith("#?"):
            form = line[2:].strip() or None
        elif line.startswith(";"):
            comment.append(line.lstrip("; "))
        else:
            break
    return Above(form, " ".join(reversed(comment)))


def in_library(place: Place | None) -> str | None:
    """The name of a file of SN's library that a place is in, as ``netenv/rates.sn``."""
    if place is None or not Path(place.file).is_relative_to(LIBRARY):
        return None
    return Path(place.file).relative_to(LIBRARY).as_posix()


@cache
def variable_comments() -> dict[str, str]:
    """What the library says about its variables: ``:theta 0  ; noise on total inputs``."""
    found = {}
    for path in sorted(LIBRARY.rglob("*.sn")):
        for line in path.read_text(encoding="latin-1").splitlines():
            match = re.match(r"\s*(?:\(setq )?:(\S+) [^;]*; (.*)", line)
            if match:
                found[match[1]] = match[2]
    return found


@cache
def helpers() -> frozenset[str]:
    """What the library defines without a line ``#?`` and calls itself: its inner functions."""
    text = "\n".join(path.read_text(encoding="latin-1") for path in sorted(LIBRARY.rglob("*.sn")))
    public = set(re.findall(r"^ *#\? \((\S+?)[\s)]", text, re.MULTILINE))
    defined = set(re.findall(r"\((?:de|df|dm|dmd) (\S+)", text))
    code = re.sub(r'"(?:\\.|[^"\\])*"|;.*|#\?.*', " ", text)  # without strings and comments
    used = Counter(re.findall(r"[^\s()'`,\"]+", code))
    return frozenset(name for name in defined - public if used[name] > 1)
