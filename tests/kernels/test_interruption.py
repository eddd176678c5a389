"""Ctrl-C while a kernel is compiled."""

from __future__ import annotations

import signal

import numba
import pytest
from numba.core import event

from snsim.kernels.interruption import Interruption
from snsim.kernels.jit import kernel


class Impatient(event.Listener):
    """Presses Ctrl-C as soon as something is compiled."""

    def on_start(self, event: object) -> None:
        signal.raise_signal(signal.SIGINT)

    def on_end(self, event: object) -> None:
        pass


def double(x: float) -> float:
    return 2 * x


def test_a_kernel_is_compiled_to_the_end() -> None:
    made = kernel(double)
    made._cache.disable()
    with event.install_listener("numba:compile", Impatient()), pytest.raises(KeyboardInterrupt):
        made(1.0)
    assert made.nopython_signatures == [numba.float64(numba.float64)]
    assert made(2.0) == 4


def test_what_is_inside_waits_for_what_is_outside() -> None:
    """A sweep that compiles a kernel ends as if Ctrl-C had come between two presentations."""
    reached = []
    with pytest.raises(KeyboardInterrupt), Interruption() as asked:
        with Interruption() as inner:
            signal.raise_signal(signal.SIGINT)
        reached += [bool(inner), bool(asked)]
    assert reached == [True, True]
