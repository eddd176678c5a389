"""Files and directories: asking about them, making, copying, removing them (language.md, 12.5)."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, string
from ..lisp.functions import builtin
from ..lisp.values import Cons, Symbol, T, make_list, truth
from .host import from_host, host_failures, to_host

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


def _name(value: Any) -> str:
    return to_host(string(value))


@builtin("dirp")
def is_directory(name: Any) -> Symbol | None:
    return truth(os.path.isdir(_name(name)))


@builtin("filep")
def is_file(name: Any) -> Symbol | None:
    return truth(os.path.isfile(_name(name)))


@builtin("files")
def files(directory: Any) -> Any:
    """All names in a directory, ``.`` and ``..`` included; () where there is none."""
    try:
        names = os.listdir(_name(directory))
    except OSError:
        return None
    return make_list([".", "..", *map(from_host, names)])


@builtin("fileinfo")
def file_information(lisp: Interpreter, name: Any) -> Any:
    """``((type . dir|reg|other) (size . bytes) (mode . bits) (mtime . seconds))``, or () for no file."""
    path = _name(name)
    try:
        status = os.stat(path)
    except OSError:
        return None
    kind = "dir" if os.path.isdir(path) else "reg" if os.path.isfile(path) else "other"
    facts = {
        "type": lisp.intern(kind),
        "size": float(status.st_size),
        "mode": float(status.st_mode),
        "mtime": status.st_mtime,
    }
    return make_list(Cons(lisp.intern(key), value) for key, value in facts.items())


@builtin("mkdir")
def make_directory(name: Any) -> None:
    with host_failures():
        os.mkdir(_name(name))


@builtin("unlink")
def unlink(name: Any) -> None:
    with host_failures():
        os.unlink(_name(name))


@builtin("rename")
def rename(old: Any, new: Any) -> None:
    with host_failures():
        os.rename(_name(old), _name(new))


@builtin("copyfile")
def copy_file(source: Any, target: Any) -> float:
    """The number of bytes copied."""
    with host_failures():
        return float(os.path.getsize(shutil.copyfile(_name(source), _name(target))))


@builtin("lockfile")
def lock_file(name: Any) -> Symbol | None:
    """Make a file that was not there; () if it was."""
    with host_failures():
        try:
            os.close(os.open(_name(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return None
    return T


@builtin("tmpname")
def temporary_name(directory: Any = MISSING, suffix: Any = MISSING) -> str:
    """The name of a fresh file, which is removed when the process ends."""
    ending = "" if suffix is MISSING else "." + _name(suffix).removeprefix(".")
    with host_failures():
        handle, path = tempfile.mkstemp(ending, "sn", None if directory is MISSING else _name(directory))
    os.close(handle)
    atexit.register(_remove, path)
    return from_host(path)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


@builtin("chdir")
def change_directory(directory: Any = MISSING) -> str:
    """Go to a directory; the directory one is in."""
    with host_failures():
        if directory is not MISSING:
            os.chdir(_name(directory))
        return from_host(os.getcwd())
