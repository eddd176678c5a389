"""A plan in words and numbers: which blocks there are, how each was recognised, what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from .blocks import Block
from .layout import LANES, PER_UNIT, ROWS
from .placed import Placed
from .plan import NetworkPlan


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
    maps, positions, inputs = *block.units.shape, block.inputs
    useful = int((block.by_use(block.links) >= 0).any(0).sum())
    passes = 3 if window.wanted else 2
    along = window.vectors * LANES
    if window.turned:
        stored, step = inputs * layout.stride, inputs * positions * layout.stride // 4
        multiply_adds = (passes - 1) * maps * inputs * along + step
    else:
        stored, multiply_adds = maps * layout.stride, passes * maps * positions * along
    return BlockReport(layer, _words(placed), connections, weights, stored, multiply_adds, passes * useful)


def _words(placed: Placed) -> str:
    """How the block was recognised."""
    block = placed.block
    maps, positions, inputs = *block.units.shape, block.inputs
    if block.kind == PER_UNIT:
        return f"{maps} units, one connection each from unit {block.sources[0, 0]}"
    if block.kind == ROWS:
        return f"{maps} units with inputs of their own, {inputs} at most"
    if not block.shared:
        most = " at most" if block.holed else ""
        return f"{maps} units on the same {inputs} inputs{most}" if maps > 1 else f"a unit with {inputs} inputs"
    assert placed.window is not None
    way = "lanes along positions" if placed.window.turned else "lanes along inputs"
    return f"{_plural(maps, 'map')} of {_plural(positions, 'position')} sharing {_weights(block)}, {way}"


def _weights(block: Block) -> str:
    """How many weights the maps of a shared block have, and how often one is used at a position."""
    count = _plural(block.inputs, "weight") + " each"
    most = ", at most" if block.holed else ""
    if not block.folded:
        return count + most
    always = block.whole and len(block.columns) == block.inputs * block.depth
    return f"{count}{most}, used {'' if always else 'up to '}{block.depth} times at a position"


def _plural(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
