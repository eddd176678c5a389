"""Regular expressions: matching, extracting, substituting, splitting (language.md, 7.2).

A pattern of the language is translated once, item by item, to one of Python's ``re``, which backtracks in the same
order. The language has no lazy, possessive or counted repetition, so each repeated item is closed in a group of its
own: ``a*?`` means ``(a*)?`` here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from ..lisp.arguments import elements, integer, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Symbol, make_list, truth


class Translator:
    """Reads a pattern from left to right and collects its items, group by group."""

    def __init__(self, pattern: str):
        self.pattern = pattern
        self.position = 0
        self.groups: list[list[str]] = [[]]  # the items of each open group, innermost last

    def error(self, text: str) -> LispError:
        return LispError(text, self.pattern)

    def translate(self) -> str:
        while self.position < len(self.pattern):
            character = self.pattern[self.position]
            self.position += 1
            self._item(character)
        if len(self.groups) > 1:
            raise self.error("Unbalanced () in regex")
        return "".join(self.groups[0])

    def _item(self, character: str) -> None:
        items = self.groups[-1]
        if character == "(":
            self.groups.append([])
        elif character == ")":
            self._close()
        elif character in "*+?":
            if not items or items[-1] == "|":
                raise self.error("Regex syntax error")
            items[-1] = f"(?:{items[-1]}){character}"
        elif character == "[":
            items.append(self._set())
        elif character == "\\":
            items.append(re.escape(self._next("Bad badslash escape in regex")))
        elif character in ".^|":
            items.append(character)
        else:
            items.append(r"\Z" if character == "$" else re.escape(character))

    def _close(self) -> None:
        if len(self.groups) == 1:
            raise self.error("Unbalanced () in regex")
        inside = "".join(self.groups.pop())
        self.groups[-1].append(f"({inside})")

    def _next(self, error: str) -> str:
        if self.position == len(self.pattern):
            raise self.error(error)
        self.position += 1
        return self.pattern[self.position - 1]

    def _set(self) -> str:
        """``[...]``: bytes and ranges; a ``]`` that comes first is one of the bytes."""
        character = self._next("Unbalanced [] in regex")
        complement = "^" if character == "^" else ""
        if complement:
            character = self._next("Unbalanced [] in regex")
        members = []
        while True:
            if self.pattern[self.position : self.position + 1] == "-" and self.pattern[self.position + 1 :][:1] not in (
                "",
                "]",
            ):
                last = self.pattern[self.position + 1]
                self.position += 2
                if last < character:
                    raise self.error("Regex syntax error")
                members.append(f"{re.escape(character)}-{re.escape(last)}")
            else:
                members.append(re.escape(character))
            character = self._next("Unbalanced [] in regex")
            if character == "]":
                return f"[{complement}{''.join(members)}]"


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as Python's."""
    translation = Translator(pattern).translate()
    try:
        return re.compile(translation, re.DOTALL)
    except (re.error, RecursionError, OverflowError):
        raise LispError("Regex is too complex", pattern) from None


def non_empty_matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches that have a length, left to right."""
    position = 0
    while position < len(text):
        match = pattern.search(text, position)
        if match is None:
            return
        if match.end() > match.start():
            yield match
            position = match.end()
        else:
            position = match.end() + 1


def registers(match: re.Match[str]) -> list[str]:
    """What the groups matched; without groups, what the whole did."""
    return [group or "" for group in match.groups()] or [match[0]]


@builtin("regex-match")
def regex_match(pattern: Any, text: Any) -> Symbol | None:
    """Whether all of a text matches."""
    return truth(compiled(string(pattern)).fullmatch(string(text)))


@builtin("regex-extract")
def regex_extract(pattern: Any, text: Any) -> Any:
    """The registers, where all of a text matches."""
    match = compiled(string(pattern)).fullmatch(string(text))
    return make_list(registers(match)) if match else None


@builtin("regex-seek")
def regex_seek(pattern: Any, text: Any, start: Any = 1.0) -> Any:
    """``(position length)`` of the leftmost match; nothing matches behind the last byte."""
    match = compiled(string(pattern)).search(string(text), max(integer(start) - 1, 0))
    return _place(match) if match and match.start() < len(text) else None


def _place(match: re.Match[str]) -> Any:
    return make_list([match.start() + 1.0, float(match.end() - match.start())])


@builtin("regex-subst")
def regex_substitute(pattern: Any, replacement: Any, text: Any) -> str:
    """Replace every match; ``%0`` ... ``%9`` in the replacement are the registers, ``%%`` a percent sign."""
    regex, by, text = compiled(string(pattern)), string(replacement), string(text)
    pieces: list[str] = []
    position = 0
    for match in non_empty_matches(regex, text):
        pieces += text[position : match.start()], _expanded(by, registers(match))
        position = match.end()
    return "".join([*pieces, text[position:]])


def _expanded(replacement: str, values: list[str]) -> str:
    def expand(match: re.Match[str]) -> str:
        selector = match[1]
        if selector == "%":
            return "%"
        if not selector.isdigit() or int(selector) >= len(values):
            raise LispError("bad register number", replacement)
        return values[int(selector)]

    return re.sub(r"%(.?)", expand, replacement, flags=re.DOTALL)


def successive(pattern: Any, text: Any, limit: Any, gap: Any) -> Iterator[re.Match[str]]:
    """At most ``limit`` matches, as long as what lies between them matches ``gap`` (both may be left out)."""
    regex, text = compiled(string(pattern)), string(text)
    between = None if gap is None else compiled(string(gap))
    end = 0
    for match in islice(non_empty_matches(regex, text), None if limit is None else max(integer(limit), 0)):
        skipped = text[end : match.start()]
        if between is not None and skipped and not between.fullmatch(skipped):
            return
        yield match
        end = match.end()


@builtin("regex-rseek")
def regex_rseek(pattern: Any, text: Any, limit: Any = None, gap: Any = None) -> Any:
    """``(position length)`` of successive matches."""
    return make_list(map(_place, successive(pattern, text, limit, gap)))


@builtin("regex-split")
def regex_split(pattern: Any, text: Any, limit: Any = None, gap: Any = None, between: Any = None) -> Any:
    """What successive matches matched; with a true last argument, what lies between them."""
    matches = list(successive(pattern, text, limit, gap))
    if between is None:
        return make_list(match[0] for match in matches)
    starts = [0, *(match.end() for match in matches)]
    ends = [*(match.start() for match in matches), len(text)]
    return make_list(text[start:end] for start, end in zip(starts, ends, strict=True))


@builtin("regex-skip")
def regex_skip(pattern: Any, text: Any, limit: Any = None, gap: Any = None) -> float:
    """The position behind successive matches."""
    end = 0
    for match in successive(pattern, text, limit, gap):
        end = match.end()
    return end + 1.0


@builtin("regex-tail")
def regex_tail(pattern: Any, text: Any, limit: Any = None, gap: Any = None) -> str:
    """What follows successive matches."""
    rest: str = text[int(regex_skip(pattern, text, limit, gap)) - 1 :]
    return rest


@builtin("regex-count")
def regex_count(pattern: Any, text: Any) -> float:
    return float(sum(1 for _ in successive(pattern, text, None, None)))


@builtin("regex-member")
def regex_member(patterns: Any, text: Any) -> Any:
    """The first pattern of a list that matches all of a text."""
    return next((pattern for pattern in elements(patterns) if regex_match(pattern, text)), None)
