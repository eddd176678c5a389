"""A plan in words and numbers: which blocks there are, how each was recognised, what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernels import arena as a
from ..kernels.vectors import LANES
from .plan import NetworkPlan, Placed


@dataclass(frozen=True)
class BlockReport:
    """``layer`` counts from the input, 0; ``multiply_adds``: of an on-line gradient step, of which ``useful`` are not
    spent on the padding of vectors; ``bytes``: of its weights in the arena."""

    layer: int
    recognised: str
    connections: int
    weights: int
    bytes: int
    multiply_adds: int
    useful: int


def report(plan: NetworkPlan) -> list[BlockReport]:
    """Every block of a plan, layer by layer."""
    return [_block(plan, layer, placed) for layer, own in enumerate(plan.placed) for placed in own]


def _block(plan: NetworkPlan, layer: int, placed: Placed) -> BlockReport:
    block, maps = placed.block, len(placed.block.units)
    connections, weights = block.connections(), int(placed.real.sum())
    if block.kind == a.PER_UNIT:
        size = int(plan.tables.layers[layer, a.LAYER_VECTORS]) * LANES
        return BlockReport(layer, _words(plan, placed), connections, weights, 4 * size, 2 * size, 2 * connections)
    window = plan.tables.windows[_window_of(plan, placed)]
    passes = 3 if window[a.WIN_SCATTER] != window[a.WIN_SCATTER_END] else 2
    positions = window[a.WIN_ACROSS] * LANES if window[a.WIN_TURNED] else block.units.shape[1]
    inputs = window[a.WIN_INPUTS] if window[a.WIN_TURNED] else window[a.WIN_VECTORS] * LANES
    along_inputs = maps * block.units.shape[1] * int(window[a.WIN_VECTORS]) * LANES
    padded = (passes - 1) * maps * int(positions) * int(inputs) + along_inputs
    return BlockReport(
        layer, _words(plan, placed), connections, weights, 4 * maps * placed.stride, padded, passes * connections
    )


def _window_of(plan: NetworkPlan, placed: Placed) -> int:
    """The window that a block looks through."""
    number = next(k for k, row in enumerate(plan.tables.blocks) if row[a.BLK_WEIGHTS] == placed.row[a.BLK_WEIGHTS])
    windows = plan.tables.windows
    return next(k for k, row in enumerate(windows) if row[a.WIN_BLOCK] <= number < row[a.WIN_BLOCK_END])


def _words(plan: NetworkPlan, placed: Placed) -> str:
    """How the block was recognised."""
    maps, positions, inputs = placed.block.links.shape
    if placed.block.kind == a.PER_UNIT:
        return f"{maps} units, one connection each from unit {placed.block.sources[0, 0]}"
    if placed.block.kind == a.ROWS:
        return f"{maps} units with inputs of their own, {inputs} at most"
    if not placed.block.shared:
        return f"{maps} units on the same {inputs} inputs" if maps > 1 else f"a unit with {inputs} inputs"
    turned = plan.tables.windows[_window_of(plan, placed), a.WIN_TURNED]
    way = "lanes along positions" if turned else "lanes along inputs"
    return f"{maps} map{'s' * (maps > 1)} of {positions} positions sharing {inputs} weights each, {way}"
