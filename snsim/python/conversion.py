"""What a value of one language is in the other (the table is docs/python.md, "What becomes what").

``to_python`` and ``to_lisp`` convert lists and tables by copying, matrices never: both sides see the same cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from snsim.lisp.errors import LispError
from snsim.lisp.functions import Function
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import Cons, Symbol, T, check_finite, make_list
from snsim.matrices.celltypes import CELL_TYPES, PACKED
from snsim.matrices.index import Index
from snsim.objects.tables import HTable

from .functions import LispFunction
from .objects import PythonObject

DTYPES = {cells.dtype for cells in CELL_TYPES if cells is not PACKED}
WHOLE = 2.0**53  # up to here every whole number is one of Python's integers


def text_to_python(text: str) -> str:
    """The bytes of a Lisp string as the text they spell; as Latin-1 where they are no UTF-8."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


def text_to_lisp(text: str) -> str:
    """A text as the bytes of its UTF-8; raises ``LispError`` where it holds half a character."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("latin-1")
    except UnicodeEncodeError as error:
        half = f"{text[error.start]!a} at {error.start}"
        hint = "Python's text has a surrogate there, half of a UTF-16 pair: no bytes spell it."
        raise LispError(f"half a character: {half}", hint=hint) from None


def to_python(lisp: Interpreter, value: Any) -> Any:
    """A Lisp value as a Python value."""
    if value is None or type(value) is float:
        return value
    if value is T:
        return True
    if type(value) is str:
        return text_to_python(value)
    if isinstance(value, Cons):
        return _sequence(lisp, value)
    if type(value) is Index:
        return value.values if value.type is PACKED else value.array
    if type(value) is PythonObject:
        return value.thing
    if isinstance(value, HTable):
        return {_key(to_python(lisp, key)): to_python(lisp, entry) for key, entry in value.items()}
    return LispFunction(lisp, value) if isinstance(value, Function) else value


def _sequence(lisp: Interpreter, value: Cons) -> list[Any] | tuple[Any, ...]:
    """A list as a list; one with a dotted tail as a tuple, the tail last."""
    check_finite(value)
    items: list[Any] = []
    rest: Any = value
    while isinstance(rest, Cons):
        items.append(to_python(lisp, rest.car))
        rest = rest.cdr
    return items if rest is None else (*items, to_python(lisp, rest))


def _key(key: Any) -> Any:
    """A key as Python's dictionaries want it: lists as tuples."""
    return tuple(map(_key, key)) if isinstance(key, list) else key


def to_argument(lisp: Interpreter, value: Any) -> Any:
    """A Lisp value as an argument of a Python function: whole numbers are integers, which Python insists on."""
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < WHOLE else value
    if isinstance(value, Cons):
        converted = to_python(lisp, value)
        return type(converted)(map(_whole, converted))
    return to_python(lisp, value)


def _whole(value: Any) -> Any:
    """``to_argument`` of what is a Python value already, inside lists, too."""
    if type(value) is float and value.is_integer() and abs(value) < WHOLE:
        return int(value)
    return type(value)(map(_whole, value)) if type(value) in (list, tuple) else value


def to_lisp(lisp: Interpreter, value: Any) -> Any:
    """A Python value as a Lisp value; what has no counterpart as a ``PythonObject``."""
    if value is None or value is False or value is np.False_:
        return None
    if value is True or value is np.True_:
        return T
    if isinstance(value, (int, float, np.integer, np.floating)):
        return float(value)
    if isinstance(value, str):
        return text_to_lisp(value)
    if isinstance(value, (list, tuple)):
        return make_list([to_lisp(lisp, item) for item in value])
    if isinstance(value, np.ndarray):
        return _matrix(value)
    if isinstance(value, LispFunction):
        return value.function
    if isinstance(value, Mapping):
        table = HTable()
        for key, entry in value.items():
            table.put(to_lisp(lisp, key), to_lisp(lisp, entry))
        return table
    if isinstance(value, (Symbol, Cons, Index, Function, PythonObject)) or hasattr(type(value), "lisp_class"):
        return value
    return PythonObject(value)


def _matrix(array: np.ndarray) -> Any:
    """The same cells where Lisp has such cells, else their values as doubles (or the array as a Python object)."""
    if array.dtype in DTYPES:
        return Index(array)
    if array.dtype.kind in "biuf":
        return Index(array.astype(np.float64))
    return PythonObject(array)
