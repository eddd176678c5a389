"""A plan in words and numbers; that it is the same for the same net under other names."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from numeric import nets
from numeric.disguise import shuffled
from numeric.maker import Maker
from numeric.nets1989 import zip1989

import snsim.codegen
import snsim.planner
from snsim.planner.builder import build_plan
from snsim.planner.layout import BY_TANH
from snsim.planner.report import BlockReport, report


def report_on(maker: Maker) -> list[BlockReport]:
    return report(build_plan(maker.network, maker.layers, [BY_TANH] * len(maker.layers)))


def test_zip1989() -> None:
    """Every connection and weight of the net of 1989 is somewhere; the maps share, the rest does not."""
    found = report_on(zip1989())
    assert sum(block.connections for block in found) == 64660 and sum(block.weights for block in found) == 9760
    assert {block.layer for block in found} == {1, 2, 3, 4}
    assert all(block.multiply_adds >= block.useful > 0 and block.bytes >= 4 * block.weights for block in found)
    assert sum("sharing" in block.recognised for block in found) == 4


def test_words() -> None:
    full = [block.recognised for block in report_on(nets.sample("full"))]
    assert full[:2] == ["18 units on the same 7 inputs", "18 units, one connection each from unit 0"]
    local = [block.recognised for block in report_on(nets.sample("local"))]
    assert local[0] == "16 units with inputs of their own, 9 at most"
    toric = report_on(nets.sample("toric"))[0].recognised
    assert toric == "2 maps of 36 positions sharing 10 weights each, lanes along positions"
    averages = [block.recognised for block in report_on(nets.sample("averages"))]
    used = "1 map of 9 positions sharing 1 weight each, used 4 times at a position, lanes along positions"
    assert used in averages and "3 maps of 9 positions sharing 1 weight each, lanes along positions" in averages
    pruned = [block.recognised for block in report_on(nets.sample("pruned"))]
    assert "3 units on the same 14 inputs at most" in pruned
    assert "4 maps of 4 positions sharing 67 weights each, at most, lanes along inputs" in pruned
    repeated = [block.recognised for block in report_on(nets.sample("repeated"))]
    seldom = "6 maps of 1 position sharing 2 weights each, used up to 17 times at a position, lanes along inputs"
    assert seldom in repeated


def shapes_and_costs(maker: Maker) -> Counter[tuple[object, ...]]:
    return Counter(
        (
            block.layer,
            re.sub("from unit .*", "", block.recognised),
            block.connections,
            block.weights,
            block.bytes,
            block.multiply_adds,
            block.useful,
        )
        for block in report_on(maker)
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_branch_knows_the_net_of_1989(seed: int) -> None:
    """Units renumbered, maps and positions permuted, connections made in another order: the same blocks at the same
    cost."""
    assert shapes_and_costs(shuffled(zip1989(), seed)) == shapes_and_costs(zip1989())


@pytest.mark.parametrize("name", nets.NAMELESS)
def test_any_net_in_disguise(name: str) -> None:
    assert shapes_and_costs(shuffled(nets.sample(name), 5)) == shapes_and_costs(nets.sample(name))


@pytest.mark.parametrize("package", [snsim.planner, snsim.codegen], ids=lambda package: package.__name__)
def test_sources_name_no_net(package: object) -> None:
    for source in Path(package.__file__).parent.glob("*.py"):  # type: ignore[attr-defined]
        assert not re.search(r"zip ?(19|net)|1989", source.read_text()), source.name
