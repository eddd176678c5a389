"""Where files are looked for: ``path addpath filepath find-file`` and the suffix rules (language.md, 12.4, 12.5)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, python_list, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import make_list
from .filenames import absolute
from .host import from_host, to_host

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

FOUND = "files found"  # in the interpreter's state: their names, the first first
PROGRAM_SUFFIXES = "||.lshc|.snc|.tlc|.lsh|.sn|.tl"


def plain_name(name: str) -> str:
    """A name without the old four-letter prefix (``SNWT@file``)."""
    return name[5:] if name[4:5] == "@" and name[:4].isalpha() else name


def alternatives(suffixes: str) -> list[str]:
    """The suffixes to try: of ``mat`` the suffix, then none; of ``|.a|.b`` those listed, in order."""
    if suffixes.startswith("|"):
        return suffixes[1:].split("|")
    return ["." + suffixes.removeprefix("."), ""] if suffixes else [""]


def says_where(name: str) -> bool:
    """Whether a name needs no search."""
    return name.startswith(("/", "./", "../"))


def find_file(directories: Iterable[str], name: str, suffixes: str = "") -> str | None:
    """The full name of the first file there is; names that say where they are skip the search."""
    name = plain_name(name)
    if says_where(name):
        directories = ["."]
    for directory in directories:
        for suffix in alternatives(suffixes):
            candidate = absolute(directory, name + suffix)
            if os.path.exists(to_host(candidate)) and not os.path.isdir(to_host(candidate)):  # pipes are welcome
                return candidate
    return None


def look_for(lisp: Interpreter, name: str, suffixes: str = "") -> str | None:
    """The full name of a file along the search path of an interpreter, or None; it is noted for the record of a run."""
    found = find_file(lisp.path, name, suffixes)
    if found is not None:
        lisp.state.setdefault(FOUND, {})[found] = None
    return found


def add_directories(lisp: Interpreter, directories: Iterable[str]) -> None:
    """Look for files in these directories (names of the system), too."""
    for directory in map(from_host, directories):
        if directory not in lisp.path:
            lisp.path.append(directory)


@builtin("path")
def path(lisp: Interpreter, *directories: Any) -> Any:
    """The search path; with arguments, set it."""
    for directory in directories:
        if not isinstance(directory, str):
            raise LispError("Not a string", directory, prefix="path")
    if directories:
        lisp.path[:] = directories
    return make_list(lisp.path)


@builtin("addpath")
def add_path(lisp: Interpreter, directory: Any) -> Any:
    """Put a directory in front (after the current one)."""
    added = absolute(string(directory))
    others = [known for known in lisp.path if known != added]
    front = 1 if others[:1] == ["."] else 0
    lisp.path[:] = [*others[:front], added, *others[front:]]
    return make_list(lisp.path)


@builtin("filepath")
def file_path(lisp: Interpreter, name: Any, suffixes: Any = MISSING) -> str | None:
    """The full name of a file along the path, or ()."""
    return look_for(lisp, string(name), PROGRAM_SUFFIXES if suffixes is MISSING else string(suffixes))


@builtin("find-file")
def find_file_in(directories: Any, name: Any, suffixes: Any) -> str | None:
    return find_file([string(directory) for directory in python_list(directories)], string(name), string(suffixes))
