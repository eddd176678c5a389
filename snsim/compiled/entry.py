"""What stands in a Lisp function for its interpreted code once it is compiled.

A call looks for a program that fits its arguments, makes one when there is none, and runs the interpreted code where
none can be made: the compiled function is the same function, only faster.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from snsim.lisp.floating import TRAPS
from snsim.lisp.functions import DE

from .kinds import Kind, Refusal, kind_of
from .program import Program

if TYPE_CHECKING:
    from .compilation import Compilation

MOST_PROGRAMS = 16  # of one function: the oldest gives way


class Entry:
    """The programs of one function."""

    def __init__(self, compilation: Compilation, function: DE):
        self.compilation = compilation
        self.function = function
        self.programs: list[Program] = []
        self.refused: dict[tuple[Kind, ...], int] = {}  # kinds of arguments, and the generation they were refused in

    def add(self, program: Program) -> None:
        """Keep a program."""
        self.programs.insert(0, program)
        del self.programs[MOST_PROGRAMS:]

    def code(self) -> Callable[..., Any]:
        """The Python function to put into the Lisp function."""

        def call_compiled(*arguments: Any) -> Any:
            if TRAPS.enabled:
                for program in self.programs:
                    if program.fits(arguments):
                        return program.run(arguments)
                made = self._new_program(arguments)
                if made is not None:
                    return made.run(arguments)
            return self.function.prototype.compiled()(*arguments)

        return call_compiled

    def _new_program(self, arguments: tuple[Any, ...]) -> Program | None:
        kinds = [kind_of(argument) for argument in arguments]
        wanted = tuple(kind for kind in kinds if kind is not None)
        compilation = self.compilation
        if len(wanted) < len(kinds) or self.refused.get(wanted) == compilation.generation:
            return None
        try:
            program = Program(compilation.lisp, self.function, wanted, compilation.may_call)
            program.compile()
        except Refusal:
            self.refused[wanted] = compilation.generation
            return None
        self.add(program)
        return program
