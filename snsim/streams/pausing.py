"""A loop at the console inside a program: ``pause toplevel`` (language.md, 13.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.functions import builtin
from ..lisp.source import CONSOLE
from .output import sprintf

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


@builtin("pause")
def pause(lisp: Interpreter, *arguments: Any) -> Any:
    """Print a message and open a toplevel, whose ``(exit)`` goes on with the program."""
    text = sprintf(lisp, *arguments) if arguments else ""
    lisp.warn(f"\n\a*** {text}")
    lisp.nested_toplevel(lisp, "[Pause] ? ")
    return CONSOLE


@builtin("toplevel")
def toplevel(lisp: Interpreter) -> str:
    """The interactive loop."""
    lisp.nested_toplevel(lisp, "? ")
    return CONSOLE
