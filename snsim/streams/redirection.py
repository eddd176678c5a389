"""Files as input and output: ``open-read open-write open-append reading writing reading-string script`` (12.4)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, string
from ..lisp.console import OutputStream
from ..lisp.errors import LispError
from ..lisp.functions import builtin, special_function
from ..lisp.source import CONSOLE, Source
from ..lisp.values import Cons
from .filestreams import FileInput, FileOutput
from .host import from_host, host_error, to_host
from .input import STRING
from .searchpath import look_for, plain_name, says_where

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


def open_input(lisp: Interpreter, name: str, suffixes: str = "") -> Source:
    """The file of a name, along the path; ``$stdin`` and ``|command`` too."""
    if name == CONSOLE:
        return lisp.console
    if name.startswith("|"):
        return FileInput(name)
    found = look_for(lisp, name, suffixes)
    if found is None:
        error = host_error(FileNotFoundError(2, os.strerror(2)))
        searched = "" if says_where(name) else f" in {', '.join(lisp.path)}"
        is_folder = os.path.isdir(to_host(name))
        error.hint = f"{name} is a directory." if is_folder else f"There is no file {name}{searched}."
        raise error
    return FileInput(found)


def open_output(lisp: Interpreter, name: str, suffix: str = "", append: bool = False) -> OutputStream:
    """The file of a name to write to; ``$stdout``, ``$stderr`` and ``|command`` too. The path is not searched."""
    standard = {"$stdout": lisp.console_output, "$stderr": lisp.error_output}
    if name in standard:
        return standard[name]
    return FileOutput(output_name(name, suffix), "ab" if append else "wb")


def output_name(name: str, suffix: str = "") -> str:
    """The name with the suffix, unless it has one already or is a file there is."""
    if name.startswith("|"):
        return name
    name = plain_name(name)
    host_name = to_host(name)
    if suffix and "." not in os.path.basename(host_name) and not os.path.isfile(host_name):
        name += "." + suffix.removeprefix(".")
    return name


@builtin("open-read")
def open_read(lisp: Interpreter, name: Any, suffixes: Any = "") -> Source | None:
    """A descriptor, or () for a file that cannot be opened."""
    return _opened(lambda: open_input(lisp, string(name), string(suffixes)))


@builtin("open-write")
def open_write(lisp: Interpreter, name: Any, suffix: Any = "") -> OutputStream | None:
    return _opened(lambda: open_output(lisp, string(name), string(suffix)))


@builtin("open-append")
def open_append(lisp: Interpreter, name: Any, suffix: Any = "") -> OutputStream | None:
    return _opened(lambda: open_output(lisp, string(name), string(suffix), append=True))


def _opened(opener: Any) -> Any:
    try:
        return opener()
    except LispError as error:
        if "errno=" in error.text:
            return None
        raise


@special_function("reading")
def reading(lisp: Interpreter, form: Cons) -> Any:
    """Run the body with input from a file or descriptor."""
    where, body = _redirection(lisp, form)
    if isinstance(where, str):
        where = open_input(lisp, where)
    if not isinstance(where, Source):
        raise LispError("file name or read descriptor expected", where)
    with lisp.reading(where):
        return lisp.progn(body)


@special_function("writing")
def writing(lisp: Interpreter, form: Cons) -> Any:
    """Run the body with output to a file (closed afterwards) or descriptor (left open)."""
    where, body = _redirection(lisp, form)
    output = open_output(lisp, where) if isinstance(where, str) else where
    if not isinstance(output, OutputStream):
        raise LispError("file name or write descriptor expected", where)
    try:
        with lisp.writing(output):
            return lisp.progn(body)
    finally:
        if isinstance(where, str) and isinstance(output, FileOutput):
            output.close()
        else:
            output.flush()


@special_function("reading-string")
def reading_string(lisp: Interpreter, form: Cons) -> Any:
    text, body = _redirection(lisp, form)
    with lisp.reading(Source(string(text), STRING)):
        return lisp.progn(body)


def _redirection(lisp: Interpreter, form: Cons) -> tuple[Any, Any]:
    """The value of the first argument, and the body."""
    if not isinstance(form.cdr, Cons) or not isinstance(form.cdr.cdr, Cons):
        raise LispError("syntax error")
    return lisp.eval(form.cdr.car), form.cdr.cdr


@builtin("script")
def script(lisp: Interpreter, name: Any = MISSING) -> str | None:
    """Copy the console to a file; without a name, stop."""
    if lisp.console_output.transcript:
        lisp.console_output.transcript.close()
        lisp.console_output.transcript = None
    if name is MISSING:
        return None
    file = output_name(string(name), "script")
    lisp.console_output.transcript = FileOutput(file)
    return from_host(os.path.abspath(to_host(file)))
