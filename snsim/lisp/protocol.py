"""How objects of Python become values of the language: the methods their class may have, all of them optional.

| member | what it says | without it |
|---|---|---|
| ``lisp_class`` | the name of the class as ``classof`` shows it | the name of the Python class |
| ``lisp_call(lisp, arguments)`` | the value of a call with the object at its head | it can't be called |
| ``lisp_value()`` | what ``eval`` makes of it | the object itself |
| ``lisp_text()`` | the printed form | ``::CLASS:address`` |
| ``lisp_written(writer)`` | the same, where interpreter or column matter (``printer.Writer``) | ``lisp_text()`` |
| ``lisp_print(lisp)`` | prints the object itself and says True, or False: print its form | its form is printed |
| ``lisp_equal(other)`` | ``=`` with another object of the same Python class | equal only to itself |
| ``lisp_rank(other)`` | the order: negative, 0 or positive | it has none |
| ``lisp_fetch(lisp, slot)``, ``lisp_store(lisp, slot, value)`` | ``:object:slot`` (``scope.py``) | an error |

So the core knows nothing of matrices, objects and files, which are rooms of their own.
"""

from __future__ import annotations

from typing import Any

from .functions import Function
from .values import Symbol

_PYTHON_NAMES: dict[type, str] = {float: "NUMBER", str: "STRING", Symbol: "SYMB"}


def class_name(value: Any) -> str:
    """The class name of an atom: of numbers, strings, symbols and functions the original's; of others as they say
    themselves, or the name of their root class."""
    if isinstance(value, Function):
        return value.kind
    own = _PYTHON_NAMES.get(type(value)) or getattr(value, "lisp_class", None)
    return own or type(value).__mro__[-2].__name__.upper()
