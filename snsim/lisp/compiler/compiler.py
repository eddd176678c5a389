"""From forms to code. Emitters of special forms get a ``Compiler`` and call it for their parts.

``value(form)`` writes the code of a form and returns a Python expression of its value: a constant, a temporary, or a
*read* of a variable, which later code may change (``stable`` makes a temporary of it). ``test(form)`` returns a Python
truth instead. Nothing of the lexical surroundings is needed to evaluate a form, as all variables are dynamic: whatever
is too deep to be written in place is evaluated apart (``_apart``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import LispError
from ..evaluator import EVALUATING, call_function, check_special_form, is_callable
from ..functions import DX, Special
from ..parameters import match, symbols_in
from ..values import UNSET, Cons, Symbol, check_finite, is_proper
from . import inline
from .callsite import CallSite
from .code import Code
from .thunk import Thunk

if TYPE_CHECKING:
    from ..interpreter import Interpreter
    from .prototype import Prototype

DEEPEST = 40  # blocks inside blocks: Python allows 100
LOOPS = 15  # loops inside loops: Python allows 20


class Compiler:
    """Compiles the body of one function."""

    def __init__(self, lisp: Interpreter, name: str, arguments: list[str] | None = None, traced: bool = False):
        self.lisp = lisp
        self.code = Code(lisp, name, arguments or [])
        self.cells: dict[Symbol, str] = {}  # variables bound here: the local name of their cell
        self.bound: set[Symbol] = set()  # symbols bound here in any way: their function may be another than now
        self.numbers: set[str] = set()  # expressions known to be numbers
        self.nonzero: set[str] = set()  # and known not to be nought
        self.loops = 0
        self.traced = traced  # every evaluation is shown (``tracing.py``)
        self.constant = self.code.constant
        self.line = self.code.line
        self.block = self.code.block
        self.temporary = self.code.temporary

    # --- values ---

    def value(self, form: Any) -> str:
        """Write the evaluation of a form; the expression of its value."""
        if self.traced and not is_quoted(form):
            self.line(f"LISP.tracer.enter({self.constant(form)})")
            return self.assigned(f"LISP.tracer.leave({self._value(form)})")
        return self._value(form)

    def _value(self, form: Any) -> str:
        if isinstance(form, Cons):
            check_finite(form)
            with self.code.inside(form):
                return self._apart(form) if self._is_too_deep() else self._call(form, testing=False)
        if type(form) is Symbol:
            return self._variable(form)
        name = self.constant(form)
        if type(form) is float:
            self.numbers.add(name)
            if form:
                self.nonzero.add(name)
        return name

    def _variable(self, symbol: Symbol) -> str:
        """A variable; one without value, read by a text that is not the library's, is noticed when it is read."""
        cell = self.cell(symbol)
        if symbol.top.state == UNSET and symbol not in self.bound:
            place = self.code.place()
            if place is not None and not self.lisp.is_library(place):
                name, where = self.constant(symbol), self.constant(place)
                return self.assigned(f"{cell}.value if {cell}.state != {UNSET} else LISP.unset({name}, {where})")
        return f"{cell}.value"

    def test(self, form: Any) -> str:
        """Write the evaluation of a form; a Python expression of its truth."""
        if isinstance(form, Cons) and not self._is_too_deep() and not self.traced:
            check_finite(form)
            with self.code.inside(form):
                return self._call(form, testing=True)
        return f"{self.value(form)} is not None"

    def stable(self, expression: str) -> str:
        """The expression, or a temporary that keeps its value."""
        if expression.isidentifier():
            return expression
        return self.assigned(expression)

    def assigned(self, expression: str) -> str:
        """A new temporary with the value of a Python expression."""
        name = self.temporary()
        self.line(f"{name} = {expression}")
        return name

    def values(self, forms: Any) -> list[str]:
        """The values of several forms, evaluated in order; expressions that stay valid until the last is evaluated."""
        results: list[str] = []
        for form in forms or ():
            position = len(self.code.lines)
            result = self.value(form)
            if len(self.code.lines) > position:
                for index, earlier in enumerate(results):
                    if not earlier.isidentifier():
                        results[index] = self.temporary()
                        self.code.insert(position, self.code.level, f"{results[index]} = {earlier}")
                        position += 1
            results.append(result)
        return results

    def progn(self, forms: Any) -> str:
        """Evaluate in order; the value of the last."""
        result = "None"
        check_finite(forms)
        while isinstance(forms, Cons):
            result = self.value(forms.car)
            forms = forms.cdr
        if forms is not None:
            raise LispError("why a pointed list ?")
        return result

    def cell(self, symbol: Symbol) -> str:
        """The expression of the innermost cell of a symbol."""
        return self.cells.get(symbol) or f"{self.constant(symbol)}.cell"

    def _is_too_deep(self) -> bool:
        return self.code.level > DEEPEST or self.loops > LOOPS

    def _apart(self, form: Cons) -> str:
        """Evaluate through a function of its own."""
        return self.assigned(f"{self.constant(Thunk(self.lisp, form))}.run()")

    # --- calls ---

    def _call(self, form: Cons, testing: bool) -> str:
        """A call; ``testing``: the expression of its truth is wanted."""
        function = self._expected_function(form.car)
        if isinstance(function, Special):
            if testing and function.name in inline.SPECIAL_TESTS:
                return inline.SPECIAL_TESTS[function.name](self, form)
            result = self._special_call(function, form)
        elif isinstance(function, DX) and is_proper(form.cdr):
            return self._builtin_call(function, form, testing)
        else:
            result = self._open_call(form)
        return f"{result} is not None" if testing else result

    def _expected_function(self, head: Any) -> Any:
        """The function a head has now, if it can be relied on (the emitted code checks it unless it is special)."""
        if not isinstance(head, Symbol):
            return head
        if head in self.bound:
            return None
        return head.cell.value if is_callable(head.cell.value) else head.top.value

    def _special_call(self, function: Special, form: Cons) -> str:
        code, mark = self.code, len(self.code.lines)
        written = code.level, code.form
        state = self.loops, self.cells, self.bound
        try:
            check_special_form(function, form)
            if function.emit is None:
                return self.assigned(f"{self.constant(function.run)}(LISP, {self.constant(form)})")
            return function.emit(self, form)
        except LispError as error:  # a wrong construction is an error when it is evaluated, not before
            del code.lines[mark:], code.forms[mark + 1 :]
            code.level, code.form = written
            self.loops, self.cells, self.bound = state
            self.line(f"raise {self.constant(_Again(error))}()")
            return "None"

    def _builtin_call(self, function: DX, form: Cons, testing: bool) -> str:
        """A call of a DX, if its symbol still has it."""
        head = form.car
        if not isinstance(head, Symbol):
            return self.assigned(self._checked_call(function, form, testing))
        result, symbol = self.temporary(), self.constant(head)
        with self.block(f"if {symbol}.cell.value is {self.constant(function)}:"):
            expression = self._checked_call(function, form, testing)
            self.line(f"{result} = {expression}")
        with self.block("else:"):
            site = self.constant(CallSite(self.lisp, form))
            truth = " is not None" if testing else ""
            self.line(f"{result} = {site}.call({symbol}.cell.value){truth}")
        return result

    def _checked_call(self, function: DX, form: Cons, testing: bool) -> str:
        """A call of exactly this DX."""
        arguments = self.values(form.cdr)
        count = len(arguments)
        if count < function.least or (function.most is not None and count > function.most):
            call = f"{self.constant(call_function)}(LISP, {self.constant(function)}, [{', '.join(arguments)}])"
        else:
            passed = ["LISP", *arguments] if function.wants_lisp else arguments
            call = f"{self.constant(function.call)}({', '.join(passed)})"
            if function.name in inline.TESTS:
                truth = inline.TESTS[function.name](self, arguments, call)
                if truth:
                    return truth if testing else f"T if {truth} else None"
            elif function.name in inline.VALUES:
                call = inline.VALUES[function.name](self, arguments, call)
        return f"{call} is not None" if testing else call

    def _open_call(self, form: Cons) -> str:
        """A call of whatever the head turns out to be."""
        function = self.stable(self._value(form.car))
        result, site = self.temporary(), self.constant(CallSite(self.lisp, form))
        if not is_proper(form.cdr):
            self.line(f"{result} = {site}.call({function})")
            return result
        with self.block(f"if type({function}) is DE or type({function}) in {self.constant(EVALUATING)}:"):
            arguments = self.values(form.cdr)
            joined = ", ".join(arguments)
            if self.traced:
                self.line(f"{result} = LISP.tracer.call({function}, [{joined}])")
            else:
                self.line(f"if type({function}) is DE and {function}.arity == {len(arguments)}:")
                self.line(f" {result} = {function}.call({joined})")
                self.line(f"else: {result} = {self.constant(call_function)}(LISP, {function}, [{joined}])")
        self.line(f"else: {result} = {site}.call({function})")
        return result

    # --- bindings ---

    @contextmanager
    def binding(self, symbols: list[Symbol], values: list[str]) -> Iterator[None]:
        """Bind symbols to expressions around what is written meanwhile. The caller keeps its result ``stable``."""
        saved = self.cells, self.bound
        self.cells, self.bound = dict(self.cells), self.bound | set(symbols)
        kept = [self.stable(value) for value in values] if len(values) > 1 else values
        outer = [self._push(symbol, value) for symbol, value in zip(symbols, kept, strict=True)]
        yield
        for symbol, cell in zip(reversed(symbols), reversed(outer), strict=True):
            self.line(f"{self.constant(symbol)}.cell = {cell}; pop()")
        self.cells, self.bound = saved

    def _push(self, symbol: Symbol, value: str) -> str:
        name, outer, cell = self.constant(symbol), self.temporary(), self.temporary()
        self.line(f"{cell} = Cell({value}); {outer} = {name}.cell; push(({name}, {outer})); {name}.cell = {cell}")
        self.cells[symbol] = cell
        return outer

    @contextmanager
    def unknown_bindings(self, mark: str, symbols: set[Symbol]) -> Iterator[None]:
        """Around code for which bindings not known here have been pushed since the trail had ``mark`` entries;
        ``symbols``: those among them that may hide a function."""
        saved = self.cells, self.bound
        self.cells, self.bound = {}, self.bound | symbols
        yield
        self.line(f"TRAIL.unwind({mark})")
        self.cells, self.bound = saved

    @contextmanager
    def matching(self, patterns: list[tuple[Any, str]]) -> Iterator[None]:
        """Bind argument patterns to expressions around what is written meanwhile."""
        mark = self.assigned("len(TRAIL)")
        kept = [self.stable(value) for _, value in patterns]
        for (pattern, _), value in zip(patterns, kept, strict=True):
            self.line(f"{self.constant(match)}(TRAIL, {self.constant(pattern)}, {value})")
        with self.unknown_bindings(mark, {symbol for pattern, _ in patterns for symbol in symbols_in(pattern)}):
            yield

    @contextmanager
    def loop(self, opening: str) -> Iterator[None]:
        """A Python loop."""
        self.loops += 1
        with self.block(opening):
            yield
        self.loops -= 1


class _Again:
    """Makes the same error anew at each evaluation of a wrong construction."""

    def __init__(self, error: LispError):
        self.error = error

    def __call__(self) -> LispError:
        error = self.error
        return type(error)(error.text, error.suffix, prefix=error.prefix, place=error.place, hint=error.hint)


def is_quoted(form: Any) -> bool:
    """Is it a call of ``quote``?"""
    return isinstance(form, Cons) and isinstance(form.car, Symbol) and form.car.name == "quote"


def compile_function(prototype: Prototype, traced: bool = False) -> Any:
    """The Python function of a lambda expression: an argument for each parameter, or one list to match."""
    symbols, parameters = prototype.symbols, prototype.parameters
    arguments = [f"a{index}" for index in range(len(symbols))] if symbols is not None else ["actual"]
    compiler = Compiler(prototype.lisp, prototype.name, arguments, traced)
    if symbols is not None:
        context = compiler.binding(symbols, arguments)
    else:
        context = compiler.matching([(parameters, "actual")])
    with context:
        result = compiler.stable(compiler.progn(prototype.body))
    compiler.line(f"return {result}")
    return compiler.code.function()


def compile_form(lisp: Interpreter, form: Any, traced: bool = False) -> Any:
    """A Python function of no argument that evaluates the form."""
    compiler = Compiler(lisp, "form", traced=traced)
    compiler.line(f"return {compiler.value(form)}")
    return compiler.code.function()
