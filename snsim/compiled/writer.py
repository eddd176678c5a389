"""The text of one compiled function, and the places where it may fail.

Machine code knows no exceptions here: it notes in ``state`` which *site* failed and returns; its caller returns, too.
The table of sites has what belongs into the error (``program.py`` raises it).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from snsim.lisp.compiler.code import Nested

FAILED, DEPTH, FUEL, STACK, ROOM, CALLS = range(6)
"""Cells of ``state``: the site of a failure, the depth of the call, turns left, where the C stack was at first, how
many bytes of it may be used; then, by depth, the sites of the calls."""

DEEPEST = 10_000  # calls inside calls
PLENTY = 1_000_000  # turns of loops, and calls, between two looks for Ctrl-C
INTERRUPTED, RECURSIVE = -1, 1  # as sites

ZERO = "ZERO"  # stands in the text for what is returned after a failure, until the kind of the result is known


class Site(NamedTuple):
    """What may go wrong at one place. ``suffix``: a constant, or how the number noted at run time becomes one."""

    text: str
    form: Nested | None
    suffix: Any = None
    prefix: str | None = None
    hint: str | None = None


AS_NUMBER, AS_TAG, IN_TEXT = object(), object(), object()


class Writer:
    """Lines of Python at changing depths of indentation."""

    def __init__(self, sites: list[Site]):
        self.lines: list[str] = []
        self.level = 1
        self.sites = sites
        self.form: Nested | None = None  # the form being translated
        self._temporaries = 0

    def line(self, text: str) -> None:
        """Write one statement."""
        self.lines.append(" " * self.level + text)

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        """Write a compound statement."""
        self.line(opening)
        self.level += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.line("pass")
        self.level -= 1

    @contextmanager
    def loop(self, condition: str = "True") -> Iterator[None]:
        """Write a loop; now and then it looks for Ctrl-C."""
        with self.block(f"while {condition}:"):
            self.line("fuel -= 1")
            with self.block("if fuel == 0:"):
                self.line(f"fuel = {PLENTY}")
                self.line(f"if interrupted(state): return {ZERO}")
            yield

    @contextmanager
    def inside(self, form: Any) -> Iterator[None]:
        """What is written meanwhile evaluates ``form``."""
        outer, self.form = self.form, Nested(form, self.form)
        yield
        self.form = outer

    def name(self) -> str:
        """A fresh local name."""
        self._temporaries += 1
        return f"t{self._temporaries}"

    def assigned(self, expression: str) -> str:
        """A new temporary with the value of an expression."""
        name = self.name()
        self.line(f"{name} = {expression}")
        return name

    def site(self, text: str, suffix: Any = None, prefix: str | None = None, hint: str | None = None) -> int:
        """The number of a new site for the form being translated."""
        self.sites.append(Site(text, self.form, suffix, prefix, hint))
        return len(self.sites) - 1

    def fail(self, site: int | str, noted: str = "") -> None:
        """Write the failure at a site; ``noted``: the number that explains it."""
        if noted:
            self.line(f"noted[0] = {noted}")
        self.line(f"state[{FAILED}] = {site}; state[{DEPTH}] = depth")
        self.line(f"return {ZERO}")

    def fail_if(self, condition: str, text: str, suffix: Any = None, noted: str = "") -> None:
        """Write a check."""
        with self.block(f"if {condition}:"):
            self.fail(self.site(text, suffix), noted)
