"""The border to the operating system: its strings are text, ours are bytes; its failures become errors of the language.

A failure reads ``<system text> (errno=<n>)`` (language.md, 12.5).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from ..lisp.errors import LispError


def to_host(text: str) -> str:
    """A string of ours as Python's ``os`` wants file names and commands."""
    return os.fsdecode(text.encode("latin-1"))


def from_host(text: str) -> str:
    """A name that ``os`` gave, one byte per character."""
    return os.fsencode(text).decode("latin-1")


def host_error(error: OSError) -> LispError:
    """A failure of the system as an error of the language."""
    return LispError(f"{error.strerror} (errno={error.errno})")


@contextmanager
def host_failures() -> Iterator[None]:
    """Turn the failures of the system inside into errors of the language."""
    try:
        yield
    except OSError as error:
        raise host_error(error) from None
