"""Giving an interpreter the network: ``(libload "sn28/sn28ite")`` chooses a kernel (sn28.md, 0.1).

Choosing one makes an empty network, defines the primitives the kernel has, unbinds those it lacks, and loads the
library (netenv, connect), which defines what the kernel supports.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..lisp.functions import Lambda
from ..lisp.loading import load
from ..lisp.values import LOCKED, UNSET, Symbol
from . import connectionfields, unitfields
from .primitives import install_primitives
from .workspace import Workspace

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

MODULES = [
    "structure",
    "unitfields",
    "connectionfields",
    "unitbulk",
    "connectionbulk",
    "transferfunctions",
    "forward",
    "backward",
    "curvature",
    "updates",
    "patterns",
    "weightfiles",
]
"""The modules that declare primitives."""

LIBRARY = Path(__file__).parent.parent / "library"
PROGRAMS = ("netenv", "connect")


class Kernel(NamedTuple):
    """One of the four programs the network was compiled into."""

    iterative: bool
    newton: bool


KERNELS = {
    "sn28": Kernel(False, False),
    "sn28ite": Kernel(True, False),
    "sn28new": Kernel(False, True),
    "sn28itenew": Kernel(True, True),
}


def install(lisp: Interpreter) -> None:
    """Register the kernels; none is chosen yet."""
    session: Any = lisp
    session.workspace = Workspace(lisp)
    for module in MODULES:
        importlib.import_module(f"snsim.bindings.{module}")
    for name in KERNELS:
        lisp.modules[name] = lisp.modules[f"sn28/{name}"] = _chooser(name)


def _chooser(name: str) -> Any:
    return lambda lisp: choose_kernel(lisp, name)


def choose_kernel(lisp: Interpreter, name: str) -> None:
    """Start over with an empty network of this kernel."""
    session: Any = lisp
    workspace: Workspace = session.workspace
    if workspace.kernel is not None:
        lisp.warn(f"+++ Warning: {name} replaces {workspace.kernel}: the network is gone.")
    workspace.kernel = name
    for other in KERNELS:
        if other != name:
            lisp.loaded.pop(other, None)
            lisp.loaded.pop(f"sn28/{other}", None)
    _forget(workspace.library_functions)
    workspace.renew(*KERNELS[name])
    install_primitives(lisp, workspace)
    for constant, value in (unitfields.CONSTANTS | connectionfields.CONSTANTS).items():
        lisp.set_global(constant, float(value), LOCKED)
    workspace.library_functions = _load_library(lisp)


def _load_library(lisp: Interpreter) -> list[Symbol]:
    """Load netenv and connect; the functions they defined."""
    before = {symbol: symbol.top.value for symbol in lisp.symbols.values()}
    for program in PROGRAMS:
        load(lisp, str(LIBRARY / program))
    return [
        symbol
        for symbol in lisp.symbols.values()
        if isinstance(symbol.top.value, Lambda) and symbol.top.value is not before.get(symbol)
    ]


def _forget(functions: list[Symbol]) -> None:
    """Unbind what another kernel's library defined."""
    for symbol in functions:
        symbol.top.value, symbol.top.state = None, UNSET
