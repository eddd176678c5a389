"""What an interpreter has to do with networks: the network itself, and the Lisp variables that primitives use.

Builtins reach it as ``lisp.workspace``. Counts (``nnum nmax snum smax wnum wmax``) are locked variables that follow the
network (sn28.md, 1.5); ``theta alpha decay gamma mu`` and ``nlf dnlf ddnlf`` are read when an argument is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.errors import LispError
from ..lisp.values import LOCKED, UNSET, Symbol
from ..network.network import Network
from ..network.transfer import Transfer
from ..training.paths import Planner
from .arguments import single
from .relays import Relays
from .transferobject import NLF

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter
    from .netenvreader import Schedule

COUNTS = ("nnum", "nmax", "snum", "smax")
WEIGHT_COUNTS = ("wnum", "wmax")  # of the iterative kernels
OF_THE_NET = {"averaged": 0.0, "optimizer-step": 0.0, "dropouts": None}
NO_RANDOM = np.zeros(57, np.int32)  # what kernels get that will not draw


class Workspace:
    """One interpreter's network."""

    def __init__(self, lisp: Interpreter):
        self.lisp = lisp
        self.network = Network()
        self.kernel: str | None = None  # the name of the kernel chosen
        self.library_functions: list[Symbol] = []  # what the library defined for it
        self.stock: dict[str, Any] = {}  # these functions as the library left them: is a hook still what it was?
        self.schedule: Schedule | None = None  # what define-net has laid down
        self.planner = Planner()
        self.relays = Relays(self)

    def renew(self, iterative: bool, newton: bool) -> None:
        """Start over with an empty network of another kernel."""
        self.network = Network(iterative, newton)
        self.schedule = None
        self.publish_counts()

    def begin_anew(self) -> None:
        """After its units and weights, forget what netenv knows of them: steps made, averages, who may be left out."""
        self.publish_counts()
        for name, none in OF_THE_NET.items():
            if self.lisp.intern(name).top.state != UNSET:
                self.lisp.set_global(name, none)

    def publish_counts(self) -> None:
        """Let the Lisp variables tell the network's size."""
        network = self.network
        for name in COUNTS:
            self.lisp.set_global(name, float(getattr(network, name)), LOCKED)
        for name in WEIGHT_COUNTS:
            if network.iterative:
                self.lisp.set_global(name, float(getattr(network, name)), LOCKED)
            else:
                self.lisp.set_global(name, None, UNSET)

    def parameter(self, name: str) -> np.float32:
        """The number in a Lisp variable."""
        value = self.lisp.intern(name).cell.value
        if type(value) is not float:
            raise LispError("Not a number", prefix=name, hint=f"Give the variable {name} a number.")
        return single(value)

    def transfer(self, name: str) -> Transfer:
        """The function in a Lisp variable."""
        value = self.lisp.intern(name).cell.value
        if type(value) is not NLF:
            raise LispError("not a nlf", prefix=name, hint=f"Set it with nlf-tanh, or give {name} an NLF.")
        return value.transfer

    def everything(self) -> np.ndarray:
        """All units, as a layer."""
        return np.arange(self.network.nnum, dtype=np.int32)

    @contextmanager
    def random(self, wanted: bool = True) -> Iterator[np.ndarray]:
        """The state of the interpreter's random generator, lent to a kernel."""
        if not wanted:
            yield NO_RANDOM
            return
        state = self.lisp.random.state
        yield state
        self.lisp.random.state = state


def leading(arguments: tuple[Any, ...], kind: type, most: int) -> tuple[list[Any], tuple[Any, ...]]:
    """The arguments of one type (``most`` at most) before the layers, and the rest."""
    count = 0
    while count < min(most, len(arguments)) and type(arguments[count]) is kind:
        count += 1
    return list(arguments[:count]), arguments[count:]
