"""Casts, and words for the compiler of the original (Table A): ``to-int flt real ... declare ifdef breakp``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import integer, number, symbol
from .errors import LispError
from .floating import checked
from .functions import DZ, builtin, special_function
from .values import UNSET, Cons, Symbol, truth

if TYPE_CHECKING:
    from .interpreter import Interpreter


@builtin("to-int")
def to_integer(value: Any) -> float:
    """Truncated toward zero."""
    return float(integer(value))


@builtin("to-flt", "to-float", "flt", "float")
def to_single(value: Any) -> float:
    """Rounded to single precision."""
    with np.errstate(over="ignore"):
        return checked(float(np.float32(number(value))), (value,))


@builtin("to-real", "to-double", "to-number", "real", "double", "number")
def to_double(value: Any) -> float:
    return number(value)


@builtin("to-bool", "bool")
def to_truth(value: Any) -> Symbol | None:
    return truth(value is not None)


@builtin("to-obj", "obj", "obj-super")
def to_object(value: Any) -> Any:
    """Any value is an object."""
    return value


@builtin("dzp")
def is_numeric_function(value: Any) -> Any:
    """The value if it is a function of one number."""
    return value if isinstance(value, DZ) else None


@special_function("declare", "protect", "unprotect", "cheader", "cpheader")
def ignore(_lisp: Interpreter, _form: Cons) -> None:
    """Declarations for a compiler say nothing to an interpreter."""


@special_function("ifcompiled")
def if_compiled(lisp: Interpreter, form: Cons) -> Any:
    """``(ifcompiled compiled-form interpreted-form...)``."""
    return lisp.progn(form.cdr.cdr if isinstance(form.cdr, Cons) else None)


@special_function("ifdef")
def if_defined(lisp: Interpreter, form: Cons) -> Any:
    """``(ifdef name form other-forms...)``: the form if the name has a global value, else the others."""
    if not isinstance(form.cdr, Cons) or not isinstance(form.cdr.cdr, Cons):
        raise LispError("bad 'ifdef' construction")
    if symbol(form.cdr.car).top.state != UNSET:
        return lisp.eval(form.cdr.cdr.car)
    return lisp.progn(form.cdr.cdr.cdr)


@builtin("breakp")
def is_break_pending() -> None:
    """Has Ctrl-C been pressed, and not yet been obeyed? Never: it is obeyed at once."""


@builtin("used")
def memory_used(lisp: Interpreter) -> float:
    """How many symbols there are."""
    return float(len(lisp.symbols))
