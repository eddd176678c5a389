"""Second names, from other Lisps, for the same functions (language.md, 4 and Table A, Aliases)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .functions import BUILTINS
from .values import T

if TYPE_CHECKING:
    from .interpreter import Interpreter

ALIASES = {
    "begin": "progn",
    "set!": "setq",
    "<<": "setq",
    "+=": "incr",
    "define": "defvar",
    "map": "mapcar",
    "for-each": "mapc",
    "eq?": "==",
    "eqv?": "=",
    "equal?": "=",
    "null?": "null",
    "pair?": "consp",
    "number?": "numberp",
    "string?": "stringp",
    "symbol?": "symbolp",
    "vector?": "indexp",
    "procedure?": "functionp",
    "set-car!": "rplaca",
    "set-cdr!": "rplacd",
    "mload": "libload",
}


def start(lisp: Interpreter) -> None:
    """Plain variables that hold the functions (those there are)."""
    for alias, name in ALIASES.items():
        if name in BUILTINS:
            lisp.set_global(alias, BUILTINS[name])
    lisp.set_global("else", T)
