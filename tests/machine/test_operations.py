"""Counting what SN executes, and turning it into time: against counts by hand."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.lisp.errors import LispError
from snsim.machine.clock import seconds, wall_clock
from snsim.machine.machines import MACHINES
from snsim.machine.operations import Operations, operations
from snsim.network.network import Network
from snsim.toplevel.session import new_interpreter

LAYERS = [np.array([1, 2]), np.array([3, 4, 5]), np.array([6])]
IN, OUT = 2 * 3 + 3 * 1 + 4, 3  # incoming connections with biases; outgoing ones of the hidden layer


def network(iterative: bool, newton: bool) -> Network:
    """2 inputs, 3 hidden, 1 output, all with biases."""
    net = Network(iterative, newton)
    net.allocate(7, 20)
    net.new_units(6)
    for sources, targets in (([1, 2], [3, 4, 5]), ([3, 4, 5], [6]), ([0], [3, 4, 5, 6])):
        net.connect(np.array(sources), np.array(targets))
    return net


@pytest.mark.parametrize(
    ("iterative", "newton", "second", "visits", "flops"),
    [
        (False, False, False, IN + OUT + IN, 2 * IN + 2 * OUT + 3 * IN),
        (True, False, False, IN + OUT + IN, 2 * IN + 2 * OUT + 2 * IN + IN),
        (False, True, True, IN + OUT + IN + OUT + IN, 2 * IN + 2 * OUT + 3 * OUT + 4 * IN + 6 * IN),
        (True, True, True, 2 * IN + 2 * OUT + 2 * IN, 2 * IN + 5 * OUT + 4 * IN + 3 * IN + IN + 4 * IN),
    ],
)
def test_learning(iterative: bool, newton: bool, second: bool, visits: int, flops: int) -> None:
    counted = operations(network(iterative, newton), LAYERS, learning=True, second=second)
    assert (counted.visits, counted.flops) == (visits, flops)


def test_measuring() -> None:
    assert operations(network(True, True), LAYERS, learning=False, second=False) == Operations(IN, 2 * IN)


def test_seconds() -> None:
    one = Operations(visits=100, flops=1600)
    assert seconds(MACHINES["sun-4/260"], one) == pytest.approx(1e-3 + 500 / 10e6)
    assert seconds(MACHINES["dsp-32c"], one) == pytest.approx(1600 / 25e6)


@pytest.mark.parametrize(
    ("elapsed", "text"),
    [(0, "Mon 09:00"), (65220, "Tue 03:07"), (15 * 3600 - 1, "Mon 23:59"), (7 * 86400, "week 2 Mon 09:00")],
)
def test_the_clock_on_the_wall(elapsed: float, text: str) -> None:
    assert wall_clock(elapsed) == text


NET = """
(libload "sn28/sn28itenew")
(alloc-net 10 20)
(build-net '((input 2) (hidden 3) (output 1)) '((input hidden) (hidden output)))
"""


def test_in_lisp() -> None:
    lisp = new_interpreter()
    lisp.eval_text(NET)
    expected = seconds(MACHINES["sun-4/260"], operations(network(True, True), LAYERS, learning=True, second=True))
    assert lisp.eval_text("(presentation-seconds 'sun-4/260 'lm)") == pytest.approx(expected)
    assert lisp.eval_text("(clock-text 65220)") == "Tue 03:07"


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ("(presentation-seconds 'vax)", "no such machine"),
        ("(presentation-seconds 'sun-4/260 'adam)", "not an algorithm"),
        (
            "(setq :hidden '(99)) (presentation-seconds 'sun-4/260)",
            "no network to count in: hidden is not a list of units",
        ),
        ("(clock-text -1)", "time does not run backward"),
    ],
)
def test_mistakes(form: str, complaint: str) -> None:
    lisp = new_interpreter()
    lisp.eval_text(NET)
    with pytest.raises(LispError, match=complaint):
        lisp.eval_text(form)
