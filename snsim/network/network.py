"""The network: one global object of fixed capacity holding units, connections and weights (sn28.md, section 1).

Four kernels of the original differ in whether weights can be shared (*iterative*) and whether there are second
derivatives (*newton*); both are flags here. Comes in: unit numbers. Goes out: counts, lists of numbers, and ``net`` -
the arrays of ``kernels.fields.Net``, which every algorithm works on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from ..kernels import graph
from ..kernels.fields import LINK_ROWS, MASK, UNIT_ROWS, VAL, W_ACC, W_DELTA, W_VAL, WEIGHT_ROWS, Net
from .errors import NetworkError

MOST_UNITS = 2**31 - 2


class Borrower(Protocol):
    """Who keeps the weights for a while (``Network.lend``)."""

    def give_back(self) -> None:
        """Write them into the network's arrays; what is called again writes no more."""


class Network:
    """Units 0 .. ``nnum - 1`` (0 is the bias unit), connections 0 .. ``snum - 1``, weights 0 .. ``wnum - 1``."""

    def __init__(self, iterative: bool = False, newton: bool = False):
        self.iterative = iterative
        self.newton = newton
        self.epoch = object()  # another one after every change of the graph: what was derived from it is stale
        self.borrower: Borrower | None = None
        self._clear(0, 0, 0)

    # ---- capacity --------------------------------------------------------------------------------------------------

    def _clear(self, units: int, links: int, weights: int) -> None:
        self.nmax, self.smax, self.wmax = units, links, weights
        self.nnum = self.snum = self.wnum = 0
        self.borrower = None  # what it has is nobody's any more
        self.units = np.zeros((UNIT_ROWS, units), np.float32)
        self.units[MASK] = 1
        self._weights = np.zeros((WEIGHT_ROWS, weights), np.float32)
        self._links = np.zeros((LINK_ROWS, links), np.float32)
        self.pre = np.full(links, -1, np.int32)
        self.post = np.full(links, -1, np.int32)
        self.weight_of = np.zeros(links, np.int32)
        self.counter = np.zeros(weights, np.int32)
        self.table = np.full(1 << max(4, (2 * links).bit_length()), graph.FREE, np.int32)
        self._changed()
        if units:
            self.nnum = 1
            self.units[VAL, 0] = 1

    def allocate(self, units: int, links: int, weights: int | None = None) -> int:
        """Start afresh with room for so many units (unit 0 included), connections and weights; the original's bytes."""
        weights = links if weights is None else weights
        if min(units, links, weights) < 0:
            raise NetworkError("illegal negative value", min(units, links, weights))
        if weights > links:
            raise NetworkError("you never need more weights than connections", weights)
        try:
            self._clear(units, links, weights if self.iterative else links)
        except MemoryError:
            self._clear(0, 0, 0)
            raise NetworkError("not enough memory for this network", hint="Ask alloc-net for less.") from None
        return self.bytes()

    def room(self, units: int, links: int, weights: int) -> int:
        """Bytes that ``allocate`` would take here."""
        table = 2 ** max(4, (2 * links).bit_length())
        return 4 * (UNIT_ROWS * units + (WEIGHT_ROWS + 1) * weights + (LINK_ROWS + 3) * links + table)

    def bytes(self) -> int:
        """What the original reports on a 64-bit machine (informational)."""
        unit, link = (72, 48) if self.newton else (64, 40)
        weight = (20 if self.newton else 16) if self.iterative else 0
        return self.nmax * unit + self.smax * link + self.wmax * weight

    def clear(self) -> int:
        """Empty the network, keep its capacity."""
        self._clear(self.nmax, self.smax, self.wmax)
        return self.bytes()

    def new_units(self, count: int) -> range:
        """The numbers of ``count`` new units, all fields but the mask 0, unconnected."""
        if count <= 0:
            raise NetworkError("illegal negative value", count)
        if self.nnum + count > self.nmax:
            wanted = self.nnum + count
            raise NetworkError(
                "too many neurons",
                hint=f"{wanted} units are needed, alloc-net made room for {self.nmax}: give it at least {wanted}",
            )
        first = self.nnum
        self.nnum += count
        self._changed()
        return range(first, self.nnum)

    # ---- connections -----------------------------------------------------------------------------------------------

    def _room(self, links: int, weights: int) -> None:
        if self.snum + links > self.smax:
            wanted = self.snum + links
            hint = f"{wanted} connections are needed, alloc-net made room for {self.smax}: give it at least {wanted}"
            raise NetworkError("too many connections", hint=hint)
        if self.iterative and self.wnum + weights > self.wmax:
            wanted = self.wnum + weights
            hint = f"{wanted} weights are needed, alloc-net made room for {self.wmax}: give it at least {wanted}"
            raise NetworkError("too many weights", hint=hint)

    def connect(self, sources: np.ndarray, targets: np.ndarray) -> None:
        """Every source (outer loop) to every target, with weights of their own, all 0."""
        new = len(sources) * len(targets)
        self._room(new, new)
        first, records = self.snum, self.wnum
        pre, post = sources.astype(np.int32), targets.astype(np.int32)
        count, a, b = graph.connect_all(self.table, self.pre, self.post, self.weight_of, self.snum, pre, post)
        self.snum = int(count)
        made = slice(first, self.snum)
        self.links[0, made] = 0
        self.weight_of[made] += records - first
        self.wnum = records + self.snum - first
        self.weights[: W_ACC + 1, records : self.wnum] = 0
        self.counter[records : self.wnum] = 1
        self._changed()
        if a >= 0:
            hint = f"units {a} and {b} are connected already; a pair of units has one connection at most"
            raise NetworkError("this connection exists already", hint=hint)

    def duplicate(self, old: tuple[np.ndarray, np.ndarray], new: tuple[np.ndarray, np.ndarray]) -> None:
        """Connections new[0][i] -> new[1][j] that share the weights of old[0][i] -> old[1][j]."""
        if len(old[0]) != len(new[0]) or len(old[1]) != len(new[1]):
            raise NetworkError("source and target listes should have the same length")
        self._room(len(old[0]) * len(old[1]), 0)
        pairs = [tuple(units.astype(np.int32, copy=False) for units in pair) for pair in (old, new)]
        edges = self.table, self.pre, self.post, self.weight_of, self.snum
        self._duplicated(*graph.duplicate_all(*edges, *pairs))

    def share(self, sources: np.ndarray, target: int, windows: np.ndarray, units: np.ndarray) -> None:
        """Connections windows[k, t] -> units[k] that share the weights of sources[t] -> target: ``duplicate``, window
        by window. ``sources`` (T,), ``windows`` (n, T), ``units`` (n,): int32."""
        self._room(windows.size, 0)
        edges = self.table, self.pre, self.post, self.weight_of, self.snum
        self._duplicated(*graph.duplicate_windows(*edges, sources, target, windows, units))

    def _duplicated(self, count: int, a: int, b: int, wrong: int) -> None:
        """After connections that share weights have been made up to number ``count``; what was wrong, if anything."""
        first, self.snum = self.snum, int(count)
        made = self.weight_of[first : self.snum]
        self.links[0, first : self.snum] = 0
        np.add.at(self.counter, made, 1)
        self.weights[W_DELTA, made] = 0
        self.weights[W_ACC, made] = 0
        self._changed()
        if wrong == 1:
            raise NetworkError("the source connection does'nt exist", hint=f"units {a} and {b} are not connected")
        if wrong == 2:
            hint = f"units {a} and {b} are connected already; a pair of units has one connection at most"
            raise NetworkError("the target connection exists already", hint=hint)

    def find(self, pre: int, post: int) -> int:
        """Number of the connection pre -> post, -1 if there is none."""
        self.check_unit(pre)
        self.check_unit(post)
        return int(graph.find_link(self.table, self.pre, self.post, pre, post))

    def cut(self, pre: int, post: int) -> None:
        """Unlink a connection; its place and its weight record stay, with value 0 once nobody uses it."""
        for unit in (pre, post):
            if not 0 <= unit < self.nnum:
                raise NetworkError("Illegal neuron number", unit, self.unit_range())
        link = self.find(pre, post)
        if link < 0:
            raise NetworkError("Synapse not found", hint=f"units {pre} and {post} are not connected")
        graph.delete_link(self.table, self.pre, self.post, link)
        record = self.weight_of[link]
        self.counter[record] -= 1
        if self.counter[record] <= 0:
            self.weights[W_VAL, record] = 0
            if self.iterative:
                self.weights[W_ACC, record] = 0
        self._changed()

    def repoint(self, link: int, record: int) -> None:
        """Make a connection use another weight record (sindex with three arguments)."""
        if not 0 <= record < self.wmax:
            raise NetworkError("out of range", record)
        self.counter[self.weight_of[link]] -= 1
        self.counter[record] += 1
        self.weight_of[link] = record
        self.wnum = max(self.wnum, record + 1)
        self._changed()

    # ---- weights on loan -------------------------------------------------------------------------------------------

    def lend(self, borrower: Borrower) -> None:
        """Leave the weights to somebody until anybody asks for ``weights``, ``links`` or ``net``, to read or to write.
        So nobody shall keep these arrays over other work on the network."""
        self.recall()
        self.borrower = borrower

    def recall(self) -> None:
        """Have the weights here."""
        if self.borrower is not None:
            self.borrower.give_back()
            self.borrower = None  # not before: Ctrl-C may come in between

    @property
    def weights(self) -> np.ndarray:
        """The fields of weights, (5, capacity) float32."""
        self.recall()
        return self._weights

    @property
    def links(self) -> np.ndarray:
        """The fields of connections, (2, capacity) float32."""
        self.recall()
        return self._links

    # ---- views -----------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.epoch = object()
        self._net: Net | None = None

    @property
    def net(self) -> Net:
        """The arrays kernels work on (views: writing them writes the network)."""
        self.recall()
        return self._views()

    def _views(self) -> Net:
        """The same, whoever has the weights."""
        if self._net is None:
            edges = self.weight_of, self.snum, self.nnum
            incoming = graph.adjacency(self.post, self.pre, *edges)
            outgoing = graph.adjacency(self.pre, self.post, *edges)
            self._net = Net(self.units, self._weights, self.wnum, self._links, *incoming, *outgoing)
        return self._net

    def incoming(self, unit: int) -> np.ndarray:
        """Connection numbers into a unit, in the order they were made."""
        self.check_unit(unit)
        net = self._views()
        return net.in_link[net.in_start[unit] : net.in_start[unit + 1]][::-1]

    def outgoing(self, unit: int) -> np.ndarray:
        """Connection numbers out of a unit, in the order they were made."""
        self.check_unit(unit)
        net = self._views()
        return net.out_link[net.out_start[unit] : net.out_start[unit + 1]][::-1]

    @property
    def masked(self) -> bool:
        """Are there units whose masks are not 1?"""
        return bool((self.units[MASK, : self.nnum] != 1).any())

    def fan_in(self) -> np.ndarray:
        """Number of incoming connections of every unit, the bias included."""
        return np.diff(self._views().in_start)

    def check_unit(self, unit: int) -> None:
        """An error unless ``unit`` is in use."""
        if not 0 <= unit < self.nnum:
            raise NetworkError("illegal neuron number", unit, self.unit_range())

    def unit_range(self) -> str:
        """Which numbers units have: the hint of every error about one."""
        return f"units are numbered 0 to {self.nnum - 1}" if self.nnum else "make a network with alloc-net first"

    def check_layer(self, units: Iterable[int] | np.ndarray) -> np.ndarray:
        """``units`` as an array of unit numbers, or an error naming the wrong one."""
        layer = np.asarray(units, np.int64)
        wrong = layer[(layer < 0) | (layer >= self.nnum)]
        if len(wrong):
            raise NetworkError("bad neuron number", int(wrong[0]), self.unit_range())
        return layer.astype(np.int32)
