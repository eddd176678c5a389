"""The interactive loop: read, evaluate, print (language.md, 13.1).

The prompt argument of ``load`` gives three prompts, separated by ``|``: for a new expression, for the rest of one, for
a program that reads from the console.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from snsim.lisp.console import ConsoleLost
from snsim.lisp.errors import Exit
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import CONSOLE
from snsim.lisp.values import PLAIN
from snsim.streams.loading import value_reporter

from .recovery import install_hooks, recover

PROMPT = "? |  |> "


def prompts(text: str) -> tuple[str, str, str]:
    """The three prompts of a prompt argument."""
    first, *others = text.split("|")
    rest = others[0] if others else "  "
    return first, rest, others[1] if len(others) > 1 else first


class Toplevel:
    """A loop on the console; ``shows``: values are printed; ``interactive``: a person answers questions."""

    def __init__(self, lisp: Interpreter, shows: bool, interactive: bool):
        self.lisp = lisp
        self.shows = shows
        self.interactive = interactive
        self.result = lisp.intern("result").top
        lisp.nested_toplevel = self.nested
        install_hooks(lisp)

    def run(self) -> None:
        """Until the end of the input, or ``(exit)``."""
        self._loop(PROMPT if self.shows else "||", survive=True)

    def nested(self, _lisp: Interpreter, prompt: str) -> None:
        """A loop inside an evaluation; an error in it goes on to the outer loop."""
        self._loop(prompt if self.shows else "||", survive=False)

    def _loop(self, prompt: str, survive: bool) -> None:
        lisp, console = self.lisp, self.lisp.console
        saved = console.prompts, lisp.input, lisp.output
        mark = len(lisp.trail)
        while True:
            console.prompts = prompts(prompt)
            lisp.input, lisp.output = console, lisp.console_output
            try:
                if not self._step(value_reporter(lisp, lisp.console_output)):
                    break
            except Exit as leaving:
                if leaving.status is not None:
                    raise
                break
            except (Exception, KeyboardInterrupt) as error:
                if not survive or isinstance(error, (BrokenPipeError, ConsoleLost)):
                    raise
                console.discard_line()
                recover(lisp, error, mark, self.interactive)
        lisp.trail.unwind(mark)
        console.prompts, lisp.input, lisp.output = saved
        lisp.console_output.flush()

    def _step(self, report: Callable[[Any], None]) -> bool:
        """One expression; False at the end of the input."""
        lisp = self.lisp
        lisp.console.at_prompt = True
        try:
            form = lisp.reader.read(lisp.console)
        finally:
            lisp.console.at_prompt = False
        if form is END_OF_TEXT:
            return False
        lisp.console_output.column = 0
        lisp.discarding = False
        lisp.trail.bind(lisp.intern("file-being-loaded"), CONSOLE)
        value = lisp.eval(form)
        lisp.trail.unbind()
        self.result.value, self.result.state = value, PLAIN
        if self.shows and form is not None:
            report(value)
        return True
