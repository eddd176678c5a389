"""What can go wrong, as classes: the user's mistakes are ``LispError``; any other exception is a bug of ours.

A ``LispError`` prints as ``prefix : text : suffix`` (language.md, 13.2). The prefix is normally left open (``None``):
the toplevel then takes the head symbol of the innermost form being evaluated, which it finds, with file, line and
column, in the Python traceback (see ``compiler.py``).
"""

from __future__ import annotations

from typing import Any


class LispError(Exception):
    """A mistake of the user, or of the program he runs.

    ``text``: the message; ``suffix``: the offending object (printed abbreviated; nothing when it is NIL);
    ``prefix``: who complains, where it is not the form being evaluated; ``place``: where, if the raiser knows better
    than the traceback; ``hint``: one sentence that says what to do.
    """

    def __init__(
        self, text: str, suffix: Any = None, *, prefix: Any = None, place: Any = None, hint: str | None = None
    ):
        super().__init__(text)
        self.text = text
        self.suffix = suffix
        self.prefix = prefix
        self.place = place
        self.hint = hint


class ReadError(LispError):
    """The text is not an expression."""


class IncompleteInput(ReadError):
    """The text ends inside an expression: more of it may still come (the REPL asks for a further line)."""


class CircularList(LispError):
    """A list that comes back to itself where it should end."""


class Exit(Exception):
    """``(exit)`` leaves the current load loop; with a status (``(exit n)``) the process."""

    def __init__(self, status: int | None = None):
        super().__init__(status)
        self.status = status


class Break(LispError):
    """Ctrl-C, in the shape of an error."""

    def __init__(self) -> None:
        super().__init__("Break")
