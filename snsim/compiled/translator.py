"""From the forms of one function to Python text: values, variables, calls (language.md, 3).

``value(form)`` writes the evaluation of a form and returns its ``Value``. The emitters of special forms and builtins
are in tables, by the name of the function the head of a call has now. Kinds of variables and results come from the
program, which has every function translated again until they no longer change.

Variables are dynamic in the language; a compiled function takes those it does not bind from its caller (``outer``), so
that a call sees the bindings it would see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from snsim.lisp.evaluator import is_callable
from snsim.lisp.functions import DE, DM, Function
from snsim.lisp.values import Cons, Symbol, T, is_proper
from snsim.matrices.index import Index

from .join import Join
from .kinds import (
    IS_MATRIX,
    IS_NUMBER,
    NIL,
    NO_VALUE,
    TRUE,
    Refusal,
    Value,
    number_value,
)
from .passing import empty_matrix, packed, parts, unpacked
from .typenames import is_declaration
from .writer import AS_TAG, CALLS, DEEPEST, DEPTH, FAILED, FUEL, PLENTY, RECURSIVE, ROOM, STACK, ZERO, Writer

if TYPE_CHECKING:
    from .program import Program, Translation

SPECIAL: dict[str, Callable[..., Value]] = {}
"""``emit(translator, form, wanted)`` of special forms; ``wanted``: is the value used?"""

BUILTIN: dict[str, Callable[..., Value]] = {}
"""``emit(translator, values)`` of functions of evaluated arguments."""

LEAST: dict[str, tuple[int, int | None]] = {}
"""Least and greatest number of arguments of these."""


def special(*names: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare the emitter of a special form."""

    def declare(emit: Callable[..., Value]) -> Callable[..., Value]:
        SPECIAL.update(dict.fromkeys(names, emit))
        return emit

    return declare


def builtin(name: str, least: int, most: int | None = -1) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare the emitter of a builtin of ``least`` to ``most`` arguments (None: any number; default: exactly)."""

    def declare(emit: Callable[..., Value]) -> Callable[..., Value]:
        BUILTIN[name] = emit
        LEAST[name] = least, least if most == -1 else most
        return emit

    return declare


class Variable(NamedTuple):
    """A binding: ``name`` of its number in the text (with ``t`` its tag, with ``m`` its matrix), key of its kind."""

    name: str
    key: Any


class Translator:
    """Translates one function for arguments of given kinds."""

    def __init__(self, program: Program, translation: Translation):
        self.program = program
        self.translation = translation
        self.writer = Writer(program.sites)
        self.line, self.assigned, self.block = self.writer.line, self.writer.assigned, self.writer.block
        self.scope: dict[Symbol, Variable] = {}

    # --- values ---

    def value(self, form: Any, wanted: bool = True) -> Value:
        """Write the evaluation of a form."""
        if isinstance(form, Cons):
            with self.writer.inside(form):
                try:
                    return self._call(form, wanted)
                except Refusal as refusal:
                    raise self.program.located(refusal, self.writer.form) from None
        if form is None:
            return NO_VALUE
        if type(form) is float:
            return number_value(repr(form))
        if type(form) is Symbol:
            return self.variable_value(form)
        if type(form) is Index:
            return self.read(self.outer(form))
        raise self.program.located(Refusal("only numbers and matrices can be compiled", form), self.writer.form)

    def progn(self, forms: Any, wanted: bool = True) -> Value:
        """Evaluate in order; the value of the last."""
        result = NO_VALUE
        if not is_proper(forms):
            raise Refusal("why a pointed list ?")
        for position in list_cells(forms):
            result = self.value(position.car, wanted and position.cdr is None)
        return result

    def number(self, value: Value, complaint: str = "not a real number") -> str:
        """The expression of a number; what is none fails as in the interpreter."""
        tags = value.kind.tags
        if IS_MATRIX in tags:
            raise Refusal("a matrix stands where a number is needed")
        if tags - {IS_NUMBER}:
            known = not value.kind.mixed
            condition = "True" if known else f"{value.tag} != {IS_NUMBER}"
            self.writer.fail_if(condition, complaint, AS_TAG, f"float({value.tag_text})")
        return value.number

    def numbers(self, values: list[Value], complaint: str = "not a real number") -> list[str]:
        """The expressions of several."""
        return [self.number(value, complaint) for value in values]

    # --- results of branches ---

    def join(self) -> Join:
        """A place for the value of one of several branches."""
        return Join(self.writer)

    # --- variables ---

    def variable_value(self, symbol: Symbol) -> Value:
        """The value of a symbol."""
        variable = self.scope.get(symbol)
        if variable is not None:
            return self.read(variable)
        if symbol is T:
            return Value(TRUE)
        return self.read(self.outer(symbol))

    def outer(self, key: Symbol | Index) -> Variable:
        """A variable bound outside, or a matrix that stands in the text."""
        translation = self.translation
        if key not in translation.outer:
            self.program.join(translation.outer, key, self.program.outer_kind(key))
        return Variable(f"o{list(translation.outer).index(key)}", (translation, key))

    def read(self, variable: Variable) -> Value:
        """The value a variable has now."""
        kind, name = self.program.kind(variable.key), variable.name
        number = self.assigned(name) if IS_NUMBER in kind.tags else "0.0"
        tag = self.assigned(f"{name}t") if kind.mixed else ""
        matrix = self.assigned(f"{name}m") if kind.matrix else ""
        return Value(kind, number, tag, matrix)

    def write(self, variable: Variable, value: Value) -> None:
        """Assign."""
        self.program.widen(variable.key, value.kind)
        kind = self.program.kind(variable.key)
        if IS_NUMBER in kind.tags:
            self.line(f"{variable.name} = {value.number}")
        if kind.mixed:
            self.line(f"{variable.name}t = {value.tag_text}")
        if kind.matrix:
            self.line(f"{variable.name}m = {value.matrix or empty_matrix(kind)}")

    def bound(self, symbol: Symbol) -> Variable:
        """The variable that ``setq`` assigns."""
        variable = self.scope.get(symbol)
        if variable is None:
            hint = "Bind it by let, or make it an argument."
            raise Refusal(f"assigns {symbol.name}, which is bound outside", hint=hint)
        return variable

    @contextmanager
    def binding(self, pairs: list[tuple[Any, Value]], form: Any) -> Iterator[None]:
        """Bind symbols around what is written meanwhile; ``form`` identifies the binding."""
        saved, self.scope = self.scope, dict(self.scope)
        for symbol, value in pairs:
            if not isinstance(symbol, Symbol):
                raise Refusal("only symbols can be bound", symbol)
            variable = Variable(f"v{self.writer.name()}", (self.translation, id(form), symbol))
            self.write(variable, value)
            self.scope[symbol] = variable
        yield
        self.scope = saved

    # --- calls ---

    def _call(self, form: Cons, wanted: bool) -> Value:
        head = form.car
        if is_declaration(head):
            return NO_VALUE
        if not is_proper(form.cdr):
            raise Refusal("the arguments are no proper list")
        if not isinstance(head, Symbol):
            raise Refusal("only named functions and matrices can be called")
        variable = self.scope.get(head)
        if variable is not None and self.program.kind(variable.key).matrix:
            return SPECIAL["a matrix"](self, form, self.variable_value(head))
        function = head.cell.value
        if variable is None and type(function) is Index:
            return SPECIAL["a matrix"](self, form, self.read(self.outer(head)))
        if not is_callable(function):
            function = next(filter(is_callable, self.program.lisp.trail.older_values(head)), None)
        if function is None:
            raise Refusal(f"there is no function {head.name}")
        self.program.rely(head)
        return self._function_call(function, form, wanted)

    def _function_call(self, function: Any, form: Cons, wanted: bool) -> Value:
        if isinstance(function, DM):
            return self.value(self.program.expansion(function, form), wanted)
        if isinstance(function, DE):
            return self._lisp_call(function, form)
        name = function.name if isinstance(function, Function) else "this object"
        if name in SPECIAL:
            return SPECIAL[name](self, form, wanted)
        if name not in BUILTIN:
            raise Refusal(f"{name} has no compiled form")
        least, most = LEAST[name]
        count = len(list(form.cdr or ()))
        if count < least or (most is not None and count > most):
            raise Refusal("wrong number of arguments")
        return BUILTIN[name](self, [self.value(argument) for argument in form.cdr or ()])

    def _lisp_call(self, function: DE, form: Cons) -> Value:
        """A call of a function that is compiled, too."""
        if not self.program.may_call(function):
            hint = f"Compile both: (compile '{function.name} '{self.program.root.name})."
            raise Refusal(f"calls {function.name}, which is not compiled", hint=hint)
        values = [self.value(argument) for argument in form.cdr or ()]
        if function.arity != len(values):
            raise Refusal("wrong number of arguments")
        called = self.program.translation(function, tuple(value.kind for value in values))
        arguments = [part for value in values for part in parts(value.kind, value)]
        for key in list(called.outer):
            symbol = key if isinstance(key, Symbol) else None
            inner = self.scope.get(symbol) if symbol is not None else None
            value = self.read(inner if inner is not None else self.outer(key))
            self.program.join(called.outer, key, value.kind)
            arguments += parts(called.outer[key], value)
        site = self.writer.site("")
        self.line(f"state[{CALLS} + depth] = {site}")
        result = self.assigned(f"{called.name}({', '.join(['state', 'noted', 'depth + 1', *arguments])})")
        self.line(f"if state[{FAILED}]: return {ZERO}")
        return unpacked(self.assigned, result, called.result)

    # --- the whole ---

    def run(self) -> list[str]:
        """The text of the function."""
        translation, symbols = self.translation, self.translation.function.prototype.symbols
        assert symbols is not None
        for position, symbol in enumerate(symbols):
            variable = Variable(f"a{position}", (translation, position))
            self.program.widen(variable.key, translation.arguments[position])
            self.scope[symbol] = variable
        entry = Value(NIL)
        for symbol, kind in zip(symbols, translation.arguments, strict=True):
            variable = self.scope[symbol]
            name = variable.name
            entry = Value(kind, f"p{name}", f"p{name}t", f"p{name}m" if kind.matrix else "")
            self.write(variable, entry)
        result = self.progn(translation.function.prototype.body)
        self.program.widen_result(translation, result.kind)
        self.line(f"return {packed(translation.result, result)}")
        return self._assembled()

    def _assembled(self) -> list[str]:
        translation = self.translation
        parameters = ["state", "noted", "depth"]
        for position, kind in enumerate(translation.arguments):
            parameters += parts(kind, Value(kind, f"pa{position}", f"pa{position}t", f"pa{position}m"))
        for position, kind in enumerate(translation.outer.values()):
            parameters += parts(kind, Value(kind, f"o{position}", f"o{position}t", f"o{position}m"))
        zero = packed(translation.result, Value(translation.result, "0.0", "0", empty_matrix(translation.result)))
        head = f"def {translation.name}({', '.join(parameters)}):"
        return [head, *(line.replace(ZERO, zero) for line in [*self.opening(), *self.writer.lines])]

    def opening(self) -> list[str]:
        """What every call does first: see that it is not too deep, and now and then look for Ctrl-C."""
        return [
            " here = stack_address()",
            f" if depth == 0: state[{STACK}] = here",
            f" if depth >= {DEEPEST} or abs(state[{STACK}] - here) > state[{ROOM}]:",
            f"  state[{FAILED}] = {RECURSIVE}; state[{DEPTH}] = depth",
            f"  return {ZERO}",
            f" state[{FUEL}] -= 1",
            f" if state[{FUEL}] <= 0 and interrupted(state): return {ZERO}",
            f" fuel = {PLENTY}",
        ]


def list_cells(forms: Any) -> Iterator[Cons]:
    """The cells of a list."""
    while isinstance(forms, Cons):
        yield forms
        forms = forms.cdr
