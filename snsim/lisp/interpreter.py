"""The interpreter: symbols, trail, streams and options of one Lisp, and the builtins installed into it.

    lisp = Interpreter()
    lisp.eval_text("(+ 1 2)")            # 3.0

Several may live in one process; each is light. ``Interpreter()`` is the core of the language alone; the other rooms
come as arguments (``environment/language.py`` gives all of them). A room is a package that lists its families, the
modules that declare builtins, in ``FAMILIES``; a family's ``start(lisp)``, if it has one, prepares each interpreter.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from .. import lisp as core
from . import evaluator, printer, strictness
from .compiler.prototype import Prototype
from .compiler.thunk import CompiledForms
from .console import ConsoleInput, ConsoleOutput, OutputStream
from .errors import LispError
from .functions import BUILTINS, KINDS, Lambda
from .random import Generator
from .reader import END_OF_TEXT, Reader
from .source import Place, Source
from .trail import Trail
from .values import LOCKED, PLAIN, UNSET, Cons, Symbol, T, check_finite

FRAMES = 40_000  # Python calls inside calls: a Lisp call takes one or a few


class Interpreter:
    """One Lisp."""

    def __init__(self, *rooms: ModuleType) -> None:
        """``rooms``: packages that add their families to those of the core."""
        sys.setrecursionlimit(max(FRAMES, sys.getrecursionlimit()))
        self.symbols: dict[str, Symbol] = {"t": T}
        self.trail = Trail()
        self.options: dict[str, Any] = {"exact": False, "quiet": False, "messages": True, "strict": False}
        self.options["unset"] = strictness.NEVER  # when to warn of variables without value
        self.warned: set[Symbol] = set()  # those it was done for
        self.library: list[str] = []  # where the texts of the system are: their names begin so
        self.modules: dict[str, Callable[[Interpreter], Any]] = {}  # what libload finds without a file
        self.console = ConsoleInput()
        self.input: Source = self.console
        self.console_output = ConsoleOutput()
        self.output: OutputStream = self.console_output
        self.error_output: OutputStream = ConsoleOutput(to_error=True)
        self.path = ["."]  # where files are looked for (``streams/searchpath.py``)
        self.loaded: dict[str, float] = {}  # the files libload has loaded, with their dates
        self.this = self.intern("this")
        self.discarding = False  # the value of the expression at the toplevel is wanted abbreviated
        self.last_error: str | None = None  # the text of the error in hand
        self.error_forms: list[Any] = []  # the forms that were being evaluated when it occurred
        self.tracer: Any = None  # what shows evaluations inside ``debug``
        self.nested_toplevel: Callable[[Interpreter, str], None] = _no_toplevel
        self.elsewhere: Callable[[Interpreter, str], str | None] = lambda lisp, name: None  # what defines a name
        self.tell: Callable[[Interpreter, Exception], None] = _tell  # of an error that ends nothing
        self.reader = Reader(self)
        self.compiled_forms = CompiledForms(self)
        self.compiled = self.compiled_forms.code
        self.state: dict[str, Any] = {}  # what builtin families keep per interpreter, by family
        families = [
            importlib.import_module(f"{room.__name__}.{name}") for room in (core, *rooms) for name in room.FAMILIES
        ]
        for name, function in BUILTINS.items():
            self.set_global(name, function, LOCKED)
        self.set_global("nil", None)
        self.random = Generator(int(time.time()))
        for family in families:
            if hasattr(family, "start"):
                family.start(self)

    # --- symbols ---

    def intern(self, name: str) -> Symbol:
        """The symbol of this name."""
        symbol = self.symbols.get(name)
        if symbol is None:
            if name.startswith("::"):
                raise LispError("belongs to a reserved package... ", prefix=name)
            symbol = self.symbols[name] = Symbol(name)
        return symbol

    def set_global(self, name: str, value: Any, state: int = PLAIN) -> None:
        """Give a name its global value."""
        cell = self.intern(name).top
        cell.value, cell.state = value, state

    def unlock(self, name: str) -> None:
        """Allow a builtin to be redefined."""
        self.intern(name).top.state = PLAIN

    def global_value(self, name: str) -> Any:
        """The global value of a name."""
        return self.intern(name).top.value

    def assign(self, symbol: Symbol, value: Any) -> None:
        """``setq`` of a symbol: its innermost binding (language.md, 3.5)."""
        cell = symbol.cell
        if cell.state == LOCKED:
            raise LispError("locked symbol", symbol)
        if cell.state == UNSET:
            self.warn(f"+++ Warning: use <defvar> to declare global variable <{self.image(symbol)}>.")
            cell.state = PLAIN
        cell.value = value

    def define(self, symbol: Symbol, value: Any) -> None:
        """Assign as ``de`` does: without a warning."""
        if symbol.cell.state == LOCKED:
            raise LispError("locked symbol", symbol)
        symbol.cell.value, symbol.cell.state = value, PLAIN

    def unset(self, symbol: Symbol, place: Place | None = None) -> None:
        """The value of a variable that has none; see there for warnings and errors."""
        strictness.unset(self, symbol, place)

    def is_library(self, place: Place) -> bool:
        """Is it a place in a text of the system, which may read what has no value?"""
        return place.file.startswith(tuple(self.library))

    def similar_function(self, symbol: Symbol) -> str | None:
        """A hint that tells where the function of this name is, or names one spelt much like it."""
        elsewhere = self.elsewhere(self, symbol.name)
        if elsewhere:
            return elsewhere
        near = strictness.similar_name(self, symbol, lambda other: evaluator.is_callable(other.cell.value))
        return near and f"There is no function {symbol.name}; did you mean {near}?"

    # --- evaluation ---

    def eval(self, form: Any) -> Any:
        """The value of a form."""
        return evaluator.evaluate(self, form)

    def progn(self, forms: Any) -> Any:
        """The value of the last of several forms."""
        value = None
        check_finite(forms)
        while isinstance(forms, Cons):
            value = evaluator.evaluate(self, forms.car)
            forms = forms.cdr
        return value

    def apply(self, function: Any, arguments: list[Any]) -> Any:
        """The value of a function of these arguments."""
        return evaluator.apply(self, function, arguments)

    def eval_text(self, text: str, name: str = "a string") -> Any:
        """The value of the last expression of a text."""
        source, value = Source(text, name), None
        while (form := self.reader.read(source)) is not END_OF_TEXT:
            value = self.eval(form)
        return value

    def make_function(self, kind: str, name: str, parameters: Any, body: Any) -> Lambda:
        """A function written in Lisp: ``kind`` is DE, DF, DM or DMD."""
        return KINDS[kind](Prototype(self, name, parameters, body))

    # --- text ---

    def image(self, value: Any) -> str:
        """The printed form of a value, matrices by their short name (``pname``)."""
        return printer.image(self, value)

    def abbreviated(self, value: Any) -> str:
        """The printed form cut as in error messages (language.md, 13.1)."""
        return printer.abbreviated(self, value)

    def warn(self, text: str) -> None:
        """Print a line on the error stream."""
        self.output.flush()
        self.error_output.write(text + "\n")
        self.error_output.flush()

    # --- streams ---

    @contextmanager
    def reading(self, source: Source) -> Iterator[None]:
        """Meanwhile the current input is ``source``."""
        saved, self.input = self.input, source
        try:
            yield
        finally:
            self.input = saved

    @contextmanager
    def writing(self, output: OutputStream) -> Iterator[None]:
        """Meanwhile the current output is ``output``."""
        saved, self.output = self.output, output
        try:
            yield
        finally:
            self.output = saved


def _no_toplevel(_lisp: Interpreter, _prompt: str) -> None:
    """Where no one is at the console."""


def _tell(lisp: Interpreter, error: Exception) -> None:
    """Where no toplevel makes reports."""
    lisp.warn(f"*** {error}")
