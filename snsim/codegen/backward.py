"""What a level sends down, and how its weights change once it has.

With W (maps, T) the weights of a dense block, X (positions, T) its window, D (maps, positions) the gradients of its
units, H their curvatures:

    back    dX = D^T W              curvature   dX2 = H^T W^2
    step    G = D X                             H X^2, summed over positions for a shared weight
"""

from __future__ import annotations

from typing import Any

from ..planner.layout import (
    A_BACKSUM,
    A_SQBACKSUM,
    DENSE,
    LevelLayout,
    WindowLayout,
)
from .deferred import Deferred
from .emitter import BYTES, Emitter
from .forward import window_at
from .moves import scatter
from .own import OwnWeights
from .shared import SharedWeights
from .single import SingleWeights
from .steps import Rule
from .units import Gradients, Units


class Backward:
    """Emits backward and update of levels, from the top; ``deferred``: steps that wait. ``fresh``: vectors of the unit
    fields to which nothing has come back yet."""

    def __init__(self, e: Emitter, units: Units, rule: Rule, deferred: Deferred | None = None):
        self.e, self.units, self.rule, self.deferred = e, units, rule, deferred
        self.layout, self.base = units.layout, units.base
        fields = {A_BACKSUM: self.layout.back}
        if rule.second:
            fields[A_SQBACKSUM] = self.layout.back2
        self.scratch = fields  # what comes back of each order, and where it is collected
        self.fresh = {field: set(range(self.layout.field // BYTES)) for field in fields}

    def level(self, level: LevelLayout, given: bool = False) -> None:
        """The gradients of a level's units - unless they are ``given`` -, with the steps of their single connections;
        then all windows."""
        blocks = level.singles if self.rule.steps else ()
        singles = [SingleWeights(self.e, self.units, self.rule, level, block) for block in blocks]

        def use(offset: Any, gradients: Gradients) -> None:
            for single in singles:
                single.step(offset, gradients)

        if given:
            self.units.given_gradients(level, use)
        else:
            self._complete(level)
            self.units.gradients(level, self.rule, any(map(_wants_gradients, level.windows)), use)
        for window in level.windows:
            self._window(window)

    def begin(self, output: LevelLayout) -> None:
        """The output's own errors have come already, but for its padding, which stays 0."""
        for fresh in self.fresh.values():
            fresh -= set(range(output.start // BYTES, output.start // BYTES + output.vectors))

    def _complete(self, level: LevelLayout) -> None:
        """To some units of a level nothing comes back: 0."""
        mine = set(range(level.start // BYTES, level.start // BYTES + level.vectors))
        for field, fresh in self.fresh.items():
            self.units.clear(field, fresh & mine)
            fresh.difference_update(mine)

    def _window(self, window: WindowLayout) -> None:
        x = window_at(self.e, self.units, window)
        sends = window.wanted and self.rule.sends
        back = {field: self._target(field, window) for field in self.scratch} if sends else {}
        shared = SharedWeights(self.e, self.units, self.rule, window, x)
        for number, block in enumerate(window.blocks):
            first = {field: keep or number > 0 for field, (_, keep) in back.items()}
            at = {field: place for field, (place, _) in back.items()}
            if block.kind == DENSE and window.shared:
                shared.bring_back(block, at, first)
            elif (back or self.rule.steps) and (self.deferred is None or block not in self.deferred):
                OwnWeights(self.e, self.units, self.rule.on(block), window, block).descend(x, at, first)
        if window.units < 0:
            for field in back:
                source = self.e.at(self.base, self.scratch[field])
                for use in window.scatter:
                    scatter(self.e, self.units.at(field), source, use, self.fresh[field])
        for block in window.blocks:
            if block.kind == DENSE and window.shared and self.rule.steps:
                shared.step(block)

    def _target(self, field: int, window: WindowLayout) -> tuple[Any, bool]:
        """Where what comes back to a window is collected, and whether there is something already."""
        if window.units < 0:
            return self.e.at(self.base, self.scratch[field]), False
        first, fresh = window.units // BYTES, self.fresh[field]
        vectors = set(range(first, first + window.vectors))
        if vectors <= fresh:
            fresh -= vectors
            return self.units.at(field, window.units), False
        self.units.clear(field, vectors & fresh)
        fresh -= vectors
        return self.units.at(field, window.units), True


def _wants_gradients(window: WindowLayout) -> bool:
    """Are gradients needed, even if rates times gradients are there?"""
    return window.wanted or any(block.holes for block in window.blocks)
