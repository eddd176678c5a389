"""A lambda expression: what all functions made from it share. Compiled when one of them is first called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..parameters import simple_parameters

if TYPE_CHECKING:
    from ..interpreter import Interpreter


class Prototype:
    """Name, parameters and body; ``arity`` is -1 when the parameters are not a plain list of symbols."""

    __slots__ = ("arity", "body", "function", "lisp", "name", "parameters", "symbols")

    def __init__(self, lisp: Interpreter, name: str, parameters: Any, body: Any):
        self.lisp = lisp
        self.name = name
        self.parameters = parameters
        self.body = body
        self.symbols = simple_parameters(parameters)
        self.arity = -1 if self.symbols is None else len(self.symbols)
        self.function: Callable[..., Any] | None = None

    def compiled(self) -> Callable[..., Any]:
        """The Python function."""
        if self.function is None:
            from .compiler import compile_function  # noqa: PLC0415  (the compiler makes prototypes)

            self.function = compile_function(self.lisp, self.name, self.parameters, self.symbols, self.body)
        return self.function
