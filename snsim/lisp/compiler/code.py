"""The Python text of one function while it is being written.

Each line remembers the Lisp form it evaluates and the forms around that: the line number in a Python traceback so
tells which form was running, at no cost while nothing goes wrong (``backtrace.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from ..functions import DE
from ..values import Cell, Cons, T

if TYPE_CHECKING:
    from ..interpreter import Interpreter

FORMS = "<forms>"  # the global name, no one else's, under which compiled code keeps the forms of its lines


class Nested(NamedTuple):
    """A form and the forms it is written in, inside one function."""

    form: Any
    outer: Nested | None


class Code:
    """Lines of Python, with their forms and their constants."""

    def __init__(self, lisp: Interpreter, name: str, arguments: list[str]):
        self.name = name
        self.lines = [f"def compiled({', '.join(arguments)}):"]
        self.forms: list[Nested | None] = [None, None]  # by line number, which starts at 1
        self.form: Nested | None = None  # the form being compiled
        self.level = 1
        self.constants: dict[str, Any] = {
            **_EVERYWHERE,
            "LISP": lisp,
            "TRAIL": lisp.trail,
            "push": lisp.trail.append,
            "pop": lisp.trail.pop,
            FORMS: self.forms,
        }
        self._names: dict[int, str] = {}
        self._temporaries = 0

    def line(self, text: str) -> None:
        """Write one statement."""
        self.lines.append(" " * self.level + text)
        self.forms.append(self.form)

    def insert(self, position: int, level: int, text: str) -> None:
        """Write one statement before the line at ``position``."""
        self.lines.insert(position, " " * level + text)
        self.forms.insert(position + 1, self.form)

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        """Write a compound statement: its head, then what the with-body writes."""
        self.line(opening)
        self.level += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.line("pass")
        self.level -= 1

    @contextmanager
    def inside(self, form: Any) -> Iterator[None]:
        """What is written meanwhile evaluates ``form``."""
        outer = self.form
        self.form = Nested(form, outer)
        yield
        self.form = outer

    def place(self) -> Any:
        """Where the form being compiled stands in a text, or the nearest around it that comes from one; or None."""
        nested = self.form
        while nested is not None:
            place = getattr(nested.form, "place", None)
            if place is not None:
                return place
            nested = nested.outer
        return None

    def temporary(self) -> str:
        """A fresh local name."""
        self._temporaries += 1
        return f"t{self._temporaries}"

    def constant(self, value: Any) -> str:
        """The name of a constant."""
        if value is None:
            return "None"
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = f"K{len(self._names)}"
            self.constants[name] = value
        return name

    def function(self) -> Callable[..., Any]:
        """The Python function the lines define."""
        code = compile("\n".join(self.lines), f"<lisp {self.name}>", "exec")
        exec(code, self.constants)
        return self.constants["compiled"]


_EVERYWHERE = {"Cell": Cell, "Cons": Cons, "DE": DE, "T": T}
