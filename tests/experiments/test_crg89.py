"""Net-1 to Net-5 of CRG-TR-89-4: the report's counts, and who sees whom with which weight, written down in Python."""

from __future__ import annotations

from collections import Counter

import pytest

from snsim.kernels.fields import VAL
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.network.network import Network
from snsim.toplevel.session import new_interpreter

REPORT = {1: (2570, 2570), 2: (3214, 3214), 3: (1226, 1226), 4: (2266, 1132), 5: (5194, 1060)}
SHARED = (4, 5)


def made(number: int, kernel: str = "sn28ite") -> Interpreter:
    lisp = new_interpreter()
    lisp.eval_text(f'(libload "sn28/{kernel}") (load "nets/crg89") (crg89-net{number})')
    return lisp


def network(lisp: Interpreter) -> Network:
    return lisp.workspace.network  # type: ignore[attr-defined]


def layer(lisp: Interpreter, name: str) -> list[int]:
    return [int(unit) for unit in lisp.global_value(name)]


def incoming(lisp: Interpreter, unit: int) -> dict[int, int]:
    """The weight of each unit that a unit is connected from."""
    net = network(lisp)
    links = net.incoming(unit)
    return dict(zip(net.pre[links].tolist(), net.weight_of[links].tolist(), strict=True))


@pytest.mark.parametrize("kernel", ["sn28", "sn28ite", "sn28new", "sn28itenew"])
@pytest.mark.parametrize("number", REPORT)
def test_the_report_s_counts(number: int, kernel: str, capsys: pytest.CaptureFixture[str]) -> None:
    if number in SHARED and not kernel.startswith("sn28ite"):
        with pytest.raises(LispError, match="shared weights are needed"):
            made(number, kernel)
        return
    lisp = made(number, kernel)
    lisp.output.flush()
    links, weights = REPORT[number]
    assert capsys.readouterr().out == f"Net-{number}: {links} links, {weights} weights\n"
    net = network(lisp)
    assert (net.snum, net.wnum) == (links, weights)
    assert (net.nnum, net.snum) == (lisp.global_value("nmax"), lisp.global_value("smax"))  # no more is allocated


@pytest.mark.parametrize("number", REPORT)
def test_every_unit_has_a_bias_of_its_own(number: int) -> None:
    lisp = made(number)
    names = {1: ["output"], 2: ["hidden", "output"]}.get(number, ["h1", "h2", "output"])
    biases = [incoming(lisp, unit)[0] for name in names for unit in layer(lisp, name)]
    assert len(set(biases)) == len(biases)
    assert {int(network(lisp).counter[weight]) for weight in biases} == {1}


def windows(lisp: Interpreter, unit: int, number: int, below: list[list[int]], size: int, before: int) -> set[int]:
    """The weights of a unit that looks at maps through windows of size x size, two units apart; what lies outside
    of the maps is a constant unit at -1."""
    net, weights = network(lisp), incoming(lisp, unit)
    del weights[0]
    used, side, outside = set(weights.values()), round(len(below[0]) ** 0.5), 0
    row, column = divmod(number, side // 2)
    for units in below:
        for y in range(2 * row - before, 2 * row - before + size):
            for x in range(2 * column - before, 2 * column - before + size):
                if 0 <= y < side and 0 <= x < side:
                    weights.pop(units[side * y + x])
                else:
                    outside += 1
    assert len(weights) == outside
    assert all(net.units[VAL, border] == -1 and not len(net.incoming(border)) for border in weights)
    return used


def maps(units: list[int], size: int) -> list[list[int]]:
    return [units[at : at + size] for at in range(0, len(units), size)]


@pytest.mark.parametrize("number", [3, 4, 5])
def test_first_hidden_layer(number: int) -> None:
    """3x3 windows; from Net-4 on the units of a map share their nine weights."""
    lisp = made(number)
    of_maps = maps(layer(lisp, "h1"), 64)
    assert len(of_maps) == (1 if number == 3 else 2)
    for units in of_maps:
        used = [windows(lisp, unit, k, [layer(lisp, "input")], 3, 1) for k, unit in enumerate(units)]
        together = set.union(*used)
        assert [len(weights) for weights in used] == [9] * 64
        assert len(together) == (9 if number in SHARED else 9 * 64)


@pytest.mark.parametrize("number", [3, 4, 5])
def test_second_hidden_layer(number: int) -> None:
    """5x5 windows on all maps; in Net-5 the units of a map share them."""
    lisp = made(number)
    first, of_maps = maps(layer(lisp, "h1"), 64), maps(layer(lisp, "h2"), 16)
    assert len(of_maps) == (4 if number == 5 else 1)
    for units in of_maps:
        used = [windows(lisp, unit, k, first, 5, 2) for k, unit in enumerate(units)]
        assert [len(weights) for weights in used] == [25 * len(first)] * 16
        sharers = Counter(weight for weights in used for weight in weights)
        assert set(sharers.values()) == {16 if number == 5 else 1}


@pytest.mark.parametrize("number", REPORT)
def test_the_output_sees_the_layer_below(number: int) -> None:
    lisp = made(number)
    below = {1: "input", 2: "hidden"}.get(number, "h2")
    for unit in layer(lisp, "output"):
        assert set(incoming(lisp, unit)) == {0, *layer(lisp, below)}


@pytest.mark.parametrize("number", REPORT)
def test_it_learns(number: int) -> None:
    """The 320 drawn digits are learnt, the fast way."""
    lisp = made(number)
    lisp.options["quiet"] = True
    lisp.eval_text("(generate-digits 320 0) (ensemble 0 319) (set-class-max) (seed 1) (forget-sqrt 1) (epsi-sqrt 0.1)")
    assert lisp.eval_text("(car (sweep-path))").name == "fast"
    before = lisp.eval_text("(performance 0 319)")
    lisp.eval_text("(learn 960)")
    assert lisp.eval_text("(performance 0 319)") < before / 3
