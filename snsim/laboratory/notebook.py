"""What a script tells the laboratory while it runs: settings asked for, results given. One for each interpreter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from snsim.lisp.errors import LispError
from snsim.lisp.functions import Function
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import LOCKED, PLAIN, Cons, Symbol
from snsim.matrices.index import Index

from .declaration import plain
from .errors import WrongSetting
from .job import Result, Value

KEY = "laboratory"  # in the interpreter's state


@dataclass
class Notebook:
    """``given``: settings from outside; ``seed``: the run's; the rest is filled by the script."""

    given: dict[str, Value] = field(default_factory=dict)
    seed: int = 1
    settings: dict[str, Value] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def set(self, lisp: Interpreter, symbol: Symbol, default: Any) -> Any:
        """Make ``symbol`` a setting; its value is the one given, else the default."""
        name = symbol.name
        if symbol.top.state == LOCKED or isinstance(symbol.top.value, Function):
            raise LispError("a setting cannot have the name of a function", symbol, hint="Call it something else.")
        self.defaults[name] = plain_setting(default)
        value = _like(lisp, default, self.given[name], symbol) if name in self.given else default
        self.settings[name] = plain_setting(value)
        symbol.top.value, symbol.top.state = value, PLAIN
        return value

    def check_given(self) -> None:
        """An error if a setting was given that the script does not have."""
        unknown = sorted(self.given.keys() - self.defaults.keys())
        if unknown:
            there_are = f"There are {', '.join(sorted(self.defaults))}." if self.defaults else "It has none."
            raise WrongSetting(f"the script has no setting {unknown[0]}", prefix="setting", hint=there_are)

    def note(self, name: str, value: Any) -> None:
        """A result: a number, string, list of numbers, or matrix of numbers (also as a list of lists)."""
        if isinstance(value, Index) and value.type.numeric:
            self.arrays[name] = np.array(value.values, np.float32)
        elif isinstance(value, Cons) and all(type(number) is float for number in value):
            self.results[name] = [float(number) for number in value]
        elif isinstance(value, Cons) and all(isinstance(row, Cons) for row in value):
            self.arrays[name] = _matrix(value)
        elif isinstance(value, (float, str)):
            self.results[name] = value
        else:
            raise LispError("no result", value, hint="A result is a number, a string, a list of numbers or a matrix.")


def _matrix(lines: Cons) -> np.ndarray:
    """A list of lists of numbers as float32."""
    numbers = [list(line) for line in lines]
    if len({len(line) for line in numbers}) > 1 or not all(type(x) is float for line in numbers for x in line):
        raise LispError("no matrix", lines, hint="Give lists of numbers, all of the same length.")
    return np.array(numbers, np.float32)


def notebook(lisp: Interpreter) -> Notebook:
    """The interpreter's own."""
    found: Notebook = lisp.state.setdefault(KEY, Notebook())
    return found


def plain_setting(value: Any) -> Value:
    """A value as it is recorded."""
    try:
        return plain(value)
    except ValueError:
        raise LispError("a setting is a number, a string or a symbol", value) from None


def _like(lisp: Interpreter, default: Any, given: Value, symbol: Symbol) -> Any:
    """A value given from outside, of the kind that the default is."""
    if type(default) is float:
        if type(given) is not float:
            raise WrongSetting("this setting is a number", symbol, hint=f"{given} is none.")
        return given
    text = given if isinstance(given, str) else f"{given:.9g}"
    return lisp.intern(text) if isinstance(default, Symbol) else text
