"""``eval`` and ``apply`` (language.md, 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import LispError
from .functions import builtin
from .values import Cons

if TYPE_CHECKING:
    from .interpreter import Interpreter


@builtin("eval")
def evaluate_values(lisp: Interpreter, *values: Any) -> Any:
    """Evaluate each value; the last result."""
    if not values:
        raise LispError("no arguments")
    result = None
    for value in values:
        result = value.lisp_value() if hasattr(value, "lisp_value") else lisp.eval(value)
    return result


@builtin("apply")
def apply_function(lisp: Interpreter, function: Any, arguments: Any) -> Any:
    """Call a function with a list of arguments, which are not evaluated again."""
    if arguments is not None and not isinstance(arguments, Cons):
        raise LispError("not a list", arguments)
    return lisp.apply(function, list(arguments or ()))
