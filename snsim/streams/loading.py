"""Programs from files: ``load libload autoload`` (language.md, 12.6)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, elements, string
from ..lisp.console import OutputStream
from ..lisp.errors import Exit, LispError
from ..lisp.functions import LazyDX, builtin, special_function
from ..lisp.printer import abbreviated, printed
from ..lisp.reader import END_OF_TEXT
from ..lisp.source import CONSOLE, Source
from ..lisp.values import PLAIN, Cons, Symbol
from .filenames import dirname
from .host import to_host
from .readings import Readings
from .redirection import open_input, open_output
from .searchpath import PROGRAM_SUFFIXES, find_file

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

DEEPEST = 50  # times a file may be being loaded at once
BYTE_ORDER_MARK = "\xef\xbb\xbf"  # some editors begin their files so


def run(lisp: Interpreter, source: Source, report: Callable[[Any], None] | None = None) -> None:
    """Evaluate a text, expression by expression; ``report`` gets the values. ``(exit)`` ends it."""
    if source.offset == 0 and source.text.startswith(BYTE_ORDER_MARK):
        source.offset = len(BYTE_ORDER_MARK)
    mark = len(lisp.trail)
    _check_depth(lisp, source.name)
    lisp.trail.bind(lisp.intern("file-being-loaded"), source.name)
    result = lisp.intern("result").top
    readings = Readings(lisp, source)
    with lisp.reading(source):
        try:
            while (form := readings.read()) is not END_OF_TEXT:
                lisp.discarding = False
                result.value = lisp.eval(form)
                result.state = PLAIN
                if report and form is not None:
                    report(result.value)
        except Exit as leaving:
            if leaving.status is not None:
                raise
    readings.close()
    lisp.trail.unwind(mark)


def _check_depth(lisp: Interpreter, name: str) -> None:
    """Refuse a file inside itself, again and again."""
    being_loaded = lisp.intern("file-being-loaded")
    if name != CONSOLE and [being_loaded.cell.value, *lisp.trail.older_values(being_loaded)].count(name) >= DEEPEST:
        raise LispError("a file that loads itself", name, prefix="load", hint="Load it once: (libload file).")


def value_reporter(lisp: Interpreter, output: OutputStream) -> Callable[[Any], None]:
    """Prints ``= value``; what ``discard`` gave, abbreviated."""

    def report(value: Any) -> None:
        output.write("= ")
        output.write(abbreviated(lisp, value) if lisp.discarding else printed(lisp, value, output.column))
        output.write("\n")

    return report


@builtin("load")
def load(lisp: Interpreter, name: Any, output_name: Any = MISSING, prompt: Any = MISSING) -> str:
    """Evaluate a file; with an output file, the code's output and all values go there."""
    if string(name) == CONSOLE:
        lisp.nested_toplevel(lisp, "? " if prompt is MISSING else string(prompt))
        return CONSOLE
    source = open_input(lisp, string(name), PROGRAM_SUFFIXES)
    if output_name is MISSING or output_name is None:
        run(lisp, source)
    else:
        output = open_output(lisp, string(output_name), "script")
        try:
            with lisp.writing(output):
                run(lisp, source, value_reporter(lisp, output))
        finally:
            output.close()
    return source.name


@builtin("libload")
def libload(lisp: Interpreter, name: Any, force: Any = None) -> str | None:
    """Load a file, or a part of the program, once."""
    wanted = string(name)
    module = lisp.modules.get(wanted)
    if module is not None:
        if wanted in lisp.loaded and force is None:
            return None
        lisp.loaded[wanted] = 0.0
        return module(lisp) or wanted
    found = library_file(lisp, wanted)
    modified = os.path.getmtime(to_host(found))
    if force is None and lisp.loaded.get(found) == modified:
        return None
    lisp.loaded[found] = modified
    lisp.set_global("last-loaded-file", found)
    if not lisp.options["quiet"]:
        lisp.output.write(f" [{os.path.basename(found)}]\n")
    run(lisp, open_input(lisp, found))
    return found


def library_file(lisp: Interpreter, name: str) -> str:
    """The full name: beside the file being loaded, else along the path."""
    loading = lisp.intern("file-being-loaded").cell.value
    near = [dirname(loading)] if isinstance(loading, str) and loading != CONSOLE else []
    found = find_file([*near, *lisp.path], name, PROGRAM_SUFFIXES)
    if found is None:
        hint = "Looked in " + ", ".join([*near, *lisp.path]) + "."
        raise LispError("File not found", name, prefix="libload.search", hint=hint)
    return found


@builtin("libload.search")
def libload_search(lisp: Interpreter, name: Any) -> str:
    """The file that ``libload`` would load."""
    return library_file(lisp, string(name))


@builtin("libload-add-dependency")
def add_dependency(lisp: Interpreter, name: Any) -> None:
    """Load the file being loaded again when this one has changed: ``libload`` looks at the files anyway."""
    library_file(lisp, string(name))


@special_function("autoload")
def autoload(lisp: Interpreter, form: Cons) -> Any:
    """``(autoload "file" f g...)``: the file is loaded when f or g is first called."""
    if not isinstance(form.cdr, Cons):
        raise LispError("missing arguments")
    file = lisp.eval(form.cdr.car)
    for name in elements(form.cdr.cdr):
        if not isinstance(name, Symbol):
            raise LispError("not a symbol", name)
        lisp.define(name, _autoloaded(name, string(file)))
    return file


class Autoloaded(LazyDX):
    """What stands for a function until it is called; ``load(lisp)`` puts the real one in its place."""

    __slots__ = ("load",)

    load: Callable[[Interpreter], None]


def _autoloaded(name: Symbol, file: str) -> Autoloaded:
    """It loads the file, then leaves the call to the function defined there."""

    def load_file(lisp: Interpreter) -> None:
        if not lisp.options["quiet"]:
            lisp.output.write(f" [{os.path.basename(file)}] (autoload)\n")
        libload(lisp, file)
        if name.cell.value is stub:
            raise LispError("the file does not define this function", name)

    def call(lisp: Interpreter, *arguments: Any) -> Any:
        load_file(lisp)
        return lisp.apply(name, list(arguments))

    def run_call(lisp: Interpreter, form: Cons) -> Any:
        load_file(lisp)
        return lisp.eval(form)

    stub = Autoloaded(name.name, call)
    stub.run = run_call
    stub.load = load_file
    return stub
