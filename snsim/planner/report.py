"""A plan in words and numbers: which blocks there are, how each was recognised, what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from .layout import LANES, PER_UNIT, ROWS
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
    block, window, layout = placed.block, placed.window, placed.layout
    connections, weights = block.connections(), int(placed.real.sum())
    if window is None:
        size = plan.layout.levels[layer].vectors * LANES
        return BlockReport(layer, _words(placed), connections, weights, 4 * size, 2 * size, 2 * connections)
    maps, positions, inputs = block.links.shape
    passes = 3 if window.wanted else 2
    along = window.vectors * LANES
    if window.turned:
        stored, step = inputs * layout.stride, inputs * positions * layout.stride // 4
        multiply_adds = (passes - 1) * maps * inputs * along + step
    else:
        stored, multiply_adds = maps * layout.stride, passes * maps * positions * along
    return BlockReport(layer, _words(placed), connections, weights, stored, multiply_adds, passes * connections)


def _words(placed: Placed) -> str:
    """How the block was recognised."""
    maps, positions, inputs = placed.block.links.shape
    if placed.block.kind == PER_UNIT:
        return f"{maps} units, one connection each from unit {placed.block.sources[0, 0]}"
    if placed.block.kind == ROWS:
        return f"{maps} units with inputs of their own, {inputs} at most"
    if not placed.block.shared:
        return f"{maps} units on the same {inputs} inputs" if maps > 1 else f"a unit with {inputs} inputs"
    assert placed.window is not None
    way = "lanes along positions" if placed.window.turned else "lanes along inputs"
    return f"{maps} map{'s' * (maps > 1)} of {positions} positions sharing {inputs} weights each, {way}"
