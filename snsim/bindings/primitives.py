"""How the primitives of the network are declared, and which kernel has which (sn28.md, 0.1 and 2).

    @primitive("scounter", iterative=True)
    def scounter(workspace, a, b): ...

declares a DX function of two arguments, found in the iterative kernels only. The function gets the interpreter's
workspace first. What the network refuses (``NetworkError``) becomes an error of the language here, and only here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..lisp.errors import LispError
from ..lisp.functions import DX, arity
from ..lisp.values import LOCKED, UNSET
from ..network.errors import NetworkError

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter
    from .workspace import Workspace


class Primitive(NamedTuple):
    """A function and what a kernel must be to have it."""

    function: DX
    iterative: bool
    newton: bool


PRIMITIVES: dict[str, Primitive] = {}
"""Every primitive, by its Lisp name."""


def primitive(*names: str, iterative: bool = False, newton: bool = False) -> Callable[..., Any]:
    """Declare a Python function ``f(workspace, ...)`` as the primitive of these names."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(lisp: Any, *arguments: Any) -> Any:
            try:
                return function(lisp.workspace, *arguments)
            except NetworkError as error:
                raise lisp_error(error) from None

        dx = DX(names[0], call)
        call.__wrapped__ = function  # type: ignore[attr-defined]  # the manual asks it for parameters and docstring
        dx.least, dx.most, _ = arity(partial(function, None))
        PRIMITIVES.update(dict.fromkeys(names, Primitive(dx, iterative, newton)))
        return function

    return declare


def lisp_error(error: NetworkError) -> LispError:
    """What the network refused, as an error of the language."""
    culprit = error.culprit
    return LispError(error.text, culprit if culprit is None else float(culprit), hint=error.hint)  # type: ignore[arg-type]


def install_primitives(lisp: Interpreter, workspace: Workspace) -> None:
    """Define the primitives that the workspace's kernel has; the others become unbound."""
    network = workspace.network
    for name, (function, iterative, newton) in PRIMITIVES.items():
        if iterative <= network.iterative and newton <= network.newton:
            lisp.set_global(name, function, LOCKED)
        else:
            lisp.set_global(name, None, UNSET)
