"""Making, finding and cutting connections against a dictionary; the lists of neighbours against a plain loop."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from snsim.kernels import graph

UNITS = 9
pairs = st.tuples(st.integers(0, UNITS - 1), st.integers(0, UNITS - 1))


class Edges:
    """The arrays that the kernels grow, and the dictionary they must agree with."""

    def __init__(self, room: int = 600):
        self.pre, self.post, self.weight = (np.full(room, -1, np.int32) for _ in range(3))
        self.table = np.full(2048, graph.FREE, np.int32)
        self.count = 0
        self.links: dict[tuple[int, int], int] = {}

    def arrays(self) -> tuple[np.ndarray, ...]:
        return self.table, self.pre, self.post, self.weight

    def connect(self, sources: list[int], targets: list[int]) -> None:
        wanted, before = (-1, -1), self.count
        for pair in ((a, b) for a in sources for b in targets):
            if pair in self.links:
                wanted = pair
                break
            self.links[pair] = self.count
            self.count += 1
        units = np.array(sources, np.int32), np.array(targets, np.int32)
        assert graph.connect_all(*self.arrays(), before, *units) == (self.count, *wanted)

    def cut(self, pair: tuple[int, int]) -> None:
        link = graph.find_link(*self.arrays()[:3], *pair)
        assert link == self.links.pop(pair, -1)
        if link >= 0:
            graph.delete_link(*self.arrays()[:3], link)

    def agree(self) -> None:
        for a in range(UNITS):
            for b in range(UNITS):
                assert graph.find_link(*self.arrays()[:3], a, b) == self.links.get((a, b), -1)


units = st.lists(st.integers(0, UNITS - 1), min_size=1, max_size=4)
steps = st.lists(st.one_of(st.tuples(units, units), pairs.map(lambda pair: (pair,))), max_size=30)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_any_history(history: list[tuple]) -> None:
    """Connected, cut, connected again; the index built afresh says the same."""
    edges = Edges()
    for step in history:
        edges.connect(*step) if len(step) == 2 else edges.cut(step[0])
        edges.agree()
    graph.rebuild_table(*edges.arrays()[:3], edges.count)
    edges.agree()


@settings(max_examples=40, deadline=None)
@given(st.lists(pairs, unique=True, min_size=1, max_size=40), st.data())
def test_neighbours_newest_first(made: list[tuple[int, int]], data: st.DataObject) -> None:
    edges = Edges()
    for a, b in made:
        edges.connect([a], [b])
    for pair in data.draw(st.lists(st.sampled_from(made), max_size=10)):
        edges.cut(pair)
    start, links, ends, weights = graph.adjacency(edges.post, edges.pre, edges.weight, edges.count, UNITS)
    for unit in range(UNITS):
        here = slice(start[unit], start[unit + 1])
        wanted = sorted((link for (_, b), link in edges.links.items() if b == unit), reverse=True)
        assert links[here].tolist() == wanted
        assert ends[here].tolist() == [edges.pre[link] for link in wanted]
        assert weights[here].tolist() == [edges.weight[link] for link in wanted]
    assert start[UNITS] == len(edges.links)


def test_duplicates_of_windows() -> None:
    """The same as ``duplicate_all``, window by window."""
    one, other = Edges(), Edges()
    sources, windows, units = (np.array(u, np.int32) for u in ([0, 1], [[1, 2], [2, 3]], [5, 6]))
    for edges in (one, other):
        edges.connect([0, 1], [4])
    assert graph.duplicate_windows(*one.arrays(), 2, sources, 4, windows, units) == (6, -1, -1, 0)
    for k, window in enumerate(windows):
        graph.duplicate_all(
            *other.arrays(), 2 + 2 * k, (sources, np.array([4], np.int32)), (window, units[k : k + 1])
        )
    for ours, theirs in zip(one.arrays(), other.arrays(), strict=True):
        assert (ours == theirs).all()
    assert graph.duplicate_windows(*one.arrays(), 6, sources, 4, windows, units) == (6, 1, 5, 2)
    assert graph.duplicate_windows(*one.arrays(), 6, sources, 7, windows, units) == (6, 0, 7, 1)


def test_duplicates() -> None:
    """New connections with the weights of old ones, sources outside, targets inside; what is wrong with a pair."""
    edges = Edges()
    edges.connect([0, 1], [4, 5])
    old, new = (np.array([0, 1], np.int32), np.array([4, 5], np.int32)), (np.array([2, 3]), np.array([6, 7]))
    new = new[0].astype(np.int32), new[1].astype(np.int32)
    assert graph.duplicate_all(*edges.arrays(), 4, old, new) == (8, -1, -1, 0)
    assert edges.weight[4:8].tolist() == edges.weight[:4].tolist()
    assert list(zip(edges.pre[4:8], edges.post[4:8], strict=True)) == [(2, 6), (2, 7), (3, 6), (3, 7)]
    single = np.array([4], np.int32)
    assert graph.duplicate_all(*edges.arrays(), 8, old, new)[1:] == (2, 6, 2)
    assert graph.duplicate_all(*edges.arrays(), 8, (single, single), (single, single))[1:] == (4, 4, 1)
