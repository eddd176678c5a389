"""Objects of classes with a ``-destructor``, which runs when the last reference is gone (language.md, 10.3).

Python calls it in the middle of anything, and swallows what is raised there: so an error is told and goes no further;
Ctrl-C is raised once more outside.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..lisp.backtrace import forms_of_error, place_of, running_forms
from ..lisp.errors import Exit, LispError
from ..lisp.interruption import raise_in
from .instances import Instance, LispClass, send

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

MOST = 10_000  # objects that one may leave behind: those its destructor made, those theirs made, and so on


class Destructible(Instance):
    """An object of such a class."""

    __slots__ = ("alive", "legacy", "lisp")

    def __init__(self, of: LispClass, lisp: Interpreter):
        super().__init__(of)
        self.lisp, self.alive = lisp, True
        self.legacy: Legacy = lisp.state.get("legacy") or Legacy()
        self.legacy.objects += 1

    def destroy(self) -> None:
        """Run the destructors, the class's own first; once."""
        if not self.alive or self.legacy.refused:
            return
        self.alive = False
        self.legacy.check(self.of.name.name)
        state, name = self.lisp.state, self.lisp.intern("-destructor")
        outer, state["legacy"] = state.get("legacy"), self.legacy
        try:
            for ancestor in self.of.ancestry():
                if name in ancestor.methods:
                    send(self.lisp, self, ancestor, ancestor.methods[name], [])
        finally:
            state["legacy"] = outer

    def __del__(self) -> None:
        try:
            self._end()
        except KeyboardInterrupt as interruption:
            self.legacy.refused = True
            raise_in(sys._getframe().f_back, interruption)

    def _end(self) -> None:
        """Destroy it; an error can end nothing more than this."""
        lisp, mark = self.lisp, len(self.lisp.trail)
        try:
            self.destroy()
        except Exit as leaving:
            place, hint = place_of(forms_of_error(leaving)), "It may set a variable instead."
            lisp.tell(lisp, LispError("a destructor cannot leave", prefix="exit", place=place, hint=hint))
        except Exception as error:
            lisp.tell(lisp, error)
        finally:
            lisp.trail.unwind(mark)


class Legacy:
    """What an object leaves behind: the ``objects`` that its destructor made, and theirs. ``refused``: no destructor of
    these runs any more, because there were too many of them, or Ctrl-C was pressed."""

    def __init__(self) -> None:
        self.objects = 0
        self.refused = False

    def check(self, name: str) -> None:
        """Raises an error if there are too many; ``name``: of a class."""
        if self.objects > MOST:
            self.refused = True
            hint = "A destructor makes an object, whose own destructor makes another, and so on."
            raise LispError("destructors without end", prefix=name, place=place_of(running_forms()), hint=hint)
