"""Choosing a kernel: an empty network, its primitives, its library (sn28.md, 0.1).

The primitives that the kernel has are defined, those it lacks unbound; then the library (netenv, connect, tools) is
loaded, which defines what the kernel supports.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..lisp.functions import Lambda
from ..lisp.values import LOCKED, UNSET, Symbol
from ..streams.host import from_host
from ..streams.loading import load
from ..streams.readings import keep_readings
from . import connectionfields, unitfields
from .install import KERNELS
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
    "optimizers",
    "averaging",
    "euclidean",
    "euclideancurvature",
    "interactive",
    "patterns",
    "augmentation",
    "dropout",
    "weightfiles",
    "codebooks",
    "codebookfiles",
    "neighbours",
    "codebooklearning",
    "iris",
    "performancefiles",
    "sweeps",
    "relays",
    "rejection",
    "planview",
    "clock",
    "export",
]
"""The modules that declare primitives."""

LIBRARY = Path(__file__).parent.parent / "library"
PROGRAMS = ("netenv", "connect", "tools")


def choose_kernel(lisp: Interpreter, name: str) -> None:
    """Start over with an empty network of this kernel."""
    session: Any = lisp
    workspace: Workspace = getattr(lisp, "workspace", None) or Workspace(lisp)
    session.workspace = workspace
    for module in MODULES:
        importlib.import_module(f"snsim.bindings.{module}")
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
    workspace.stock = {symbol.name: symbol.top.value for symbol in workspace.library_functions}
    workspace.stock["process-pending-events"] = lisp.global_value("process-pending-events")


def _load_library(lisp: Interpreter) -> list[Symbol]:
    """Load netenv, connect and tools; the functions they defined."""
    keep_readings(lisp, from_host(str(LIBRARY)))
    before = {symbol: symbol.top.value for symbol in lisp.symbols.values()}
    for program in PROGRAMS:
        load(lisp, from_host(str(LIBRARY / program)))
    return [
        symbol
        for symbol in lisp.symbols.values()
        if isinstance(symbol.top.value, Lambda) and symbol.top.value is not before.get(symbol)
    ]


def _forget(functions: list[Symbol]) -> None:
    """Unbind what another kernel's library defined."""
    for symbol in functions:
        symbol.top.value, symbol.top.state = None, UNSET
