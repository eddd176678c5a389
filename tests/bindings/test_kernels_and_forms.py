"""All four kernels, all ways of training, against an independent transcription of the reference: equal in every bit.

Every case runs twice: on the path that does sweeps in one call (exact), and interpreted, which a display hook forces.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from reference import F, Net, Random, Sigmoid

from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

KERNELS = {"sn28": (False, False), "sn28ite": (True, False), "sn28new": (False, True), "sn28itenew": (True, True)}

BUILD = """
(alloc-net 40 120)
(build-net-nobias '((input 6) (hidden 4) (middle 3) (output 2 (nlf-tanh 0.5 0.1 1.25 0.0625))) ())
(if (iterative-mode)
  (progn (shared-bias-connect hidden) (mask-1d-connect input 6 hidden 4 1 3))
  (bias-connect hidden) (local-1d-connect input 6 hidden 4 1 3) )
(connect 0 middle) (connect hidden middle) (connect 0 output) (connect middle output)
(setq pattern-matrix [f [1 -1 1 -1 1 -1] [1 1 -1 -1 1 1] [-1 -1 -1 1 1 1] [1 0.5 0 -0.5 -1 0] [0.3 0 -1 1 0 0.7]])
(setq desired-matrix [f [1 -1] [-1 1] [1 1] [-1 -1] [-1 1]])
(ensemble 0 4)
(seed 11)
(forget-sqrt 1.5)
"""

PLAIN = {"alpha": 0.0, "decay": 0.0}
INERT = {"alpha": 0.5, "decay": 0.01}
NOISY = {"alpha": 0.25, "theta": 0.1, "input-noise": 0.2}
CLIPPED = {"threshold": 0.25}
SETTINGS = {"plain": PLAIN, "inert": INERT, "noisy": NOISY, "clipped": CLIPPED}


def sequential(n: int) -> int:
    return (n + 1) % 5


class Case:
    """An interpreter with a net, and the same net in the transcription."""

    def __init__(self, kernel: str, interpreted: bool, rate: float, settings: dict[str, float]):
        self.lisp: Interpreter = new_interpreter()
        self.lisp.options.update(exact=True, quiet=True)
        self.run(f'(libload "sn28/{kernel}")' + BUILD)
        self.run(f"(epsi-sqrt {rate})")
        if interpreted:
            self.run("(setq disp-basic-iteration (lambda (n) ()) disp-perf-iteration (lambda (n) ()))")
        for name, value in settings.items():
            self.run(f"(set-cost-thlms {value})" if name == "threshold" else f"(setq {name} {value})")
        path = self.run("(car (sweep-path))").name
        assert path == ("interpreted" if interpreted else "exact")
        self.kernel = kernel
        self.net = self._transcribe(settings)

    def run(self, text: str) -> Any:
        return self.lisp.eval_text(text)

    def _transcribe(self, settings: dict[str, float]) -> Net:
        iterative, newton = KERNELS[self.kernel]
        net = Net(iterative, newton, int(self.run("nnum")), Random(11))
        for pre, post in CONNECTIONS:
            net.add(pre, post, int(self.run(f"(sindex {pre} {post})")) if iterative else len(net.links))
        net.layers = [list(range(1, 7)), list(range(7, 11)), list(range(11, 14)), [14, 15]]
        net.desired = [16, 17]
        default = Sigmoid(0.66666666, 0, self._scale())
        net.functions = [default, default, Sigmoid(0.5, 0.1, 1.25, 0.0625)]
        net.patterns, net.targets = (np.array(self.lisp.global_value(name).values, np.float32) for name in MATRICES)
        for link in net.links:  # a draw for every connection, grouped by unit: the last one counts
            link.epsilon = F(self.run(f"(nepsilon {link.post})"))
        for post in range(len(net.units)):
            net.units[post].epsilon = F(self.run(f"(nepsilon {post})"))
            incoming = net.units[post].incoming[::-1]
            for link in incoming:
                bound = 1.5 / np.sqrt(len(incoming))
                link.weight.val = F(2 * bound * net.random.uniform() - bound)
        for name, value in settings.items():
            setattr(net, {"input-noise": "noise"}.get(name, name), F(value))
        return net

    def _scale(self) -> float:
        """What (nlf-tanh 0.66666666 0) multiplies by: 1 / f(1), f in float32."""
        return 1 / float(Sigmoid(0.66666666, 0, 1).f(F(1)))

    def check(self) -> None:
        """Both nets are equal."""
        net = self.net
        values = np.array([w.val for w in net.weights], np.float32)
        assert np.array_equal(np.array(self.run("(weight-to-matrix)").values), values)
        assert np.isfinite(values).all()
        for link in net.links:
            at = f"{link.pre} {link.post}"
            assert self.run(f"(sdelta {at})") == link.weight.delta
            if net.newton:
                assert self.run(f"(ssigma {at})") == link.sigma
        for number in range(1, 16):
            unit = net.units[number]
            for name in ("val", "sum", "grad", "backsum"):
                assert self.run(f"(n{name} {number})") == getattr(unit, name), (name, number)
        assert self.run("local-error") == net.local_error
        assert (self.run("good-answer") is not None) == net.good_answer
        assert self.run("age") == net.age


def _connections() -> list[tuple[int, int]]:
    hidden, middle, output = range(7, 11), range(11, 14), (14, 15)
    pairs = [(0, unit) for unit in hidden]
    pairs += [(1 + k + d, unit) for k, unit in enumerate(hidden) for d in range(3)]
    pairs += [(0, unit) for unit in middle] + [(a, b) for a in hidden for b in middle]
    return pairs + [(0, unit) for unit in output] + [(a, b) for a in middle for b in output]


CONNECTIONS = _connections()
MATRICES = ("pattern-matrix", "desired-matrix")


def _draw(net: Net) -> Callable[[int], int]:
    return lambda n: int(5 * net.random.uniform())


def _stay(net: Net) -> Callable[[int], int]:
    return lambda n: sequential(n) if net.good_answer else n


def _second(net: Net, marquardt: bool, count: int) -> None:
    net.marquardt = marquardt
    net.learn(count, sequential, second=True)


def _batches(net: Net, count: int, second: bool = False, marquardt: bool = False) -> None:
    net.marquardt = marquardt
    for _ in range(count):
        net.batch(second)


FIRST_ORDER: dict[str, tuple[str, Callable[[Net], Any]]] = {
    "learn": ("(learn 12)", lambda net: net.learn(12, sequential)),
    "learn-cycle": ("(learn-cycle 2)", lambda net: net.learn(10, sequential)),
    "random": ("(set-nextcho-rnd) (learn 12)", lambda net: net.learn(12, _draw(net))),
    "stay": ("(set-nextpat-stay) (learn 15)", lambda net: net.learn(15, _stay(net))),
}
SECOND_ORDER: dict[str, tuple[str, Callable[[Net], Any]]] = {
    "newton": ("(learn-newton 12)", lambda net: _second(net, False, 12)),
    "lm": ("(learn-lm 12)", lambda net: _second(net, True, 12)),
    "cycle-newton": ("(learn-cycle-newton 2)", lambda net: _second(net, False, 10)),
    "cycle-lm": ("(learn-cycle-lm 2)", lambda net: _second(net, True, 10)),
}
BATCH: dict[str, tuple[str, Callable[[Net], Any]]] = {
    "batch": ("(learn-batch 4)", lambda net: _batches(net, 4)),
}
BATCH_SECOND: dict[str, tuple[str, Callable[[Net], Any]]] = {
    "batch-newton": ("(learn-batch-newton 3)", lambda net: _batches(net, 3, second=True)),
    "batch-lm": ("(learn-batch-lm 3)", lambda net: _batches(net, 3, second=True, marquardt=True)),
}


def _cases() -> list[Any]:
    cases = []
    for kernel, (iterative, newton) in KERNELS.items():
        forms = dict(FIRST_ORDER)
        if newton:
            forms |= SECOND_ORDER
        if iterative:
            forms |= BATCH
        if iterative and newton:
            forms |= BATCH_SECOND
        for name, form in forms.items():
            for label, settings in SETTINGS.items():
                cases.append(pytest.param(kernel, *form, settings, id=f"{kernel}-{name}-{label}"))
    return cases


@pytest.mark.parametrize("interpreted", [False, True], ids=["swept", "interpreted"])
@pytest.mark.parametrize(("kernel", "text", "transcription", "settings"), _cases())
def test_training(
    kernel: str, text: str, transcription: Callable[[Net], Any], settings: dict[str, float], interpreted: bool
) -> None:
    case = Case(kernel, interpreted, 0.01 if "newton" in text or "lm" in text else 0.1, settings)
    case.run(text)
    transcription(case.net)
    case.check()


@pytest.mark.parametrize("interpreted", [False, True], ids=["swept", "interpreted"])
@pytest.mark.parametrize("kernel", KERNELS)
def test_performance(kernel: str, interpreted: bool) -> None:
    case = Case(kernel, interpreted, 0.1, PLAIN)
    case.run("(learn 20) (performance 0 4)")
    case.net.learn(20, sequential)
    case.net.measure()
    case.check()
    assert case.run("global-error") == case.net.global_error
    assert case.run("good-an-percent") == 100 * (case.net.good / 5)


@pytest.mark.parametrize("kernel", ["sn28ite", "sn28itenew"])
def test_batch_results(kernel: str) -> None:
    case = Case(kernel, False, 0.1, PLAIN)
    case.run("(learn-batch 2)")
    _batches(case.net, 2)
    assert case.run("global-error") == case.net.global_error
    assert case.run("good-an-percent") == 100 * (case.net.good / 5)


@pytest.mark.parametrize("kernel", ["sn28ite", "sn28itenew"])
def test_conjugate_gradient(kernel: str) -> None:
    """In one go, and continued with the list it returned."""
    case = Case(kernel, False, 0.1, PLAIN)
    case.run("(apply learn-batch-cg (cons 2 (cdr (learn-batch-cg 3))))")
    case.net.conjugate(5)
    case.check()


def test_batch_newton_leaves_gamma() -> None:
    case = Case("sn28itenew", False, 0.01, PLAIN)
    case.run("(learn-batch-newton 1)")
    assert case.run("gamma") == 1
