"""A block with its place in the arena, and the curvatures of its connections there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .blocks import Block
from .layout import LANES, BlockLayout, WindowLayout


@dataclass
class Placed:
    """``slots`` (maps, T): float indices of the block's weights in the arena; ``window``: what it looks through,
    ``None`` for single connections."""

    block: Block
    layout: BlockLayout
    slots: np.ndarray
    window: WindowLayout | None

    @cached_property
    def real(self) -> np.ndarray:
        """(maps, T): which slots hold a weight."""
        return self.block.of_weights >= 0

    @cached_property
    def size(self) -> int:
        """Floats from the first weight to the last."""
        return int(self.slots.max()) + 1 - self.layout.weights // 4

    @cached_property
    def links(self) -> np.ndarray:
        """A connection of every weight."""
        return self.block.of_weights[self.real]

    def where(self, start: int) -> np.ndarray:
        """Float indices of the block's numbers of the sort that starts there, one for each weight."""
        return self.slots[self.real] + (start - self.layout.weights) // 4

    def summed(self, numbers: np.ndarray) -> np.ndarray:
        """Numbers of the connections, (maps, positions, U), summed up for every weight."""
        block, found = self.block, numbers.sum(1)
        return (np.add.reduceat(found, block.begins, axis=1) if block.folded else found)[self.real]

    # ---- curvatures of a shared block's connections ------------------------------------------------------------------

    @property
    def sigma(self) -> slice:
        """Where they are in the arena."""
        assert self.window is not None
        first, block = self.layout.sigma // 4, self.block
        return slice(first, first + block.depth * len(block.units) * self.window.size * LANES)

    def curvatures(self, arena: np.ndarray) -> np.ndarray:
        """(maps, positions, U), 0 where there is no connection."""
        block, sigma = self.block, self._by_use(arena)
        found = np.moveaxis(sigma[block.uses, ..., block.columns], 0, -1) if block.folded else sigma[0]
        return found if block.whole else np.where(block.links >= 0, found, 0)

    def set_curvatures(self, arena: np.ndarray, given: np.ndarray) -> None:
        """The other way."""
        block, sigma = self.block, self._by_use(arena)
        if not block.whole:
            given = np.where(block.links >= 0, given, 0)
        if block.folded:
            sigma[:] = 0
            sigma[block.uses, ..., block.columns] = np.moveaxis(given, -1, 0)
        else:
            sigma[0] = given

    def _by_use(self, arena: np.ndarray) -> np.ndarray:
        """View of them as (depth, maps, positions, T)."""
        window, block = self.window, self.block
        assert window is not None
        rows = arena[self.sigma].reshape(block.depth, len(block.units), -1, window.row // 4)
        if window.turned:
            return rows[..., : window.positions].swapaxes(2, 3)
        return rows[..., : window.inputs]
