"""From blocks to an arena: where things lie, the way in and out, and why some networks have no plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from numeric import nets
from numeric.disguise import shuffled
from numeric.maker import Maker

from snsim.kernels.fields import EPSILON, L_EPSILON, L_SIGMA, W_DELTA, W_VAL
from snsim.planner import plan as plan_module
from snsim.planner.builder import build_plan
from snsim.planner.errors import Unplannable
from snsim.planner.layout import BY_CODE, BY_TANH, BYTES, PAGE, UNIT_FIELDS
from snsim.planner.placed import Placed
from snsim.planner.plan import NetworkPlan

SORTS = ("weights", "rates", "deltas", "hess", "sums", "bends")


def plan_of(maker: Maker) -> NetworkPlan:
    return build_plan(maker.network, maker.layers, [BY_TANH] * len(maker.layers))


def blocks_of(plan: NetworkPlan) -> list[Placed]:
    return [placed for level in plan.placed for placed in level]


@pytest.mark.parametrize("name", nets.ALL)
def test_every_number_has_a_place_of_its_own(name: str) -> None:
    """Units in their field, weights and all that is kept of them beyond all fields; nothing overlaps, blocks begin on
    vectors, the arena on a page."""
    maker = nets.sample(name)
    plan = plan_of(maker)
    units = plan.places.place[plan.places.place >= 0]
    assert len(np.unique(units)) == len(units)
    assert (plan.places.place[np.concatenate(maker.layers)] >= 0).all()
    assert units.max() < plan.places.bytes
    slots = np.concatenate([placed.slots[placed.real] for layer in plan.placed for placed in layer])
    assert len(np.unique(slots)) == len(slots) == np.count_nonzero(maker.network.counter)
    kept = np.concatenate([placed.where(getattr(placed.layout, sort)) for placed in blocks_of(plan) for sort in SORTS])
    assert len(np.unique(kept)) == len(kept) == len(SORTS) * len(slots)
    assert kept.min() * 4 >= plan.layout.fields + UNIT_FIELDS * plan.layout.field
    assert kept.max() < len(plan.arena) == plan.layout.bytes // 4
    assert plan.arena.ctypes.data % PAGE == 0
    assert all(getattr(placed.layout, sort) % BYTES == 0 for placed in blocks_of(plan) for sort in SORTS)


@pytest.mark.parametrize("many", [0, 10**9], ids=["by the kernel", "by numpy"])
@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("name", nets.ALL)
def test_there_and_back(name: str, second: bool, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is loaded comes back unchanged, and nothing else is written, however many numbers are moved."""
    monkeypatch.setattr(plan_module, "MANY", many)
    maker = nets.sample(name)
    network = maker.network
    weights, links, units = network.weights.copy(), network.links.copy(), network.units.copy()
    plan = plan_of(maker)
    plan.load(network, second=second, moving=True)
    network.weights[: W_DELTA + 1] = 99
    if second:
        network.links[L_SIGMA] = 99
    plan.store(network, second, moving=True)
    made = network.counter > 0
    assert (network.weights[:, made] == weights[:, made]).all()
    there = network.pre[: network.snum] >= 0
    assert (network.links[:, : network.snum] == links[:, : network.snum])[:, there].all()
    assert (network.units == units).all()
    assert plan.finite()


def test_finite() -> None:
    maker = nets.sample("mixed")
    plan = plan_of(maker)
    for number in (np.inf, np.nan):
        maker.network.weights[W_VAL, 5] = number
        plan.load(maker.network)
        assert not plan.finite()


# ---- windows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_windows_that_are_the_units(seed: int | None) -> None:
    """A full layer looks at the units themselves, in whatever order its connections were made."""
    maker = nets.sample("full")
    maker = maker if seed is None else shuffled(maker, seed)
    for level in (1, 2):
        plan = plan_of(maker)
        (window,) = plan.layout.levels[level].windows
        assert window.units == plan.layout.levels[level - 1].start


def test_windows_of_their_own() -> None:
    """Where neighbours beyond the inputs would be seen, or inputs lie apart, they are copied."""
    maker = Maker()
    inputs = maker.layer(40)
    for sources in (inputs[:20], inputs[2:18], inputs[::2]):
        maker.connect(sources, maker.layer(2))
    maker.connect(np.concatenate(maker.layers[1:]), maker.layer(2))
    windows = [window for level in plan_of(maker).layout.levels[1:4] for window in level.windows]
    assert len(windows) == 3 and all(window.units < 0 for window in windows)
    assert len({window.x for window in windows}) == 3


def test_what_wants_gradients() -> None:
    """What comes back goes to computed units alone: none to the inputs."""
    maker = nets.sample("skips")
    levels = plan_of(maker).layout.levels
    assert [any(window.wanted for window in level.windows) for level in levels] == [False, False, True, True]
    inputs = levels[0].vectors
    (window,) = levels[3].windows
    seen, back = (lanes[lanes >= 0] for lanes in (window.gather, window.scatter))
    assert len(seen) == 23 and len(back) == 17 and back.min() >= 16 * inputs


def test_columns_in_the_order_of_their_units() -> None:
    """Weights lie as their inputs do, so that a window is filled by whole vectors; each still is the same weight."""
    maker = shuffled(nets.sample("skips"), 4)
    plan = plan_of(maker)
    (placed,) = [placed for placed in plan.placed[3] if placed.window is not None]
    places = plan.places.place[placed.block.sources[0]]
    assert (np.diff(places) > 0).all()
    plan.load(maker.network)
    weights = plan.arena[placed.slots]
    assert (weights == maker.network.weights[W_VAL, maker.network.weight_of[placed.block.links[:, 0]]]).all()


# ---- fingerprints --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["full", "mixed"])
def test_equal_layouts_have_equal_fingerprints(name: str) -> None:
    """Whatever weights they hold."""
    assert plan_of(nets.sample(name)).fingerprint == plan_of(nets.sample(name).fill(0.5, 0.1)).fingerprint
    assert plan_of(nets.sample(name)).another().fingerprint == plan_of(nets.sample(name)).fingerprint


def test_the_order_of_calls_decides_nothing() -> None:
    """Connections made in another order, the same units: the same layout."""

    def made(upwards: bool) -> Maker:
        maker = Maker()
        below, layer = maker.layer(5), maker.layer(4)
        for source in below if upwards else below[::-1]:
            maker.connect([source], layer)
        return maker

    assert plan_of(made(True)).fingerprint == plan_of(made(False)).fingerprint


def test_fingerprints_differ_where_nets_do() -> None:
    found = {plan_of(nets.sample(name)).fingerprint for name in nets.ALL}
    linear = build_plan(nets.sample("full").network, nets.sample("full").layers, [BY_CODE] * 3)
    assert len(found | {linear.fingerprint}) == len(nets.ALL) + 1


def changed_once(value: Any) -> Iterator[Any]:
    """All copies of nested dataclasses, tuples, arrays, numbers and names in which one of these differs."""
    if is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            for other in changed_once(getattr(value, part.name)):
                yield replace(value, **{part.name: other})
    elif isinstance(value, tuple):
        for k, item in enumerate(value):
            for other in changed_once(item):
                yield (*value[:k], other, *value[k + 1 :])
    elif isinstance(value, np.ndarray):
        yield np.where(np.arange(value.size).reshape(value.shape) == value.size // 2, 99, value)
    else:
        yield value + "?" if isinstance(value, str) else not value if isinstance(value, bool) else value + 1


def test_every_number_of_a_layout_counts() -> None:
    layout = plan_of(nets.sample("full")).layout
    found = [other.fingerprint() for other in changed_once(layout)]
    assert len(found) > 60 and len({layout.fingerprint(), *found}) == len(found) + 1


# ---- no plan -------------------------------------------------------------------------------------------------------


def recurrent(maker: Maker) -> None:
    maker.connect(maker.layers[2], maker.layers[1])


def lateral(maker: Maker) -> None:
    maker.connect(maker.layers[1][:1], maker.layers[1][1:2])


def into_the_input(maker: Maker) -> None:
    maker.connect(maker.layers[1][:1], maker.layers[0][:1])


def into_a_constant(maker: Maker) -> None:
    maker.connect(maker.layers[1][:1], maker.constants(1, 0.5))


def in_two_layers(maker: Maker) -> None:
    maker.layers.append(maker.layers[1][:3])


def twice_in_a_layer(maker: Maker) -> None:
    maker.layers[2] = np.append(maker.layers[2], maker.layers[2][0])


def across_layers(maker: Maker) -> None:
    """Units of two layers that cannot be computed together share a weight."""
    below, above = maker.layer(1), maker.layer(1)
    maker.tie([[(0, maker.layers[0][:2])], [(0, maker.layers[1][:2])]], [*below, *above])
    maker.connect(below, above)


def without_a_pattern(maker: Maker) -> None:
    """Every unit shares one weight with the next, and no other: a map would be empty but for a diagonal."""
    layer, sources = maker.layer(40), maker.layers[1]
    maker.tie([[(k, sources[:1]), (k + 1, sources[1:2])] for k in range(len(layer))], layer)


NO_PLAN = [
    (recurrent, "the network is not feed-forward"),
    (lateral, "the network is not feed-forward"),
    (into_the_input, "a unit that no layer computes has incoming connections"),
    (into_a_constant, "a unit that no layer computes has incoming connections"),
    (in_two_layers, "a unit stands in the layers twice"),
    (twice_in_a_layer, "a unit stands in the layers twice"),
    (across_layers, "a weight is shared between layers that are computed one after the other"),
    (without_a_pattern, "weights are shared in no pattern: of 1560 places of a map only 78 are taken"),
]


@pytest.mark.parametrize(("spoil", "reason"), NO_PLAN, ids=lambda value: getattr(value, "__name__", ""))
def test_unplannable(spoil, reason: str) -> None:  # type: ignore[no-untyped-def]
    maker = nets.sample("full")
    plan_of(maker)
    spoil(maker)
    with pytest.raises(Unplannable) as error:
        plan_of(maker)
    assert str(error.value) == reason


@pytest.mark.parametrize(("kernel", "on_links"), [("sn28ite", False), ("sn28itenew", True)])
def test_rates_that_differ_within_a_weight(kernel: str, on_links: bool) -> None:
    maker = nets.sample("convolution", kernel)
    plan = plan_of(maker)
    plan.check_rates(maker.network)
    if on_links:
        maker.network.links[L_EPSILON, maker.network.snum // 20] += 1
    else:
        maker.network.units[EPSILON, maker.layers[1][3]] += 1
    with pytest.raises(Unplannable, match="learning rates differ between connections that share a weight"):
        plan.check_rates(maker.network)
