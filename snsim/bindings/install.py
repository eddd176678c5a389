"""Giving an interpreter the network: ``(libload "sn28/sn28ite")`` chooses a kernel (sn28.md, 0.1).

Until then nothing of the network is imported: a script of plain Lisp starts fast.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..lisp.functions import DX
from ..lisp.values import LOCKED, Symbol, truth
from ..streams.host import from_host
from ..streams.loading import libload
from .digits import install_digits
from .progress import progress_line, quiet_mode

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


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
    """Register the kernels, of which none is chosen yet; define what is there without one."""
    for name in KERNELS:
        lisp.modules[name] = lisp.modules[f"sn28/{name}"] = _chooser(name)
    lisp.modules["sn28/knnenv"] = _load_codebooks
    lisp.modules["sn28/netenv"] = lisp.modules["sn28/connect"] = _have_a_kernel
    install_digits(lisp)
    lisp.set_global("exact-mode", DX("exact-mode", exact_mode), LOCKED)
    lisp.set_global("quiet-mode", DX("quiet-mode", quiet_mode), LOCKED)
    lisp.set_global("progress-line", DX("progress-line", progress_line), LOCKED)


def exact_mode(lisp: Interpreter, *on: Any) -> Symbol | None:
    """``(exact-mode [on])``: shall every sum be taken in the original's order? Tells how it stands."""
    if on:
        lisp.options["exact"] = on[0] is not None
    return truth(lisp.options["exact"])


def _have_a_kernel(lisp: Interpreter) -> None:
    """``(libload "sn28/netenv")``: these libraries come with every kernel; without one, with the simplest."""
    if getattr(lisp, "workspace", None) is None:  # there is one as soon as a kernel has been chosen
        _chooser("sn28")(lisp)


def _load_codebooks(lisp: Interpreter) -> str | None:
    """``(libload "sn28/knnenv")``: the library of codebooks, which is a file; its full name."""
    return libload(lisp, from_host(str(Path(__file__).parent.parent / "library" / "knnenv")))


def _chooser(name: str) -> Callable[[Interpreter], Any]:
    def choose(lisp: Interpreter) -> None:
        from .choice import choose_kernel  # noqa: PLC0415  (brings numba, which is slow to import)

        choose_kernel(lisp, name)

    return choose
