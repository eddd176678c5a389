"""What a value is: ``numberp stringp symbolp consp listp atomp null externp functionp`` (language.md, 2.2).

A value comes in; itself goes out where the answer is yes (``t`` for NIL), ``()`` otherwise.
"""

from __future__ import annotations

from typing import Any

from .functions import DZ, Function, builtin
from .values import Cons, Symbol, T, truth


@builtin("numberp")
def is_number(value: Any) -> float | None:
    return value if type(value) is float else None


@builtin("stringp")
def is_string(value: Any) -> str | None:
    return value if type(value) is str else None


@builtin("symbolp")
def is_symbol(value: Any) -> Symbol | None:
    return value if type(value) is Symbol else None


@builtin("consp")
def is_cons(value: Any) -> Cons | None:
    return value if isinstance(value, Cons) else None


@builtin("listp")
def is_list(value: Any) -> Any:
    return T if value is None else is_cons(value)


@builtin("atomp")
def is_atom(value: Any) -> Any:
    return T if value is None else None if isinstance(value, Cons) else value


@builtin("externp")
def is_extern(value: Any) -> Any:
    """Any atom that is not a number."""
    return None if isinstance(value, Cons) or type(value) is float else value


@builtin("functionp")
def is_function(value: Any) -> Function | None:
    """Any function but a numeric one."""
    return value if isinstance(value, Function) and not isinstance(value, DZ) else None


@builtin("null", "not")
def is_null(value: Any) -> Symbol | None:
    return truth(value is None)
