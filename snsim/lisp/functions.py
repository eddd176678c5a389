"""The kinds of function, and how Python functions become Lisp ones.

| class | evaluated arguments | written in |
|---|---|---|
| DX | yes | Python (``@builtin``) |
| DY | no: a special form, given to the compiler | Python (``@special``) |
| DZ | one number | Python (``@numeric``) |
| DE, DF, DM | yes / no / whole form, result evaluated | Lisp |

A builtin module only *declares* functions: the decorators put them in a table, and an interpreter installs the table
into its own symbols. A builtin that needs the interpreter takes it as its first parameter, named ``lisp``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


class Function:
    """Anything that may stand at the head of a call."""

    __slots__ = ("name",)
    kind = "?"

    def __init__(self, name: str):
        self.name = name


class DX(Function):
    """A Python function of evaluated arguments; between ``least`` and ``most`` of them (``most`` None: any number)."""

    __slots__ = ("call", "least", "most")
    kind = "DX"

    def __init__(self, name: str, call: Callable[..., Any], least: int, most: int | None):
        super().__init__(name)
        self.call = call
        self.least = least
        self.most = most


class DZ(Function):
    """A numeric function of one number."""

    __slots__ = ("call",)
    kind = "DZ"

    def __init__(self, name: str, call: Callable[[float], float]):
        super().__init__(name)
        self.call = call


class DY(Function):
    """A special form: ``emit(compiler, form)`` writes the code of one call (see ``compiler.py``)."""

    __slots__ = ("emit",)
    kind = "DY"

    def __init__(self, name: str, emit: Callable[..., Any]):
        super().__init__(name)
        self.emit = emit


BUILTINS: dict[str, tuple[type[Function], Callable[..., Any]]] = {}
"""Every function declared in Python, by its Lisp name: the table an interpreter installs."""


def builtin(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a Python function as the DX of these names; its signature says how many arguments it takes."""
    return _declare(DX, names)


def special(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the emitter of a special form (DY)."""
    return _declare(DY, names)


def numeric(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function of one number (DZ)."""
    return _declare(DZ, names)


def _declare(kind: type[Function], names: tuple[str, ...]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            BUILTINS[name] = (kind, function)
        return function

    return decorate


def arity(function: Callable[..., Any]) -> tuple[int, int | None, bool]:
    """Least and greatest number of Lisp arguments, and whether the interpreter goes first."""
    parameters = list(inspect.signature(function).parameters.values())
    wants_lisp = bool(parameters) and parameters[0].name == "lisp"
    parameters = parameters[wants_lisp:]
    most = None if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(parameters)
    least = sum(p.default is p.empty and p.kind is not p.VAR_POSITIONAL for p in parameters)
    return least, most, wants_lisp
