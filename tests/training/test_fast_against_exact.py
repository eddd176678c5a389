"""Fast sweeps against exact ones: every field of units, weights and connections agrees within float32 rounding.

The two take the same sums in different orders, so each presentation adds rounding errors of a few units in the last
place (2^-24 of the largest number in a field), which training then carries on. At these learning rates errors are
carried on about as they are, so the allowance grows with the number of presentations, and no faster.
"""

from __future__ import annotations

import copy
from itertools import product
from typing import Any

import numpy as np
import pytest
from numeric import nets
from numeric.disguise import shuffled
from numeric.maker import Maker, windows
from numeric.nets1989 import CRG89, crg89, nips1989, zip1989
from numeric.tasks import seeded, sigmoid, task_on, twin

from snsim.kernels import course
from snsim.kernels.adamw import AdamW
from snsim.kernels.augmentation import SHIFT, WARP, Augmentation
from snsim.kernels.averaging import Averaging
from snsim.kernels.course import COST_THLMS, COST_XENT, FIRST_ORDER, GOOD, GOOD_COUNT, MARQUARDT, NEWTON, PATTERN
from snsim.kernels.dropout import Dropout
from snsim.kernels.fields import L_EPSILON, L_SIGMA, MASK, W_AVERAGE, W_DELTA, W_MOMENT, W_VAL
from snsim.kernels.interruption import Interruption
from snsim.network import transfer
from snsim.training import sweep
from snsim.training.paths import Path, Planner
from snsim.training.task import Functions, Task

LAST_PLACE = 2.0**-24
AT_ONCE, EACH = 16, 0.2  # last places allowed at once, and for each presentation
RATES = {FIRST_ORDER: 0.02, NEWTON: 0.003, MARQUARDT: 0.003}


def run(task: Task, path: Path, steps: int) -> tuple[np.ndarray, np.ndarray]:
    random = seeded()
    done, state = sweep.train(task, path, random, 0, steps, Interruption(), lambda _done, _steps: None)
    assert done == steps
    return state, random


def both(task: Task, steps: int) -> tuple[Task, Task, np.ndarray]:
    """The task done fast and, on a copy, exactly; the state of both sweeps, which must agree."""
    other = twin(task)
    path = Planner().choose(task, exact=False)
    assert path.plan is not None, path.reason
    fast_state, fast_random = run(task, path, steps)
    state, random = run(other, Path(None), steps)
    assert (fast_random == random).all()
    for entry in (PATTERN, GOOD, GOOD_COUNT):
        assert fast_state[entry] == state[entry]
    allowed = LAST_PLACE * (AT_ONCE + EACH * steps)
    assert fast_state == pytest.approx(state, rel=allowed, abs=allowed)
    return task, other, state


def differences(fast: Task, exact: Task) -> dict[str, float]:
    """The largest difference in each field, in last places of the field's largest number."""
    found = {}
    for table in ("units", "weights", "links"):
        pairs = zip(getattr(fast.network, table), getattr(exact.network, table), strict=True)
        for row, (ours, theirs) in enumerate(pairs):
            assert np.isfinite(theirs).all()
            difference = np.abs(ours.astype(float) - theirs).max()
            found[f"{table} {row}"] = float(difference / (np.abs(theirs).max() * LAST_PLACE)) if difference else 0.0
    return found


def too_far(fast: Task, exact: Task, steps: int, times: float = 1) -> dict[str, float]:
    """The fields that differ by more than is allowed, so many ``times``."""
    allowed = times * (AT_ONCE + EACH * steps)
    return {field: found for field, found in differences(fast, exact).items() if not found <= allowed}


def check(name: str, kernel: str, steps: int, **options: Any) -> np.ndarray:
    """Both ways on a sample network; the state they end with."""
    maker = nets.sample(name, kernel).fill(rate=RATES[options.get("order", FIRST_ORDER)])
    fast, exact, state = both(task_on(maker, **options), steps)
    assert too_far(fast, exact, steps) == {}
    return state


def cases() -> list[Any]:
    """Every network on every kernel that can hold it, first order; second order where the kernel has it."""
    return [
        pytest.param(name, kernel, order, id=f"{name}-{kernel}-{('gradient', '', 'lm')[order]}")
        for name in nets.ALL
        for kernel in nets.kernels_for(name)
        for order in ((FIRST_ORDER, MARQUARDT) if kernel.endswith("new") else (FIRST_ORDER,))
    ]


SECOND = [case for case in cases() if case.values[2] == MARQUARDT]


@pytest.mark.parametrize("steps", [1, 2, 7, 50, 400])
@pytest.mark.parametrize(("name", "kernel", "order"), cases())
def test_every_field(name: str, kernel: str, order: int, steps: int) -> None:
    """Where there are many weights, Levenberg-Marquardt magnifies roundings: not over so many presentations."""
    if name == "wide" and order == MARQUARDT:
        steps = min(steps, 50)
    check(name, kernel, steps, order=order)


@pytest.mark.parametrize("settings", [{"alpha": 0.6}, {"decay": 0.002}, {"alpha": 0.3, "decay": 0.001}], ids=str)
@pytest.mark.parametrize(("name", "kernel", "order"), cases())
def test_momentum_and_decay(name: str, kernel: str, order: int, settings: dict[str, float]) -> None:
    check(name, kernel, 50, order=order, **settings)


@pytest.mark.parametrize("gamma", [0.0, 0.01, 0.3, 1.0])
@pytest.mark.parametrize(("name", "kernel", "order"), SECOND)
def test_averages_of_any_length(name: str, kernel: str, order: int, gamma: float) -> None:
    """With 0.3 and 1 the last presentations follow each connection's curvature; with less all of them do."""
    check(name, kernel, 80, order=order, gamma=gamma, mu=0.1)


@pytest.mark.parametrize(("name", "kernel", "order"), SECOND)
def test_curvatures_that_newton_left_negative(name: str, kernel: str, order: int) -> None:
    maker = nets.sample(name, kernel).fill(rate=0.003)
    maker.network.links[L_SIGMA] *= -1
    fast, exact, _ = both(task_on(maker, order=order, mu=0.2), 7)
    assert too_far(fast, exact, 7) == {}


@pytest.mark.parametrize(("name", "kernel", "order"), SECOND)
def test_newton(name: str, kernel: str, order: int) -> None:
    """With a second derivative that is no difference of values; any function will do."""
    maker = nets.sample(name, kernel).fill(rate=RATES[NEWTON])
    f, df, _ = sigmoid()
    functions = [(f, df, transfer.parametric("tanh", -0.3, 0.9, 0.0, 0.0))] * (len(maker.layers) - 1)
    fast, exact, _ = both(task_on(maker, order=NEWTON, functions=functions, mu=0.3), 30)
    assert too_far(fast, exact, 30) == {}


@pytest.mark.parametrize("settings", [{"theta": 0.1}, {"noise": 0.2}, {"theta": 0.05, "noise": 0.1}], ids=str)
@pytest.mark.parametrize(("name", "kernel", "order"), cases())
def test_noise(name: str, kernel: str, order: int, settings: dict[str, float]) -> None:
    """The same draws, in the same order."""
    check(name, kernel, 30, order=order, **settings)


# ---- what a sweep may ask for --------------------------------------------------------------------------------


CRITERIA = [
    (course.CLASS_NIL, 0, 0),
    (course.CLASS_MAX, 0, 0),
    (course.CLASS_QUADRANT, 0, 0),
    (course.CLASS_SGN, -0.8, 0.9),
    (course.CLASS_LMS, 0.4, 0),
    (course.CLASS_HAMMING, 0.9, 0),
]


@pytest.mark.parametrize(("criterion", "low", "high"), CRITERIA)
@pytest.mark.parametrize("stay", [False, True])
def test_criteria(criterion: int, low: float, high: float, stay: bool) -> None:
    """Each accepts some answers and rejects others, and decides whether a pattern stays."""
    half = np.random.default_rng(1).uniform(-1, 1, (6, 5))
    settings = {"criterion": criterion, "criterion_low": low, "criterion_high": high}
    targets = np.concatenate([half, -half]).astype(np.float32)
    good = check("full", "sn28", 200, stay=stay, targets=targets, **settings)[GOOD_COUNT]
    assert good == 200 if criterion == course.CLASS_NIL else 0 < good < 200


@pytest.mark.parametrize("name", ["skips", "mixed", "convolution"])
@pytest.mark.parametrize("bound", [-2.0, 0.0, 2.0])
def test_thresholded_cost(name: str, bound: float) -> None:
    """A bound beside all targets makes even contradictory ones learnable: a few steps only, before errors vanish."""
    check(name, "sn28itenew", 10, cost=COST_THLMS, bound=bound)


LINE = transfer.parametric("lin", 0, 0, 1, 0), transfer.parametric("lin", 0, 0, 0, 1), transfer.zero()
RELU = transfer.relu(), transfer.relu(1), transfer.zero()


def classes(maker: Maker) -> np.ndarray:
    """One class for every pattern of ``task_on``, another where it comes again: p - q then stays of size 1, too."""
    count = len(maker.layers[-1])
    chosen = np.concatenate([np.arange(6), np.arange(6) + 1]) % count
    return (2 * np.eye(count)[chosen] - 1).astype(np.float32)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize(("name", "kernel", "order"), cases())
def test_cross_entropy(name: str, kernel: str, order: int, smoothing: float) -> None:
    """On linear outputs, above rectified units; first and second order."""
    maker = nets.sample(name, kernel).fill(rate=RATES[order])
    functions = [*[RELU] * (len(maker.layers) - 2), LINE]
    options = {"cost": COST_XENT, "smoothing": smoothing, "targets": classes(maker)}
    fast, exact, _ = both(task_on(maker, order=order, functions=functions, **options), 20)
    assert too_far(fast, exact, 20) == {}


ITERATIVE = [case for case in cases() if "ite" in case.values[1] and case.values[2] == FIRST_ORDER]


@pytest.mark.parametrize("options", [{}, {"cost": COST_XENT}, {"alpha": 0.5, "decay": 0.1}], ids=str)
@pytest.mark.parametrize(("name", "kernel", "order"), ITERATIVE)
def test_adamw(name: str, kernel: str, order: int, options: dict[str, Any]) -> None:
    """With a great epsilon: a gradient that is nothing but rounding would make a whole step. Even so roundings of small
    gradients count for more than elsewhere. alpha and decay are those of another rule."""
    maker = nets.sample(name, kernel).fill(rate=1.0)
    maker.network.weights[[W_DELTA, W_MOMENT]] = 0
    rule = AdamW(0.003, 0.001, 20.0, epsilon=0.3)
    if options.get("cost") == COST_XENT:
        options = options | {"targets": classes(maker)}
    fast, exact, _ = both(task_on(maker, adamw=rule, steps_made=3.0, **options), 30)
    assert too_far(fast, exact, 30, times=1.5) == {}
    assert fast.network.weights[W_MOMENT].any()


RULE = AdamW(0.003, 0.001, 20.0, epsilon=0.3)


IDLE = [{}, {"alpha": 0.4, "decay": 0.01}, {"adamw": RULE}, {"adamw": RULE, "averaging": Averaging(0.5, 1)}]


@pytest.mark.parametrize("options", IDLE, ids=str)
def test_weights_without_connections(options: dict[str, Any]) -> None:
    """Momentum, decay and AdamW still move them in kernels with shared weights, which no plain gradient does."""
    maker = nets.sample("full", "sn28ite")
    maker.network.cut(int(maker.layers[0][0]), int(maker.layers[1][0]))
    (idle,) = np.flatnonzero(maker.network.counter[: maker.network.wnum] == 0)
    maker.network.weights[[W_VAL, W_DELTA, W_MOMENT], idle] = 0.5, 0.1, 0.2
    fast, exact, _ = both(task_on(maker, **options), 5)
    assert too_far(fast, exact, 5) == {}
    assert bool(options) == (fast.network.weights[W_VAL, idle] != 0.5)


PICTURES = {"convolution": (10, 10), "mixed": (7, 7), "full": (1, 7)}


def augmentations(rows: int, columns: int) -> dict[str, Augmentation]:
    """Every kind, on pictures of a size."""
    ground = np.float32(-0.5)
    return {
        "shift": Augmentation(SHIFT, rows, columns, ground, 2.0),
        "affine": Augmentation(WARP, rows, columns, ground, 1.5, 0.4, 0.3, 0.2),
        "elastic": Augmentation(WARP, rows, columns, ground, 0.5, 0.1, strength=3.0, reach=1.5),
    }


@pytest.mark.parametrize("options", [{}, {"noise": 0.1, "theta": 0.05, "random_choice": True}], ids=str)
@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
@pytest.mark.parametrize(("name", "kind"), [*product(PICTURES, ["shift"]), ("mixed", "affine"), ("mixed", "elastic")])
def test_changed_patterns(name: str, kind: str, order: int, options: dict[str, Any]) -> None:
    """The same draws, in the same order."""
    augmentation = augmentations(*PICTURES[name])[kind]
    check(name, "sn28itenew", 40, order=order, augmentation=augmentation, **options)


def left_out(maker: Maker) -> Dropout:
    """Every second hidden unit, and some of the last layer but one once more, at other odds."""
    units = np.concatenate([*(layer[::2] for layer in maker.layers[1:-1]), maker.layers[-2][:3]]).astype(np.int32)
    return Dropout(units, np.linspace(0.1, 0.6, len(units)).astype(np.float32))


@pytest.mark.parametrize("options", [{}, {"noise": 0.1, "theta": 0.05, "alpha": 0.5}], ids=str)
@pytest.mark.parametrize(("name", "kernel", "order"), [case for case in cases() if "new" in case.values[1]])
def test_dropout(name: str, kernel: str, order: int, options: dict[str, Any]) -> None:
    """The same masks; afterwards all units are there, and some states say that they were not."""
    maker = nets.sample(name, kernel).fill(rate=RATES[order])
    fast, exact, _ = both(task_on(maker, order=order, dropout=left_out(maker), **options), 30)
    assert too_far(fast, exact, 30) == {}
    assert (exact.network.units[MASK] == 1).all()
    assert (exact.network.units[1, left_out(maker).units] == 0).any()


def test_dropout_with_newton_is_exact() -> None:
    maker = nets.sample("full", "sn28itenew")
    functions = [(*sigmoid()[:2], transfer.zero())] * (len(maker.layers) - 1)
    task = task_on(maker, order=NEWTON, functions=functions, dropout=left_out(maker))
    assert Planner().choose(task, exact=False).reason == "second derivatives of units that are left out"


def test_units_masked_by_hand() -> None:
    maker = nets.sample("full", "sn28ite")
    maker.network.units[MASK, maker.layers[1][0]] = 0
    assert Planner().choose(task_on(maker), exact=False).reason == "masks of units are set"


AVERAGES = [
    (FIRST_ORDER, Averaging(0.9, 1), {}),
    (FIRST_ORDER, Averaging(1.0, 3), {"adamw": AdamW(0.003, 0.001, 20.0, epsilon=0.3)}),
    (MARQUARDT, Averaging(0.0, 9), {"noise": 0.1}),
]


@pytest.mark.parametrize(("order", "averaging", "options"), AVERAGES, ids=str)
@pytest.mark.parametrize("name", nets.ALL)
def test_averages(name: str, order: int, averaging: Averaging, options: dict[str, Any]) -> None:
    """Begun some steps ago; the last one falls into the exact presentation."""
    maker = nets.sample(name, "sn28itenew").fill(rate=1.0 if "adamw" in options else RATES[order])
    maker.network.weights[[W_DELTA, W_MOMENT]] = 0
    maker.network.weights[W_AVERAGE] = 0.25
    fast, exact, _ = both(task_on(maker, order=order, averaging=averaging, averaged=5.0, **options), 22)
    assert too_far(fast, exact, 22) == {}
    assert (exact.network.weights[W_AVERAGE, : exact.network.wnum] != 0.25).all()


@pytest.mark.parametrize("stay", [False, True])
@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
def test_patterns_drawn_at_random(order: int, stay: bool) -> None:
    check("mixed", "sn28itenew", 120, order=order, random_choice=True, stay=stay)


def test_part_of_the_patterns() -> None:
    assert 5 <= check("full", "sn28", 50, first=5, last=8)[PATTERN] <= 8


def knots(xs: list[float], ys: list[float]) -> Functions:
    return transfer.spline(xs, ys), transfer.spline(xs, ys, 1), transfer.spline(xs, ys, 2)


FLATTER = transfer.parametric("dtanh", 1, 0.7, 0, 0)
FUNCTIONS = {
    "tilted": sigmoid(1.2, 0.8, 0.1, 0.05),
    "linear": (transfer.parametric("lin", 0.5, 1, 0.2, 0.1), transfer.parametric("lin", 0, 0, 0, 0.7), transfer.zero()),
    "rectified": RELU,
    "identity": LINE,
    "rectified, by differences": (RELU[0], transfer.differences(RELU[0], 1), transfer.zero()),
    "spline": knots([-3, -1, 0, 1.5, 3], [-1, -0.8, 0.1, 0.7, 1.1]),
    "bell": (transfer.bell(), transfer.bell(1), transfer.zero()),
    "zero slope": (transfer.parametric("tanh", 1, 1, 0, 0), transfer.zero(), transfer.zero()),
    "other gains": (transfer.parametric("tanh", 1, 1, 0, 0), FLATTER, transfer.zero()),
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("name", "order"), [("convolution", FIRST_ORDER), ("mixed", MARQUARDT)])
def test_other_transfer_functions(name: str, order: int, function: str) -> None:
    """Only in the lower layers: at the top an odd function would leave errors of no size at all."""
    maker = nets.sample(name, "sn28itenew").fill(rate=RATES[order])
    lower = [FUNCTIONS[function]] * (len(maker.layers) - 2)
    fast, exact, _ = both(task_on(maker, order=order, functions=[*lower, sigmoid()]), 20)
    # the bell bends back within a small range: differences grow from presentation to presentation
    assert too_far(fast, exact, 200 if function == "bell" else 20) == {}


# ---- shapes nobody thought of --------------------------------------------------------------------------------


def generated(seed: int, kernel: str) -> Maker:
    """Layers of any size, joined by any kinds of connections; maps of any kernel, stride and number."""
    maker = Maker(kernel, seed)
    random = maker.random
    maker.layer(int(random.integers(3, 40)))
    for _ in range(random.integers(1, 4)):
        below = np.concatenate(maker.layers[-int(random.integers(1, 3)) :])
        if maker.network.iterative and random.random() < 0.6:
            size = int(random.integers(2, min(12, len(below)) + 1))
            seen = windows(random.permutation(below)[None, :], (1, size), (1, int(random.integers(1, 4))))
            maps = int(random.integers(1, 6))
            for units in maker.layer(maps * len(seen)).reshape(maps, len(seen)):
                maker.share(seen, units)
            maker.biases(maker.layers[-1])
        else:
            layer = maker.layer(int(random.integers(2, 40)))
            maker.sparse(np.concatenate([[0], below]), layer[::2], 3, len(below))
            maker.connect(below, layer[1::2])
    maker.connect(maker.layers[-1], maker.layer(int(random.integers(2, 7))))
    return maker.fill(rate=0.01 / len(maker.layers))


@pytest.mark.parametrize("seed", range(24))
def test_generated_networks(seed: int) -> None:
    kernel = ("sn28", "sn28ite", "sn28new", "sn28itenew")[seed % 4]
    order = MARQUARDT if kernel.endswith("new") and seed % 8 > 3 else FIRST_ORDER
    fast, exact, _ = both(task_on(generated(seed, kernel), order=order, mu=0.5, alpha=(seed % 3) / 4), 30)
    assert too_far(fast, exact, 30) == {}


@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
def test_the_net_of_1989_in_disguise(order: int) -> None:
    """Under its own names and others, its fast sweep is the exact one."""
    for maker in (copy.deepcopy(zip1989()), shuffled(zip1989(), 1)):
        fast, exact, _ = both(task_on(maker.fill(rate=RATES[order]), order=order), 4)
        assert too_far(fast, exact, 4) == {}


@pytest.mark.long
@pytest.mark.parametrize("share", [0.0, 0.6])
@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
def test_the_nets_that_are_damaged(order: int, share: float) -> None:
    """The nets of 1989 and 1990, whole and with most of their weights deleted."""
    for whole in (zip1989, nips1989):
        maker = copy.deepcopy(whole())
        count = maker.network.wnum
        for weight in maker.random.permutation(count)[: int(share * count)]:
            maker.cut(weight)
        fast, exact, _ = both(task_on(maker.fill(rate=RATES[order] / 8), order=order), 4)
        assert too_far(fast, exact, 4) == {}


@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
@pytest.mark.parametrize("number", CRG89)
def test_the_five_nets_of_the_report(number: int, order: int) -> None:
    """At small rates: on 256 inputs at once greater ones make differences grow."""
    fast, exact, _ = both(task_on(crg89(number).fill(rate=RATES[order] / 8), order=order), 40)
    assert too_far(fast, exact, 40) == {}


@pytest.mark.parametrize(("number", "kernel"), [*product((1, 2, 3), ("sn28", "sn28new")), *product(CRG89, ["sn28ite"])])
def test_the_five_nets_on_other_kernels(number: int, kernel: str) -> None:
    fast, exact, _ = both(task_on(crg89(number, kernel).fill(rate=RATES[MARQUARDT]), alpha=0.5), 40)
    assert too_far(fast, exact, 40) == {}


@pytest.mark.parametrize("name", nets.ALL)
def test_nets_in_disguise(name: str) -> None:
    maker = shuffled(nets.sample(name), 3).fill(rate=0.003)
    fast, exact, _ = both(task_on(maker, order=MARQUARDT, alpha=0.5), 20)
    assert too_far(fast, exact, 20) == {}


# ---- the allowance is small --------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [2, 50, 400])
@pytest.mark.parametrize(("name", "order"), [("full", FIRST_ORDER), ("mixed", FIRST_ORDER), ("mixed", MARQUARDT)])
def test_that_small_faults_are_seen(name: str, order: int, steps: int) -> None:
    """One weight's rate is wrong by a hundredth: more fields than that weight's rate must differ too far."""
    maker = nets.sample(name, "sn28itenew").fill(rate=RATES[order])
    task = task_on(maker, order=order)
    other = twin(task)
    record = other.network.weight_of[other.network.snum - 1]
    other.network.links[L_EPSILON, other.network.weight_of == record] *= np.float32(1.01)
    run(task, Planner().choose(task, exact=False), steps)
    run(other, Path(None), steps)
    assert {f"links {L_EPSILON}", "weights 0", "weights 1"} <= set(too_far(task, other, steps))
