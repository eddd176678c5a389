"""Masks: their values and how often each comes, one draw a unit in order; a net with drawn masks is the masked net."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numeric import nets
from numeric.tasks import seeded, task_on, twin

from snsim.kernels import exact_sweep
from snsim.kernels.course import STATE_SIZE
from snsim.kernels.dropout import Dropout, draw_masks
from snsim.kernels.fields import MASK
from snsim.kernels.jit import kernel
from snsim.kernels.randomness import uniform


@kernel
def uniforms(random, found):  # type: ignore[no-untyped-def]
    for k in range(len(found)):
        found[k] = uniform(random)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.9])
def test_masks(share: float) -> None:
    """0 where the unit's draw is below its share, else 1 / (1 - share): of mean 1."""
    maker, random, same = nets.sample("full"), seeded(), seeded()
    units = maker.layers[1][::-1].astype(np.int32)
    shares = np.full(len(units), share, np.float32)
    drawn, found = np.zeros(len(units), np.float32), []
    for _ in range(800):
        draw_masks(maker.network.net, Dropout(units, shares), random)
        uniforms(same, drawn)
        masks = maker.network.units[MASK, units]
        assert (masks == np.where(drawn < shares, 0, 1 / (1 - shares))).all()
        found.append(masks)
    assert (random == same).all()
    assert np.mean(np.array(found) == 0) == pytest.approx(share, abs=0.02)
    assert np.mean(found) == pytest.approx(1, abs=4 * np.sqrt(share / (1 - share) / np.size(found)) + 1e-6)
    others = np.setdiff1d(np.arange(maker.network.nnum), units)
    assert (maker.network.units[MASK, others] == 1).all()


def test_a_presentation_is_that_of_the_masked_net() -> None:
    """With masks set by hand to what would be drawn, a step ends in the same bits, but for the masks."""
    maker = nets.sample("mixed", "sn28itenew").fill(rate=0.02)
    hidden = maker.layers[1].astype(np.int32)
    dropout = Dropout(hidden, np.full(len(hidden), 0.5, np.float32))
    dropped = task_on(maker, dropout=dropout)
    plain = replace(twin(dropped), dropout=None, _course=[])
    draw_masks(plain.network.net, dropout, seeded())
    for task in (plain, dropped):
        everything = np.arange(task.network.nnum, dtype=np.int32)
        exact_sweep.train(task.network.net, task.course, everything, np.zeros(STATE_SIZE), seeded(), 1)
    assert (plain.network.weights == dropped.network.weights).all()
    assert (plain.network.units[:MASK] == dropped.network.units[:MASK]).all()
    assert set(plain.network.units[MASK, hidden].tolist()) == {0, 2}
    assert (dropped.network.units[MASK] == 1).all()
