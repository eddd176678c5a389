"""An arena of one level alone, whose units lie in no order and with holes between them; and links for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from snsim.codegen.emitter import LANES
from snsim.codegen.units import links_of
from snsim.kernels.course import COST_LMS
from snsim.network import transfer
from snsim.network.transfer import Transfer
from snsim.planner.layout import BY_CODE, BY_TANH, IDLE, RULE_BYTES, UNIT_FIELDS, ArenaLayout, BlockLayout, LevelLayout

VECTORS = 5
COUNT = VECTORS * LANES
# units in no order, none in the last lanes of two vectors and in some within
HOLES = np.isin(np.arange(COUNT), [14, 15, 21, 77, 78, 79])
ORDER = np.random.default_rng(0).permutation(np.flatnonzero(~HOLES))

SPLINE = transfer.spline([-2, 0, 1, 3], [-1, 0.2, 0.5, 1]), transfer.spline([-2, 0, 1, 3], [-1, 0.2, 0.5, 1], 1)


def layout_of(form: str) -> ArenaLayout:
    """Of the outputs only, whose functions are those of layer 0 of the course."""
    inputs = LevelLayout(0, 0, (), 0, BY_CODE, (), ())
    level = LevelLayout(0, VECTORS, tuple((4 * ORDER).tolist()), 0, form, (), ())
    scratch, end = [0] * 8, RULE_BYTES + UNIT_FIELDS * COUNT * 4
    idle = BlockLayout(IDLE, 0, (), *[0] * 7)
    return ArenaLayout((inputs, level), RULE_BYTES, COUNT * 4, np.zeros((1, LANES)), *scratch, end, idle)


class Arena:
    """Numbers of an arena of ``layout_of``, filled at random."""

    def __init__(self, seed: int = 0):
        random = np.random.default_rng(seed)
        self.numbers = random.normal(size=layout_of(BY_TANH).bytes // 4).astype(np.float32)

    def field(self, kind: int) -> np.ndarray:
        return self.numbers[RULE_BYTES // 4 :][kind * COUNT : (kind + 1) * COUNT]


def links(
    *functions: Transfer, form: str = BY_CODE, cost: int = COST_LMS, low: float = 0, high: float = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Links of a course of one layer, and its code, which must stay."""
    codes = [function.code for function in functions]
    starts = np.cumsum([0, *(len(code) for code in codes)])
    code = np.concatenate(codes)
    at = {f"{d}f_at": starts[k : k + 1] for k, d in enumerate(("", "d", "dd"))}
    numbers = {"outputs": len(ORDER), "criterion_low": low, "criterion_high": high}
    course: Any = SimpleNamespace(code=code, cost=cost, **at, **numbers)
    return links_of(layout_of(form), course, newton=True), code
