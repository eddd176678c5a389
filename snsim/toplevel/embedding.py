"""Lisp inside a Python program: ``snsim.Interpreter`` and ``snsim.LispError`` (docs/python.md).

import snsim
sn = snsim.Interpreter()
sn.eval("(+ 1 2)")          # 3.0
sn["alpha"] = .5
sn.load("experiment.sn")
sn.call("learn", 100)
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from typing import Any, TextIO, overload

from snsim.lisp import errors
from snsim.lisp.console import ConsoleOutput
from snsim.lisp.floating import TRAPS
from snsim.lisp.functions import DX
from snsim.lisp.lexemes import folded
from snsim.lisp.source import Place
from snsim.lisp.values import UNSET, Symbol
from snsim.python.conversion import text_to_lisp, text_to_python, to_argument, to_lisp, to_python
from snsim.python.objects import guarded

from .report import explanation, make_report
from .session import new_interpreter


class LispError(Exception):
    """An error in Lisp. ``message``: as the original words it; ``file``, ``line``, ``column``: where, or None;
    ``hint``: what to do, or None. ``str()`` is the report a user of the command line would read."""

    def __init__(self, report: str, message: str, place: Place | None = None, hint: str | None = None):
        super().__init__(report)
        self.message = message
        self.file = text_to_python(place.file) if place else None
        self.line = place.line if place else None
        self.column = place.column if place else None
        self.hint = hint


class TextOutput(ConsoleOutput):
    """Output to a Python text stream, or to whatever ``sys.stdout`` is at the time."""

    def __init__(self, given: TextIO | None, to_error: bool = False):
        super().__init__(to_error)
        self.given = given
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def stream(self) -> Any:
        return self.given or super().stream

    def emit(self, data: bytes) -> None:
        self.stream.write(self.decoder.decode(data))
        if self.transcript:
            self.transcript.emit(data)


class Interpreter:
    """One Lisp with the network and its library, for Python programs. Several may live side by side.

    ``output``: a text stream (anything with ``write`` and ``flush``) for what Lisp prints; default ``sys.stdout``.
    ``exact``: the original's arithmetic, bit for bit. ``messages``: tell of progress and of loaded files.
    """

    def __init__(self, output: TextIO | None = None, *, exact: bool = False, messages: bool = False):
        self.lisp = lisp = new_interpreter()
        lisp.options.update(exact=exact, quiet=not messages, messages=messages)
        lisp.output = lisp.console_output = TextOutput(output)
        lisp.error_output = TextOutput(output, to_error=True)
        lisp.state["guard"] = self._guarded

    def eval(self, text: str) -> Any:
        """The value of the last expression of a Lisp text."""
        return self._run(lambda: self.lisp.eval_text(text_to_lisp(text), "a string"))

    def load(self, file: str | os.PathLike[str]) -> None:
        """Evaluate a file; it is looked for as ``(load ...)`` does, beside the program first."""
        self._run(lambda: self.lisp.apply(self.lisp.global_value("load"), [text_to_lisp(os.fspath(file))]))

    def call(self, name: str | Symbol, *arguments: Any) -> Any:
        """The value of a Lisp function of these arguments."""
        function = self._symbol(name)
        given = [to_lisp(self.lisp, argument) for argument in arguments]
        return self._run(lambda: self.lisp.apply(function, given))

    def symbol(self, name: str) -> Symbol:
        """The symbol of this name, as the reader would spell it."""
        return self._symbol(name)

    def __getitem__(self, name: str) -> Any:
        """The value of a global variable (a function as a callable); KeyError if it never got one."""
        cell = self._symbol(name).top
        if cell.state == UNSET:
            raise KeyError(name)
        return self._run(lambda: cell.value)

    def __setitem__(self, name: str, value: Any) -> None:
        self._run(lambda: self.lisp.define(self._symbol(name), to_lisp(self.lisp, value)))

    def __contains__(self, name: str) -> bool:
        return self._symbol(name).top.state != UNSET

    @overload
    def define(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]: ...

    @overload
    def define(self, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...

    def define(self, name: str, function: Callable[..., Any] | None = None) -> Any:
        """Make a Python function a Lisp function; ``@sn.define("name")`` does the same to the one that follows."""
        if function is None:
            return lambda decorated: self.define(name, decorated)

        def call_python(*arguments: Any) -> Any:
            given = [to_argument(self.lisp, argument) for argument in arguments]
            return to_lisp(self.lisp, guarded(lambda: function(*given)))

        symbol = self._symbol(name)
        self._run(lambda: self.lisp.define(symbol, DX(symbol.name, call_python)))
        return function

    def _symbol(self, name: str | Symbol) -> Symbol:
        return name if isinstance(name, Symbol) else self.lisp.intern(folded(text_to_lisp(name)))

    def _run(self, action: Callable[[], Any]) -> Any:
        """A Lisp computation as Python wants it: the value converted, or ``LispError``, and nothing left behind."""
        return self._guarded(lambda: to_python(self.lisp, action()))

    def _guarded(self, action: Callable[[], Any]) -> Any:
        lisp = self.lisp
        mark, streams = len(lisp.trail), (lisp.input, lisp.output)
        try:
            value = action()
            lisp.output.flush()
        except errors.Exit as leaving:
            self._clean_up(mark, streams)
            raise SystemExit(leaving.status or 0) from None
        except KeyboardInterrupt:
            self._clean_up(mark, streams)
            raise
        except Exception as error:
            if isinstance(error, LispError):
                raise
            python_error = self._python_error(error)
            self._clean_up(mark, streams)
            raise python_error from error.__cause__
        return value

    def _clean_up(self, mark: int, streams: tuple[Any, Any]) -> None:
        lisp = self.lisp
        lisp.trail.unwind(mark)
        lisp.input, lisp.output = streams
        lisp.error_forms = []
        TRAPS.enabled = True

    def _python_error(self, error: Exception) -> LispError:
        report = make_report(self.lisp, error)
        lines = [report.message, *explanation(report)]
        hint = text_to_python(report.hint) if report.hint else None
        return LispError("\n".join(map(text_to_python, lines)), text_to_python(report.message), report.place, hint)
