"""Definitions as text: ``(save "file" name...)``; ``edit`` and ``fedit`` call an editor (language.md, 12.5)."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, elements, string, symbol
from ..lisp.errors import LispError
from ..lisp.functions import Lambda, builtin, special_function
from ..lisp.printer import printed
from ..lisp.source import CONSOLE
from ..lisp.values import Cons, Symbol, make_list
from .filestreams import FileOutput
from .host import to_host
from .pretty import definition_of, pretty_text
from .redirection import output_name
from .searchpath import PROGRAM_SUFFIXES, look_for

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

SUFFIX = "lsh"


@special_function("save")
def save(lisp: Interpreter, form: Cons) -> str:
    """Write ``(de ...)`` or ``(setq ...)`` of each name; the name of the file."""
    if not isinstance(form.cdr, Cons):
        raise LispError("missing arguments")
    file = output_name(string(lisp.eval(form.cdr.car)), SUFFIX)
    output = FileOutput(file)
    try:
        for name in map(symbol, elements(form.cdr.cdr)):
            output.write(_definition(lisp, name) + "\n\n")
    finally:
        output.close()
    return file


def _definition(lisp: Interpreter, name: Symbol) -> str:
    value = name.cell.value
    if isinstance(value, Lambda):
        return pretty_text(lisp, definition_of(lisp, name, value))
    quoted = make_list([lisp.intern("quote"), value]) if isinstance(value, (Cons, Symbol)) else value
    return printed(lisp, make_list([lisp.intern("setq"), make_list([lisp.intern("scope"), name]), quoted]))


@builtin("edit")
def edit(lisp: Interpreter, name: Any = MISSING) -> float:
    """Open a file in the user's editor ($VISUAL, $EDITOR); the editor's status."""
    file = string(name) if name is not MISSING else ""
    found = look_for(lisp, file, PROGRAM_SUFFIXES) or file
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise LispError("no editor", hint="Set the environment variable EDITOR.")
    lisp.output.flush()
    return float(os.system(f"{editor} {shlex.quote(to_host(found))}" if found else editor))


@builtin("fedit")
def edit_function(lisp: Interpreter, function: Any) -> float:
    """Open the file that defines a function (or the function of a name)."""
    value = function.cell.value if isinstance(function, Symbol) else function
    if not isinstance(value, Lambda):
        raise LispError("not a function written in Lisp", function)
    place = next((place for place in _places(value.prototype.body) if place.file != CONSOLE), None)
    if place is None:
        raise LispError("not defined in a file", function)
    return edit(lisp, place.file)


def _places(body: Any) -> list[Any]:
    return [form.place for form in body or () if getattr(form, "place", None) is not None]
