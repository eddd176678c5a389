"""Names that are not here yet: what to load to have them. For the hint of ``not a function call``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..bindings.install import KERNELS
from ..lisp.functions import Function
from .pages import all_entries
from .survey import survey

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


def where_defined(lisp: Interpreter, name: str) -> str | None:
    """A sentence that says which kernel or program defines a function; None if none does."""
    if name not in all_entries():
        return None
    fact = survey(lisp.state["manual"]).get(name)
    if fact is None or not isinstance(fact.value, Function) or not (fact.kernels or fact.program):
        return None
    program = f'(libload "{fact.program}")' if fact.program else ""
    if chosen(lisp) in fact.kernels:
        return f"{name} comes with {program or 'define-net or build-net'}."
    loads = f'(libload "sn28/{fact.kernels[0]}")' + (f" {program}" if program else "")
    return f"{name} is in {_listed(fact.kernels)}: {loads}" + (" begins a new network." if chosen(lisp) else "")


def _listed(kernels: list[str]) -> str:
    if len(kernels) == len(KERNELS):
        return "every kernel"
    return f"the kernel{'s' if len(kernels) > 1 else ''} {', '.join(kernels)}"


def chosen(lisp: Interpreter) -> Any:
    """The kernel in use."""
    return getattr(getattr(lisp, "workspace", None), "kernel", None)
