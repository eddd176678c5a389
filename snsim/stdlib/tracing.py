"""Evaluation tracing: ``debug nodebug`` (language.md, 13.6).

Inside ``debug``, forms and the Lisp functions they call are compiled to tell the tracer what they evaluate and what
comes out. The function in the variable ``trace-hook``, if there is one, produces the display.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.compiler.compiler import compile_form
from ..lisp.evaluator import call_function
from ..lisp.functions import DE, Lambda, special
from ..lisp.values import Cons

if TYPE_CHECKING:
    from ..lisp.compiler.compiler import Compiler
    from ..lisp.interpreter import Interpreter


class Tracer:
    """Shows evaluations, one dash per depth."""

    def __init__(self, lisp: Interpreter):
        self.lisp = lisp
        self.depth = 0

    def enter(self, form: Any) -> None:
        """``form`` is going to be evaluated."""
        self.depth += 1
        self.show(float(self.depth), f"{'-' * self.depth}> {self.lisp.abbreviated(form)}", form)

    def leave(self, value: Any) -> Any:
        """The evaluation begun last gave ``value``."""
        self.show(float(-self.depth), f"{'-' * self.depth}< {self.lisp.abbreviated(value)}", value)
        self.depth -= 1
        return value

    def show(self, depth: float, text: str, expression: Any) -> None:
        """Display one line."""
        hook = self.lisp.intern("trace-hook").cell.value
        if isinstance(hook, Lambda):
            self.lisp.apply(hook, [depth, text, expression, None])
        else:
            self.lisp.warn(text)

    def call(self, function: Any, arguments: list[Any]) -> Any:
        """Call a function; one written in Lisp is traced, too."""
        if not isinstance(function, DE):
            return call_function(self.lisp, function, arguments)
        traced = DE(function.prototype)
        traced.call = function.prototype.compiled_traced()
        return call_function(self.lisp, traced, arguments)


class TracedForm:
    """The body of a ``debug``, compiled to be traced when it first runs."""

    def __init__(self, lisp: Interpreter, forms: Any):
        self.lisp = lisp
        self.forms = list(forms or ())
        self.code: Any = None

    def run(self) -> Any:
        """The value of the last form."""
        if self.code is None:
            self.code = [compile_form(self.lisp, form, traced=True) for form in self.forms]
        tracer, self.lisp.tracer = self.lisp.tracer, Tracer(self.lisp)
        value = None
        for code in self.code:
            value = code()
        self.lisp.tracer = tracer
        return value


@special("debug")
def emit_debug(compiler: Compiler, form: Cons) -> str:
    if compiler.traced:
        return compiler.progn(form.cdr)
    traced = TracedForm(compiler.lisp, form.cdr)
    return compiler.assigned(f"{compiler.constant(traced)}.run()")


@special("nodebug")
def emit_nodebug(compiler: Compiler, form: Cons) -> str:
    traced, compiler.traced = compiler.traced, False
    result = compiler.stable(compiler.progn(form.cdr))
    compiler.traced = traced
    return result
