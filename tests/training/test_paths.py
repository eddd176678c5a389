"""Which way a task goes: what only the exact kernels do, what code is made for, and how long a plan is kept."""

from __future__ import annotations

import pytest
from numeric import nets
from numeric.tasks import sigmoid, task_on

from snsim.kernels.course import MARQUARDT, NEWTON
from snsim.network import transfer
from snsim.planner.layout import BY_CODE, BY_LINE, BY_RELU, BY_TANH
from snsim.training.paths import Planner

EXACT = [
    ({"order": NEWTON}, "second derivatives by differences magnify every rounding"),
    ({"order": MARQUARDT, "mu": 0.0}, "mu is 0"),
]


@pytest.mark.parametrize(("options", "reason"), EXACT)
def test_what_only_exact_kernels_do(options: dict[str, float], reason: str) -> None:
    path = Planner().choose(task_on(nets.sample("full"), **options), exact=False)
    assert path.plan is None and path.reason == reason


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
    """Only functions with their own derivatives: a tanh and one of the same gain, max(0, x), a line and a constant. A
    tanh of extreme A or B is called: their powers would not fit into its coefficients."""
    maker = nets.sample("full")

    def tanh(height: float, gain: float) -> tuple[transfer.Transfer, transfer.Transfer]:
        return transfer.parametric("tanh", height, gain, 0, 0), transfer.parametric("dtanh", height, gain, 0, 0)

    line, relu = transfer.parametric("lin", 1, 2, 0, 1), transfer.relu()
    found = {
        (transfer.parametric("tanh", 1, 1, 0, 0), transfer.parametric("dtanh", 1, 0.5, 0, 0)): BY_CODE,
        tanh(999, -999): BY_TANH,
        tanh(1, 1001): BY_CODE,
        tanh(1, 0): BY_CODE,
        tanh(0.0009, 1): BY_CODE,
        (relu, transfer.relu(1)): BY_RELU,
        (relu, transfer.differences(relu, 1)): BY_CODE,
        (line, transfer.parametric("lin", 0, 0, 0, 2)): BY_LINE,
        (line, transfer.parametric("lin", 0, 0, 1, 2)): BY_CODE,
        (line, transfer.differences(line, 1)): BY_CODE,
    }
    for (f, df), form in found.items():
        task = task_on(maker, functions=[sigmoid(), (f, df, transfer.zero())])
        plan = Planner().choose(task, exact=False).plan
        assert plan is not None
        assert [level.form for level in plan.layout.levels] == [BY_CODE, BY_TANH, form]


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
