"""How a function is called: its parameters in Python or in Lisp come in, ``(nth-power x [n])`` goes out.

Where parameters do not tell (any number of arguments, special forms), a docstring may begin with the form in double
backticks and a colon, ``(exact-mode [on])``: or with the arguments only, ``([theta] layers...)``: and a line
``#? (form)`` above a Lisp definition does the same.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..lisp.functions import DX, DY, DZ, Function, Lambda
from ..lisp.values import Cons, Symbol

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

_LEADING_FORM = re.compile(r"``(\([^`]*\))``(?:: +|\. *|$)")
_INTERPRETER = ("lisp", "workspace")  # what a Python function may want first


def signature(lisp: Interpreter, name: str, function: Function) -> str | None:
    """The form of a call; None where the code does not tell."""
    if isinstance(function, Lambda):
        return _lisp_form(lisp, name, function.prototype.parameters)
    python = python_function(function)
    form = _form_in_docstring(name, python) if python else None
    if form or isinstance(function, DY):
        return form
    if isinstance(function, DZ):
        return f"({name} x)"
    return _python_form(name, python) if python else None


def python_function(function: Function) -> Callable[..., Any] | None:
    """The Python function behind a name, without its wrappers."""
    found = (function.run or function.emit) if isinstance(function, DY) else getattr(function, "call", None)
    return inspect.unwrap(found) if found else None


def docstring(function: Function) -> str:
    """The first paragraph of a docstring, without the form it may begin with; empty if there is none of ours."""
    python = python_function(function)
    if python is None or not (getattr(python, "__module__", None) or "").startswith("snsim."):
        return ""
    paragraph = (inspect.getdoc(python) or "").split("\n\n")[0].replace("\n", " ")
    match = _LEADING_FORM.match(paragraph)
    return paragraph[match.end() :] if match and _is_call(match[1], function.name) else paragraph


def _form_in_docstring(name: str, python: Callable[..., Any]) -> str | None:
    match = _LEADING_FORM.match(inspect.getdoc(python) or "")
    if not match or not _is_call(match[1], name):
        return None
    return match[1] if _head(match[1]) == name else f"({name} {match[1][1:]}"


def _is_call(form: str, name: str) -> bool:
    """Is it a call, or the arguments of one, and not the list that is returned?"""
    return _head(form) == name or "[" in form or "..." in form


def _head(form: str) -> str:
    return form[1:-1].split(" ", maxsplit=1)[0]


def _python_form(name: str, python: Callable[..., Any]) -> str:
    parameters = list(inspect.signature(python).parameters.values())
    if parameters and parameters[0].name in _INTERPRETER:
        parameters = parameters[1:]
    required, optional = [name], []
    for parameter in parameters:
        word = parameter.name.strip("_").replace("_", "-")
        if parameter.kind is parameter.VAR_POSITIONAL:
            required.append(word + "...")
        elif parameter.default is parameter.empty:
            required.append(word)
        else:
            optional.append(word)
    return _form(required, optional)


def _lisp_form(lisp: Interpreter, name: str, pattern: Any) -> str:
    required, optional = [name], []
    while isinstance(pattern, Cons):
        first, pattern = pattern.car, pattern.cdr
        if isinstance(first, Symbol) and first.name == "&optional":
            while isinstance(pattern, Cons) and not (isinstance(pattern.car, Symbol) and pattern.car.name == "&rest"):
                item = pattern.car.car if isinstance(pattern.car, Cons) else pattern.car
                optional.append(lisp.image(item))
                pattern = pattern.cdr
        elif isinstance(first, Symbol) and first.name == "&rest":
            pattern = pattern.car if isinstance(pattern, Cons) else pattern
        elif not (isinstance(first, Symbol) and first.name == "DEFMACRO"):
            required.append(lisp.image(first))
    if isinstance(pattern, Symbol):
        required.append(pattern.name + "...")
    return _form(required, optional)


def _form(required: list[str], optional: list[str]) -> str:
    """``(f a [b [c]])``."""
    nested = "".join(f" [{word}" for word in optional) + "]" * len(optional)
    return f"({' '.join(required)}{nested})"


def arity_of_form(form: list[str]) -> tuple[int, int | None]:
    """Least and greatest number of arguments of a form, given as its words without the name."""
    optional = "".join(word for word in form if word.startswith("["))
    least = sum(not word.startswith("[") and not word.endswith("...") for word in form)
    if "..." in optional or any(word.endswith("...") for word in form):
        return least, None
    return least, least + len(re.findall(r"[^\s\[\]]+", optional))


def agrees(form: list[str], function: Function) -> bool:
    """Does a form that the manual gives fit what the code takes?"""
    if not isinstance(function, DX):
        return True
    least, most = arity_of_form(form)
    return least >= function.least and (function.most is None or (most is not None and most <= function.most))
