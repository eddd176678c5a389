"""Rows that become columns, against numpy."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from workbench import Workbench

from snsim.codegen.emitter import BYTES, Emitter
from snsim.codegen.turning import turn_maps
from snsim.planner.layout import padded

TURNS = [(maps, positions) for maps in (1, 3, 8, 12, 16, 17, 25, 40) for positions in (1, 4, 15, 16, 17, 36)]


def spacing_of(positions: int) -> int:
    return 4 * padded(positions) + BYTES


@pytest.fixture(scope="module")
def bench() -> Workbench:
    """turn_MAPS_POSITIONS (to, source)."""
    made = Workbench()

    def turn(e: Emitter, to: Any, source: Any, maps: int, positions: int) -> None:
        size = {"maps": maps, "spacing": spacing_of(positions), "positions": positions}
        turn_maps(e, to, source, stride=4 * padded(maps, 8), **size)

    for maps, positions in TURNS:
        made.add(f"turn_{maps}_{positions}", 2, partial(turn, maps=maps, positions=positions))
    return made


@pytest.mark.parametrize(("maps", "positions"), TURNS)
def test_turn_maps(bench: Workbench, maps: int, positions: int) -> None:
    source = np.random.default_rng(0).normal(size=(maps, spacing_of(positions) // 4)).astype(np.float32)
    to = np.full((positions + 2, padded(maps, 8)), 5, np.float32)
    bench.call(f"turn_{maps}_{positions}", to, source)
    assert (to[:positions, :maps] == source[:, :positions].T).all()
    assert (to[:positions, maps:] == 0).all() and (to[positions:] == 5).all()
