"""A lambda expression: what all functions made from it share. Compiled when one of them is first called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..parameters import simple_parameters
from ..values import check_finite

if TYPE_CHECKING:
    from ..interpreter import Interpreter
    from ..source import Place


class Prototype:
    """Name, parameters and body; ``arity`` is -1 when the parameters are not a plain list of symbols."""

    __slots__ = ("arity", "body", "function", "lisp", "name", "parameters", "place", "symbols", "traced")

    def __init__(self, lisp: Interpreter, name: str, parameters: Any, body: Any):
        self.lisp = lisp
        self.name = name
        self.parameters = parameters
        self.body = body
        check_finite(parameters)
        self.symbols = simple_parameters(parameters)
        self.arity = -1 if self.symbols is None else len(self.symbols)
        self.function: Callable[..., Any] | None = None
        self.place: Place | None = None  # of the definition, if it was read from a text
        self.traced: Callable[..., Any] | None = None  # compiled to show every evaluation (``tracing.py``)

    def compiled(self) -> Callable[..., Any]:
        """The Python function."""
        if self.function is None:
            self.function = self._compile(traced=False)
        return self.function

    def compiled_traced(self) -> Callable[..., Any]:
        """The Python function that shows every evaluation."""
        if self.traced is None:
            self.traced = self._compile(traced=True)
        return self.traced

    def _compile(self, traced: bool) -> Callable[..., Any]:
        from .compiler import compile_function  # noqa: PLC0415  (the compiler makes prototypes)

        return compile_function(self, traced)
