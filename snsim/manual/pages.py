"""The pages of the manual: ``pages/NN-family.txt`` come in, entries go out.

    Learning rates             the title of the page
                               then what all of it is about, and the transcript that its examples go on from
    : epsi (epsi-layer x l)    an entry, of one name or of several
    Its text.                  needed where the code does not say it (``topics.py``)
    ? (epsi 1)                 its example, as the prompt would show it; the tests run it
    = ()

A name stands as it is, and its signature comes from the code, or in a form where the code cannot tell (special forms,
any number of arguments). Several forms of one name may follow each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "pages"


class Entry(NamedTuple):
    """What a page says about a few names: to each the forms that the page gives, text, and the lines of the example."""

    forms: dict[str, list[str]]
    text: str
    example: list[str]


class Page(NamedTuple):
    """A family of names. ``start``: the transcript from which the examples of all entries go on."""

    stem: str
    title: str
    text: str
    start: list[str]
    entries: list[Entry]

    @property
    def about_network(self) -> bool:
        """Do its names come with a kernel?"""
        return any("libload" in line for line in self.start)


@cache
def all_pages() -> tuple[Page, ...]:
    """Every page, in the order of the numbers that their files begin with."""
    paths = sorted(FOLDER.glob("*.txt"))
    return tuple(read_page(path.stem.partition("-")[2], path.read_text(encoding="utf-8")) for path in paths)


@cache
def all_entries() -> dict[str, tuple[Page, Entry]]:
    """The page and the entry of every name."""
    return {name: (page, entry) for page in all_pages() for entry in page.entries for name in entry.forms}


def read_page(stem: str, text: str) -> Page:
    """The page of a text."""
    head, *parts = ("\n" + text).split("\n: ")
    title, _, introduction = head.strip("\n").partition("\n")
    about, start = _divide(introduction)
    entries = []
    for part in parts:
        heading, _, rest = part.partition("\n")
        entries.append(Entry(_forms(heading), *_divide(rest)))
    return Page(stem, title, about, start, entries)


def _divide(text: str) -> tuple[str, list[str]]:
    """What is said, and the transcript after it."""
    said, mark, transcript = ("\n" + text).partition("\n? ")
    return said.strip("\n"), ("? " + transcript).rstrip().split("\n") if mark else []


def _forms(heading: str) -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    for word in words(heading):
        name = words(word[1:-1])[0] if word.startswith("(") else word
        forms.setdefault(name, [])
        if word is not name:
            forms[name].append(word)
    return forms


def words(text: str) -> list[str]:
    """The words of a line; a list in parentheses or brackets is one."""
    return list(_words(text))


def _words(text: str) -> Iterator[str]:
    depth, word = 0, ""
    for character in text:
        if character == " " and depth == 0:
            if word:
                yield word
            word = ""
            continue
        depth += (character in "([") - (character in ")]")
        word += character
    if word:
        yield word
