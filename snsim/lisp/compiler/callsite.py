"""A call in compiled code whose head turned out not to be the function the code was written for.

In: the value of the head. Out: the value of the call, by the rules of language.md, 3.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..evaluator import call_form, call_unevaluated, displace, evaluate
from ..functions import DMD
from ..values import Cons
from .thunk import Thunk

if TYPE_CHECKING:
    from ..interpreter import Interpreter


class CallSite:
    """One call; it keeps the compiled code of what a displacing macro has put in its place."""

    __slots__ = ("form", "lisp", "thunk")

    def __init__(self, lisp: Interpreter, form: Cons):
        self.lisp = lisp
        self.form = form
        self.thunk: Thunk | None = None

    def call(self, function: Any) -> Any:
        """The value of the call when its head has the value ``function``."""
        if self.thunk is not None:
            return self.thunk.run()
        if type(function) is DMD:
            expansion = displace(self.form, call_unevaluated(function, self.form.cdr))
            if expansion is not self.form:
                return evaluate(self.lisp, expansion)
            self.thunk = Thunk(self.lisp, self.form)
            return self.thunk.run()
        return call_form(self.lisp, function, self.form)
