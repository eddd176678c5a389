"""A block: a dense piece of a layer's incoming connections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np


@dataclass
class Block:
    """``units`` (maps, positions) and ``links`` (maps, positions, U): unit and connection numbers, -1 where there is
    none; ``sources`` (positions, U): unit numbers of the inputs, -1 for none (one row per map for ``ROWS``);
    ``columns`` (U,), ascending: which of its T weights a map uses there. Most weights are used once a position: then U
    is T; of a weight that a position uses several times, inputs are summed up in one column."""

    kind: int
    units: np.ndarray
    links: np.ndarray
    sources: np.ndarray
    columns: np.ndarray

    @classmethod
    def plain(cls, kind: int, units: np.ndarray, links: np.ndarray, sources: np.ndarray) -> Block:
        """One whose weights are used once a position."""
        return cls(kind, units, links, sources, np.arange(links.shape[2]))

    @property
    def inputs(self) -> int:
        """T, the weights of a map."""
        return int(self.columns[-1]) + 1

    @property
    def folded(self) -> bool:
        """Does a position use a weight more than once?"""
        return len(self.columns) > self.inputs

    @cached_property
    def whole(self) -> bool:
        """Is there a connection at every place?"""
        return bool((self.links >= 0).all())

    @property
    def shared(self) -> bool:
        """Do several connections share a weight?"""
        return self.units.shape[1] > 1 or self.folded

    @cached_property
    def begins(self) -> np.ndarray:
        """(T,): where the uses of each weight begin."""
        return np.searchsorted(self.columns, np.arange(self.inputs))

    @cached_property
    def uses(self) -> np.ndarray:
        """(U,): the how-manieth use of its weight."""
        return np.arange(len(self.columns)) - self.begins[self.columns]

    @property
    def depth(self) -> int:
        """How often a position uses a weight at most."""
        return int(self.uses.max()) + 1

    @cached_property
    def of_weights(self) -> np.ndarray:
        """(maps, T): a connection of every weight, -1 where there is none."""
        found = self.links.max(1)
        return np.maximum.reduceat(found, self.begins, axis=1) if self.folded else found

    @property
    def holed(self) -> bool:
        """Do maps lack weights that others have? (A row's inputs end where they end.)"""
        return self.sources.shape[0] == self.units.shape[1] and bool((self.of_weights < 0).any())

    def in_order(self, positions: np.ndarray) -> Block:
        """The same with the positions of its maps in this order."""
        units, links, sources = self.units[:, positions], self.links[:, positions], self.sources[positions]
        return Block(self.kind, units, links, sources, self.columns)

    def with_columns(self, order: np.ndarray) -> Block:
        """The same with its weights in this order."""
        counts = np.bincount(self.columns)[order]
        at = np.repeat(self.begins[order], counts) + np.arange(len(self.columns))
        at -= np.repeat(np.cumsum(counts) - counts, counts)
        columns = np.repeat(np.arange(len(order)), counts)
        return replace(self, links=self.links[:, :, at], sources=self.sources[:, at], columns=columns)

    def by_use(self, rows: np.ndarray) -> np.ndarray:
        """(depth, ..., T): numbers for every use, (..., U), each in its column; -1 where there is none."""
        made = np.full((self.depth, *rows.shape[:-1], self.inputs), -1, rows.dtype)
        made[self.uses, ..., self.columns] = np.moveaxis(rows, -1, 0)
        return made

    def connections(self) -> int:
        """How many connections the block holds."""
        return int((self.links >= 0).sum())
