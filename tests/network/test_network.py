"""The network as Lisp sees it: capacity, connections, shared weights, and the errors with their remedies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from snsim.kernels.fields import L_EPSILON, MASK, VAL, W_ACC, W_DELTA, W_VAL
from snsim.network import transfer
from snsim.network.errors import NetworkError
from snsim.network.network import Network


def units(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int32)


def network(iterative: bool = True, newton: bool = True) -> Network:
    """Seven units: 1, 2 -> 3, 4."""
    made = Network(iterative, newton)
    made.allocate(10, 12, 8 if iterative else None)
    made.new_units(6)
    made.connect(units(1, 2), units(3, 4))
    return made


@pytest.mark.parametrize(
    ("iterative", "newton", "unit", "link", "weight"),
    [(False, False, 64, 40, 0), (True, False, 64, 40, 16), (False, True, 72, 48, 0), (True, True, 72, 48, 20)],
)
def test_bytes(iterative: bool, newton: bool, unit: int, link: int, weight: int) -> None:
    """sn28.md 2.1: what alloc-net returned on 64-bit machines; weights default to links."""
    assert Network(iterative, newton).allocate(50, 100) == 50 * unit + 100 * link + 100 * weight


def test_after_allocation() -> None:
    made = Network()
    made.allocate(5, 5)
    assert (made.nnum, made.snum, made.units[VAL, 0]) == (1, 0, 1)
    assert made.new_units(3) == range(1, 4)
    assert not np.delete(made.units, MASK, 0)[:, 1:].any()
    assert (made.units[MASK] == 1).all() and not made.masked


def test_order_of_connections() -> None:
    """Lists run from the oldest; kernels walk from the newest (1.2)."""
    made = network()
    assert [(made.pre[k], made.post[k]) for k in range(4)] == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert made.pre[made.incoming(3)].tolist() == [1, 2]
    assert made.post[made.outgoing(1)].tolist() == [3, 4]
    net = made.net
    assert net.in_unit[net.in_start[3] : net.in_start[4]].tolist() == [2, 1]
    assert made.fan_in().tolist() == [0, 0, 0, 2, 2, 0, 0]


class Keeper:
    """Borrows weights and brings back others."""

    def __init__(self, network: Network):
        self.weights, self.times = network.weights, 0
        network.lend(self)

    def give_back(self) -> None:
        self.times += 1
        self.weights[W_VAL] = self.times


@pytest.mark.parametrize("ask", [lambda n: n.weights, lambda n: n.net.weights, lambda n: n.links, Keeper])
def test_weights_on_loan_come_back_when_asked_for(ask: Callable[[Network], object]) -> None:
    made = network()
    keeper = Keeper(made)
    assert made.incoming(3).tolist() == [0, 2]  # nobody's weights
    assert keeper.times == 0
    ask(made)
    assert made.weights[W_VAL, 0] == 1
    ask(made)
    assert keeper.times == 1


def test_weights_come_back_though_ctrl_c_was_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(keeper: Keeper) -> None:
        raise KeyboardInterrupt

    made = network()
    keeper = Keeper(made)
    monkeypatch.setattr(Keeper, "give_back", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _ = made.weights
    monkeypatch.undo()
    assert made.weights[W_VAL, 0] == keeper.times == 1


def test_weights_on_loan_are_gone_with_the_network() -> None:
    made = network()
    keeper = Keeper(made)
    made.clear()
    assert not made.weights.any()
    assert keeper.times == 0


def test_sharing() -> None:
    """A duplicate clears the shared weight's change and accumulator, not its value; its own rate is 0."""
    made = network()
    made.weights[: W_ACC + 1] = 0.5
    made.links[L_EPSILON] = 1
    made.duplicate((units(1, 2), units(3)), (units(5, 6), units(4)))
    assert (made.snum, made.wnum) == (6, 4)
    assert made.weight_of[:6].tolist() == [0, 1, 2, 3, 0, 2]
    assert made.counter[:4].tolist() == [2, 1, 2, 1]
    assert made.weights[W_VAL, :4].tolist() == [0.5] * 4
    assert made.weights[W_DELTA, :4].tolist() == made.weights[W_ACC, :4].tolist() == [0, 0.5, 0, 0.5]
    assert made.links[L_EPSILON, :6].tolist() == [1, 1, 1, 1, 0, 0]


def test_cutting() -> None:
    """A weight is cleared when its last connection goes; places are not used again; the pair is free."""
    made = network()
    made.duplicate((units(1), units(3)), (units(5), units(4)))
    made.weights[[W_VAL, W_ACC]] = 0.5
    made.cut(1, 3)
    assert made.weights[W_VAL, 0] == 0.5 and made.find(1, 3) == -1
    made.cut(5, 4)
    assert (made.weights[[W_VAL, W_ACC], 0] == 0).all()
    made.connect(units(1), units(3))
    assert (made.snum, made.wnum, made.find(1, 3)) == (6, 5, 5)
    assert made.pre[made.incoming(3)].tolist() == [2, 1]


def test_pointing_elsewhere() -> None:
    made = network()
    made.repoint(made.find(1, 3), 7)
    assert made.weight_of[0] == 7 and made.wnum == 8
    assert made.counter.tolist() == [0, 1, 1, 1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.connect(units(5), units(6)),
        lambda made: made.duplicate((units(1), units(3)), (units(5), units(4))),
        lambda made: made.cut(1, 3),
        lambda made: made.repoint(0, 3),
        lambda made: made.new_units(1),
        lambda made: made.clear(),
    ],
)
def test_changes_are_noticed(change: Callable[[Network], None]) -> None:
    """Whatever changes the graph makes new lists of neighbours, and a new epoch for what was derived from it."""
    made = network()
    before, epoch = made.net, made.epoch
    assert made.net is before
    change(made)
    assert made.net is not before and made.epoch is not epoch


def test_a_pair_that_exists_keeps_those_before_it() -> None:
    made = network()
    with pytest.raises(NetworkError) as error:
        made.connect(units(5, 1), units(3))
    assert error.value.text == "this connection exists already"
    assert "units 1 and 3 are connected already" in str(error.value.hint)
    assert made.snum == 5 and made.find(5, 3) == 4


MISTAKES: list[tuple[Callable[[Network], object], str, str]] = [
    (lambda made: made.allocate(-1, 5), "illegal negative value", ""),
    (lambda made: made.allocate(5, 5, 6), "you never need more weights than connections", ""),
    (lambda made: made.new_units(0), "illegal negative value", ""),
    (lambda made: made.new_units(4), "too many neurons", "give it at least 11"),
    (lambda made: made.connect(units(3, 4, 5), units(1, 2, 6)), "too many connections", "give it at least 13"),
    (lambda made: made.connect(units(5, 6), units(1, 2, 3)), "too many weights", "give it at least 10"),
    (
        lambda made: made.duplicate((units(3), units(1)), (units(5), units(6))),
        "the source connection does'nt exist",
        "units 3 and 1 are not connected",
    ),
    (
        lambda made: made.duplicate((units(1), units(3)), (units(2), units(3))),
        "the target connection exists already",
        "units 2 and 3 are connected already",
    ),
    (
        lambda made: made.duplicate((units(1, 2), units(3)), (units(5), units(6))),
        "source and target listes should have the same length",
        "",
    ),
    (lambda made: made.cut(5, 6), "Synapse not found", "units 5 and 6 are not connected"),
    (lambda made: made.find(1, 7), "illegal neuron number", "0 to 6"),
    (lambda made: made.incoming(-1), "illegal neuron number", "0 to 6"),
    (lambda made: made.repoint(0, 8), "out of range", ""),
    (lambda made: made.check_layer([1, 9]), "bad neuron number", "0 to 6"),
    (lambda _made: Network().check_unit(0), "illegal neuron number", "alloc-net first"),
]


@pytest.mark.parametrize(("mistake", "text", "hint"), MISTAKES)
def test_mistakes(mistake: Callable[[Network], object], text: str, hint: str) -> None:
    made = network()
    with pytest.raises(NetworkError) as error:
        mistake(made)
    assert error.value.text == text
    assert hint in (error.value.hint or "")
    if not text.startswith(("the ", "this ")):
        assert made.snum == 4


@pytest.mark.parametrize("name", ["tanh", "dtanh", "lin", "piecewise", "threshold"])
def test_one_number_is_computed_as_many_are(name: str) -> None:
    """Without machine code, to the last bit."""
    function = transfer.parametric(name, 1.7159, 0.66, 0.05, -0.1)
    xs = np.linspace(-30, 30, 1001).astype(np.float32)
    assert np.array_equal(np.array([function(float(x)) for x in xs], np.float32), function.map(xs))
