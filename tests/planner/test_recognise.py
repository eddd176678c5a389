"""Which blocks the planner finds in the connections of a layer, however they were made."""

from __future__ import annotations

import numpy as np
import pytest
from numeric import nets
from numeric.disguise import shuffled
from numeric.maker import Maker, framed, windows
from numeric.nets1989 import zip1989

from snsim.planner.blocks import Block
from snsim.planner.layout import DENSE, PER_UNIT, ROWS
from snsim.planner.recognise import recognise

Shape = tuple[int, ...]


def recognised(maker: Maker) -> list[list[Block]]:
    """The blocks of each layer but the input."""
    constant = np.ones(maker.network.nnum, bool)
    constant[np.concatenate(maker.layers)] = False
    return [recognise(maker.network, layer, constant) for layer in maker.layers[1:]]


def shapes(maker: Maker) -> list[list[Shape]]:
    """(kind, maps, positions, inputs, connections) of the blocks of each layer, sorted."""
    return [
        sorted((block.kind, *block.links.shape, block.connections()) for block in blocks)
        for blocks in recognised(maker)
    ]


EXPECTED: dict[str, list[list[Shape]]] = {
    "full": [
        [(DENSE, 18, 1, 7, 126), (PER_UNIT, 18, 1, 1, 18)],
        [(DENSE, 5, 1, 18, 90), (PER_UNIT, 5, 1, 1, 5)],
    ],
    "skips": [
        [(DENSE, 9, 1, 6, 54)],
        [(DENSE, 8, 1, 9, 72), (PER_UNIT, 8, 1, 1, 8)],
        [(DENSE, 4, 1, 23, 92)],
    ],
    "local": [[(PER_UNIT, 16, 1, 1, 16), (ROWS, 16, 1, 9, 144)], [(DENSE, 3, 1, 16, 48)]],
    "convolution": [
        [(DENSE, 3, 25, 16, 1200), (PER_UNIT, 75, 1, 1, 75)],
        [*[(DENSE, 3, 4, 25, 300)] * 3, (PER_UNIT, 16, 1, 1, 16)],
        [(DENSE, 17, 1, 16, 272), (PER_UNIT, 17, 1, 1, 17)],
        [(DENSE, 3, 1, 17, 51), (PER_UNIT, 3, 1, 1, 3)],
    ],
    "toric": [[(DENSE, 2, 36, 10, 720)], [(DENSE, 3, 1, 72, 216)]],
    "averages": [
        [(DENSE, 3, 36, 5, 540)],
        [*[(DENSE, 1, 9, 4, 36)] * 3, (DENSE, 3, 9, 1, 27)],
        [(DENSE, 4, 1, 27, 108)],
    ],
    "tdnn": [
        [(DENSE, 6, 5, 12, 360), (PER_UNIT, 30, 1, 1, 30)],
        [(DENSE, 3, 2, 24, 144), (PER_UNIT, 6, 1, 1, 6)],
        [(DENSE, 2, 1, 6, 12)],
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_blocks(name: str) -> None:
    assert shapes(nets.sample(name)) == EXPECTED[name]


@pytest.mark.parametrize("toric", [False, True])
@pytest.mark.parametrize("stride", [(1, 1), (2, 1), (3, 2)])
@pytest.mark.parametrize("size", [(1, 2), (3, 3), (4, 2)])
@pytest.mark.parametrize("frame", [0, 1, 2])
def test_a_convolution_is_one_block(size: Shape, stride: Shape, frame: int, toric: bool) -> None:
    """Of any kernel, stride, frame and border, with any number of maps."""
    maker = Maker()
    grid = maker.layer(7 * 8).reshape(7, 8)
    grid = framed(maker, grid, frame) if frame else grid
    seen = windows(grid, size, stride, toric)
    for units in maker.layer(3 * len(seen)).reshape(3, len(seen)):
        maker.share(seen, units)
    inputs = size[0] * size[1]
    assert shapes(maker) == [[(DENSE, 3, len(seen), inputs, 3 * len(seen) * inputs)]]


def everything_once(maker: Maker) -> None:
    """Every connection stands in one block, at its unit and its source; a block's weights are the same everywhere."""
    network = maker.network
    found: list[int] = []
    for blocks in recognised(maker):
        for block in blocks:
            found += links_of(maker, block)
    assert sorted(found) == np.flatnonzero(network.pre[: network.snum] >= 0).tolist()


def links_of(maker: Maker, block: Block) -> list[int]:
    network, (maps, positions, uses) = maker.network, block.links.shape
    for m in range(maps):
        for p in range(positions):
            row = m if block.kind == ROWS else p
            for t in range(uses):
                link, of_weight = block.links[m, p, t], block.of_weights[m, block.columns[t]]
                if link < 0:
                    assert of_weight < 0 or block.sources[row, t] < 0
                    continue
                assert network.post[link] == block.units[m, p]
                assert network.pre[link] == block.sources[row, t]
                assert network.weight_of[link] == network.weight_of[of_weight]
    return block.links[block.links >= 0].tolist()


@pytest.mark.parametrize("name", nets.ALL)
def test_every_connection_is_in_one_block(name: str) -> None:
    everything_once(nets.sample(name))


def test_rows_are_gathered_by_size() -> None:
    """Sparse units of few and of many sources do not make each other's rows long: less than half of a row is empty."""
    maker = nets.sample("sparse")
    blocks = [block for own in recognised(maker) for block in own if block.kind == ROWS]
    assert len(blocks) >= 3
    for block in blocks:
        width = block.links.shape[2]
        assert width <= 16 or ((block.links >= 0).sum(2) > width / 2).all()


def test_cut_connections_are_gone() -> None:
    maker = nets.sample("full")
    below, layer = maker.layers[:2]
    maker.network.cut(int(below[0]), int(layer[0]))
    assert shapes(maker)[0] == [(DENSE, 1, 1, 6, 6), (DENSE, 17, 1, 7, 119), (PER_UNIT, 18, 1, 1, 18)]


def test_single_connections() -> None:
    """From units that change they are rows of one; from each unit that never does, a block of their own."""
    maker = Maker()
    below, layer, teachers = maker.layer(9), maker.layer(9), maker.constants(2, 0.5)
    for source, unit in zip(below, layer, strict=True):
        maker.connect([source], [unit])
    maker.biases(layer)
    maker.connect(teachers, layer[:2])
    single = (PER_UNIT, 2, 1, 1, 2)
    assert shapes(maker) == [[single, single, (PER_UNIT, 9, 1, 1, 9), (ROWS, 9, 1, 1, 9)]]
    everything_once(maker)


# ---- no block knows a net ------------------------------------------------------------------------------------------


ZIP1989 = [
    [(DENSE, 12, 64, 25, 19200), (PER_UNIT, 768, 1, 1, 768)],
    [*[(DENSE, 8, 16, 100, 12800)] * 3, (PER_UNIT, 192, 1, 1, 192)],
    [(DENSE, 30, 1, 192, 5760), (PER_UNIT, 30, 1, 1, 30)],
    [(DENSE, 10, 1, 30, 300), (PER_UNIT, 10, 1, 1, 10)],
]


def test_zip1989() -> None:
    assert shapes(zip1989()) == ZIP1989
    everything_once(zip1989())


@pytest.mark.parametrize("seed", [1, 2])
def test_zip1989_in_disguise(seed: int) -> None:
    disguised = shuffled(zip1989(), seed)
    assert shapes(disguised) == ZIP1989
    everything_once(disguised)


@pytest.mark.parametrize("name", nets.NAMELESS)
def test_any_net_in_disguise(name: str) -> None:
    maker = nets.sample(name)
    disguised = shuffled(maker, 1)
    assert shapes(disguised) == shapes(maker)
    everything_once(disguised)
