"""A network that is measured: described, trained and called in the language itself."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache

import cores
import numpy as np
from limits import Limit

from snsim.lisp.console import StringOutput
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

MEASUREMENT = 0.1
ON_LINE, MARQUARDT, FORWARD, UNCOUNTED = range(4)  # batches do the work of ON_LINE


def prepare(program: str) -> Interpreter:
    """An interpreter that has run a program, silently."""
    lisp = new_interpreter()
    lisp.options["messages"] = False
    lisp.options["quiet"] = True
    with lisp.writing(StringOutput()):
        lisp.eval_text(program)
    return lisp


prepared = cache(prepare)  # cases with the same program share it


@dataclass
class Case:
    """``program`` builds the network, ``call`` treats {n} patterns ({last}: the last of them) by a ``work`` whose
    multiply-adds count. As many of them make a measurement as take ``MEASUREMENT`` seconds: from ``least`` to ``most``.

    ``streams``: the weights lie beyond the cache, so the share of the memory's bandwidth is told.
    """

    name: str
    program: str
    call: str
    most: int
    work: int
    limit: Limit | None = None
    streams: bool = False
    cores: frozenset[int] = frozenset(cores.ONE)
    least: int = 64
    count: int = 0

    def warm_up(self) -> None:
        """Have everything compiled, and find how many patterns make a measurement."""
        self.count = min(self.most, self.least)
        self.measure()
        while self.count < self.most and (seconds := self.count * self.measure()) < MEASUREMENT:
            self.count = min(self.most, 1 + int(self.count * min(10, 1.5 * MEASUREMENT / seconds)))

    def measure(self) -> float:
        """Seconds a pattern."""
        lisp = prepared(self.program)
        call = self.call.format(n=self.count, last=self.count - 1)
        with cores.on(set(self.cores)):
            began = time.perf_counter()
            lisp.eval_text(call)
            return (time.perf_counter() - began) / self.count

    def multiply_adds(self) -> int:
        """Of a pattern, see ``counted``; 0 if they do not count."""
        network = prepared(self.program).workspace.network  # type: ignore[attr-defined]
        made = slice(0, network.snum)
        return counted(network.pre[made], network.post[made], self.work)

    def weight_bytes(self) -> int:
        """Of all weights in single precision."""
        return 4 * int(prepared(self.program).workspace.network.wnum)  # type: ignore[attr-defined]


def counted(pre: np.ndarray, post: np.ndarray, work: int) -> int:
    """The multiply-adds of a pattern on connections pre -> post (both (connections,) unit numbers, 0 the bias unit).

    Every connection but the biases counts, also those that see nothing but the frame of a map, which need not be
    computed: once forward, once for its weight's gradient and, above the lowest layer, once backward; curvatures
    likewise.
    """
    units = 1 + int(max(pre.max(), post.max()))
    computed, above = np.zeros(units, bool), np.zeros(units, bool)
    computed[post] = True
    above[post[computed[pre]]] = True
    links = pre > 0
    forward, backward = int(links.sum()), int((links & above[post]).sum())
    return {ON_LINE: 2 * forward + backward, MARQUARDT: 3 * forward + 2 * backward, FORWARD: forward}.get(work, 0)
