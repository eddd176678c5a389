"""The Lisp words for Python: ``py-import py-call py-get py-set py-keywords`` (docs/python.md)."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from snsim.lisp.arguments import string
from snsim.lisp.errors import LispError
from snsim.lisp.functions import DX
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import LOCKED, Symbol

from .conversion import to_python
from .objects import Keywords, PythonObject, attribute, call, guarded, install_class


def py_import(name: Any) -> PythonObject:
    """``(py-import "numpy.linalg")``: a module."""
    return PythonObject(guarded(lambda: importlib.import_module(string(name))))


def py_call(lisp: Interpreter, thing: Any, method: Any, *arguments: Any) -> Any:
    """``(py-call object "method" argument...)``: on any value, as Python sees it. A method () calls the object."""
    receiver = to_python(lisp, thing)
    return call(lisp, receiver if method is None else attribute(receiver, method), arguments)


def py_get(lisp: Interpreter, thing: Any, name: Any) -> Any:
    """``(py-get object "name")``: an attribute."""
    return PythonObject(to_python(lisp, thing)).lisp_fetch(lisp, name)


def py_set(lisp: Interpreter, thing: Any, name: Any, value: Any) -> Any:
    """``(py-set object "name" value)``: set an attribute; the value."""
    PythonObject(to_python(lisp, thing)).lisp_store(lisp, name, value)
    return value


def py_keywords(*names_and_values: Any) -> Keywords:
    """``(py-keywords "axis" 0 ...)``: arguments by name, to be put among those of a call."""
    if len(names_and_values) % 2:
        raise LispError("a value for each name was expected")
    named = {}
    for name, value in zip(names_and_values[::2], names_and_values[1::2], strict=True):
        spelt = name.name.replace("-", "_") if isinstance(name, Symbol) else string(name)
        named[spelt] = value
    return Keywords(named)


WORDS: dict[str, Callable[..., Any]] = {
    "py-import": py_import,
    "py-call": py_call,
    "py-get": py_get,
    "py-set": py_set,
    "py-keywords": py_keywords,
}


def install(lisp: Interpreter) -> None:
    """Define them."""
    install_class(lisp)
    for name, call_word in WORDS.items():
        lisp.set_global(name, DX(name, call_word), LOCKED)
