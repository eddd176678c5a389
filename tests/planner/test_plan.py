"""From blocks to an arena: where things lie, the way in and out, and why some networks have no plan."""

from __future__ import annotations

import numpy as np
import pytest
from numeric import nets
from numeric.maker import Maker
from numeric.tasks import sigmoid, task_on

from snsim.kernels.arena import A_VAL, LAYER_TANH
from snsim.kernels.course import MARQUARDT, NEWTON
from snsim.kernels.fields import EPSILON, L_EPSILON, L_SIGMA, W_DELTA, W_VAL
from snsim.kernels.vectors import BYTES
from snsim.network import transfer
from snsim.planner.builder import build_plan
from snsim.planner.errors import Unplannable
from snsim.planner.plan import NetworkPlan
from snsim.training.paths import Planner


def plan_of(maker: Maker) -> NetworkPlan:
    return build_plan(maker.network, maker.layers, [True] * len(maker.layers))


@pytest.mark.parametrize("name", nets.ALL)
def test_every_number_has_a_place_of_its_own(name: str) -> None:
    """Units in their field, weights beyond all fields; nothing overlaps, blocks begin on vectors."""
    maker = nets.sample(name)
    plan = plan_of(maker)
    units = plan.places.place[plan.places.place >= 0]
    assert len(np.unique(units)) == len(units)
    assert (plan.places.place[np.concatenate(maker.layers)] >= 0).all()
    assert units.max() < plan.places.bytes
    slots = np.concatenate([placed.slots[placed.real] for layer in plan.placed for placed in layer])
    assert len(np.unique(slots)) == len(slots) == maker.network.wnum
    assert slots.min() * 4 >= (A_VAL + 1) * plan.places.bytes and slots.max() < len(plan.tables.arena)
    assert plan.tables.arena.ctypes.data % BYTES == 0
    assert all(placed.row[3] % BYTES == 0 for layer in plan.placed for placed in layer)


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("name", nets.ALL)
def test_there_and_back(name: str, second: bool) -> None:
    """What is loaded comes back unchanged, and nothing else is written."""
    maker = nets.sample(name)
    network = maker.network
    weights, links, units = network.weights.copy(), network.links.copy(), network.units.copy()
    plan = plan_of(maker)
    plan.load(network, second)
    network.weights[: W_DELTA + 1] = 99
    if second:
        network.links[L_SIGMA] = 99
    plan.store(network, second)
    made = slice(0, network.wnum)
    assert (network.weights[:, made] == weights[:, made]).all()
    assert (network.links[:, : network.snum] == links[:, : network.snum]).all()
    assert (network.units == units).all()
    assert plan.finite()


def test_finite() -> None:
    maker = nets.sample("mixed")
    plan = plan_of(maker)
    for number in (np.inf, np.nan):
        maker.network.weights[W_VAL, 5] = number
        plan.load(maker.network)
        assert not plan.finite()


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


def a_weight_twice(maker: Maker) -> None:
    layer = maker.layer(2)
    network, sources = maker.network, maker.layers[1]
    for unit in layer:
        maker.connect(sources[:1], [unit])
        network.duplicate((sources[:1], np.array([unit])), (sources[1:2], np.array([unit])))


def part_of_a_map(maker: Maker) -> None:
    """Three units share one weight, but only two of them the other."""
    layer, sources, network = maker.layer(3), maker.layers[1], maker.network
    maker.connect(sources[:2], layer[:1])
    network.duplicate((sources[:2], layer[:1]), (sources[2:4], layer[1:2]))
    network.duplicate((sources[:1], layer[:1]), (sources[4:5], layer[2:]))


def one_to_one(maker: Maker) -> None:
    layer = maker.layer(3)
    for source, unit in zip(maker.layers[1], layer, strict=False):
        maker.connect([source], [unit])


NO_PLAN = [
    (recurrent, "the network is not feed-forward"),
    (lateral, "the network is not feed-forward"),
    (into_the_input, "a unit that no layer computes has incoming connections"),
    (into_a_constant, "a unit that no layer computes has incoming connections"),
    (in_two_layers, "a unit stands in the layers twice"),
    (twice_in_a_layer, "a unit stands in the layers twice"),
    (a_weight_twice, "a unit uses the same shared weight more than once"),
    (part_of_a_map, "a weight is shared between units that do not make one feature map"),
    (one_to_one, "single connections from a unit that is itself computed"),
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


# ---- which path ----------------------------------------------------------------------------------------------------


EXACT = [
    ({"order": NEWTON}, "second derivatives by differences magnify every rounding"),
    ({"order": MARQUARDT, "mu": 0.0}, "mu is 0"),
]


@pytest.mark.parametrize(("options", "reason"), EXACT)
def test_what_only_exact_kernels_do(options: dict[str, float], reason: str) -> None:
    path = Planner().choose(task_on(nets.sample("full"), **options), exact=False)
    assert path.plan is None and path.reason == reason


@pytest.mark.parametrize("option", ["alpha", "decay"])
def test_weights_without_connections(option: str) -> None:
    """The iterative kernels still move them, the fast path would not."""
    maker = nets.sample("full")
    last = maker.network.snum - 1
    maker.network.cut(int(maker.network.pre[last]), int(maker.network.post[last]))
    assert Planner().choose(task_on(maker), exact=False).plan is not None
    assert "without connections" in Planner().choose(task_on(maker, **{option: 0.1}), exact=False).reason


def test_exact_mode() -> None:
    task = task_on(nets.sample("full"))
    assert Planner().choose(task, exact=False).plan is not None
    assert Planner().choose(task, exact=True).reason == "exact mode is on"


def test_desired_units_within_the_network() -> None:
    """Targets would change the inputs of layers in the midst of a presentation."""
    maker = nets.sample("full")
    inputs = task_on(maker, desired=maker.layers[0][:5])
    assert Planner().choose(inputs, exact=False).reason == "desired units are part of the network"
    teacher = maker.constants(5, 0)
    maker.connect(teacher, maker.layers[1])
    assert Planner().choose(task_on(maker, desired=teacher), exact=False).plan is None


def test_transfer_functions_by_vectors() -> None:
    """Only a hyperbolic tangent with the derivative of one of the same gain."""
    maker = nets.sample("full")
    other = (transfer.parametric("tanh", 1, 1, 0, 0), transfer.parametric("dtanh", 1, 0.5, 0, 0), transfer.zero())
    plan = Planner().choose(task_on(maker, functions=[sigmoid(), other]), exact=False).plan
    assert plan is not None
    assert plan.tables.layers[1:3, LAYER_TANH].tolist() == [1, 0]


def test_plans_are_kept_while_they_hold() -> None:
    """The same network is planned once; again after a change of its connections, layers or functions."""
    maker, planner = nets.sample("full"), Planner()
    task = task_on(maker)
    first = planner.choose(task, exact=False).plan
    assert planner.choose(task_on(maker, desired=task.desired, alpha=0.5), exact=False).plan is first
    linear = (transfer.parametric("lin", 1, 1, 0, 0),) * 3
    other = planner.choose(task_on(maker, desired=task.desired, functions=[linear, linear]), exact=False).plan
    assert other is not first
    maker.network.cut(int(maker.layers[0][0]), int(maker.layers[1][0]))
    second = planner.choose(task, exact=False).plan
    assert second is not None and second is not first
    assert sum(placed.block.connections() for placed in second.placed[1]) == 143
    maker.connect(maker.layers[2][:1], maker.layers[1][:1])
    assert planner.choose(task, exact=False).reason == "the network is not feed-forward"
    maker.network.cut(int(maker.layers[2][0]), int(maker.layers[1][0]))
    assert planner.choose(task, exact=False).plan is not None
