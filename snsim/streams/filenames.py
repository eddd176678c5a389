"""File names as strings: ``basename dirname concat-fname relative-fname`` (language.md, 12.5). No file is touched."""

from __future__ import annotations

import os
import posixpath
from typing import Any

from ..lisp.arguments import MISSING, string
from ..lisp.functions import builtin
from .host import from_host


def absolute(*parts: str) -> str:
    """The parts joined and normalised, from the root on."""
    path = posixpath.normpath(posixpath.join(from_host(os.getcwd()), *parts))
    return path.removeprefix("/") if path.startswith("//") else path


@builtin("basename")
def basename(name: Any, suffix: Any = MISSING) -> str:
    """The last component, without a suffix it may end with."""
    path = string(name)
    base = posixpath.basename(path.rstrip("/")) or path[:1]
    if suffix is MISSING:
        return base
    ending = "." + string(suffix).removeprefix(".")
    return base.removesuffix(ending) if base != ending else base


@builtin("dirname")
def dirname(name: Any) -> str:
    path = string(name)
    return posixpath.dirname(path.rstrip("/") or path) or "."


@builtin("concat-fname")
def concat_fname(directory: Any, name: Any = "") -> str:
    """The absolute name of a file (in a directory)."""
    return absolute(string(directory), string(name))


@builtin("relative-fname")
def relative_fname(directory: Any, name: Any) -> str | None:
    """The name of a file as seen from a directory it is in (or below), or ()."""
    root, path = absolute(string(directory)), absolute(string(name))
    if path == root:
        return "."
    inside = root.rstrip("/") + "/"
    return path.removeprefix(inside) if path.startswith(inside) else None
