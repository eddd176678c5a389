"""Lisp functions as Python callables."""

from __future__ import annotations

from typing import Any

from snsim.lisp.interpreter import Interpreter


class LispFunction:
    """Call it with Python values; the result is one, too. A Lisp error comes out as ``snsim.LispError``.

    Given back to Lisp it is the function it was made of.
    """

    def __init__(self, lisp: Interpreter, function: Any):
        self.lisp = lisp
        self.function = function

    def __call__(self, *arguments: Any) -> Any:
        """The value of the function."""
        from .conversion import to_lisp, to_python  # noqa: PLC0415  (conversion makes functions)

        lisp = self.lisp
        given = [to_lisp(lisp, argument) for argument in arguments]
        guarded = lisp.state.get("guard")  # set by whoever embeds Lisp in Python: it makes Python errors of Lisp's
        value = guarded(lambda: lisp.apply(self.function, given)) if guarded else lisp.apply(self.function, given)
        return to_python(lisp, value)

    def __repr__(self) -> str:
        return f"<Lisp function {self.lisp.image(self.function)}>"
