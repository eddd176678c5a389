"""What peers are given is the net as we have it, and they learn from it what we learn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from case import prepare
from networks import ZIP_ON_LINE, ZIP_RATE
from peers.problem import GAIN, HEIGHT, SHAPES, Problem, framed, window_index
from rivals import Rival, Unlike, commands, problem_of

from snsim.lisp.interpreter import Interpreter

SMALL = 200
PROGRAM = ZIP_ON_LINE.replace('(load-zip-digits "auto") (ensemble 0 7290)', f"(generate-digits {SMALL} 0)") + (
    f"(ensemble 0 {SMALL - 1})"
)


@pytest.fixture(scope="module")
def ours() -> Interpreter:
    """The net, not yet taught."""
    return prepare(PROGRAM)


@pytest.fixture(scope="module")
def problem(ours: Interpreter) -> Problem:
    return problem_of(ours, ZIP_RATE)


@pytest.fixture(scope="module")
def learned(problem: Problem) -> tuple[int, float]:
    """Misses and error of ours after a pass."""
    lisp = prepare(PROGRAM)
    lisp.eval_text(f"(learn {SMALL})")
    error = lisp.eval_text(f"(performance 0 {SMALL - 1})")
    return SMALL - int(lisp.global_value("good-an-num")), float(error)


def outputs(problem: Problem) -> np.ndarray:
    """The network in NumPy, from the docstring of the problem."""
    w = {name: weights.astype(float) for name, weights in problem.weights.items()}

    def f(a: np.ndarray) -> np.ndarray:
        return HEIGHT * np.tanh(GAIN * a)

    n = len(problem.patterns)
    x1 = f(w["w1"] @ framed(problem.patterns).reshape(n, -1)[:, window_index(16)] + w["b1"])
    frames = np.pad(x1.reshape(n, 12, 8, 8), ((0, 0), (0, 0), (2, 1), (2, 1)), constant_values=-1)
    columns = frames.reshape(n, 12, 121)[:, :, window_index(8)]
    x2 = f(np.stack([w["w2"][k] @ columns[:, problem.seen[k]].reshape(n, 200, 16) for k in range(12)], 1) + w["b2"])
    x3 = f(x2.reshape(n, 192) @ w["w3"].T + w["b3"])
    return f(x3 @ w["w4"].T + w["b4"])


def test_the_problem_is_our_net(ours: Interpreter, problem: Problem) -> None:
    found = ours.eval_text(f"(pattern-outputs 0 {SMALL - 1})").array
    assert outputs(problem) == pytest.approx(found, abs=1e-5)
    assert problem.targets == pytest.approx(ours.global_value("desired-matrix").array)
    assert {name: weights.shape for name, weights in problem.weights.items()} == SHAPES


def test_written_and_read(problem: Problem, tmp_path: Path) -> None:
    problem.write(tmp_path / "problem")
    read = Problem.read(tmp_path / "problem")
    assert read.rate == pytest.approx(problem.rate)
    for ours, theirs in ((problem.seen, read.seen), (problem.patterns, read.patterns), (problem.targets, read.targets)):
        assert (ours == theirs).all()
    assert all((read.weights[name] == problem.weights[name]).all() for name in SHAPES)


@pytest.fixture
def found(problem: Problem, tmp_path: Path) -> dict[str, tuple[str, list[str], int]]:
    """The rivals there are, by name."""
    problem.write(tmp_path / "problem")
    return {row[0]: row for row in commands(tmp_path, tmp_path / "problem", sys.executable, lambda _: True)}


def test_plain_c(found: dict[str, tuple[str, list[str], int]], learned: tuple[int, float]) -> None:
    """Learns the same; goes on when told; ends with its input."""
    row = next((row for name, row in found.items() if name.startswith("plain C")), None)
    if row is None:
        pytest.skip("no gcc")
    rival = Rival.start(*row)
    rival.check(*learned)
    assert rival.misses == pytest.approx(learned[0], abs=1)
    assert rival.error == pytest.approx(learned[1], rel=1e-4)
    assert rival.measure() > 0
    rival.stop()
    assert rival.process.returncode == 0


@pytest.mark.long
def test_python_peers(found: dict[str, tuple[str, list[str], int]], learned: tuple[int, float]) -> None:
    peers = [row for name, row in found.items() if not name.startswith("plain C")]
    if not peers:
        pytest.skip("neither JAX nor PyTorch is installed")
    for row in peers:
        rival = Rival.start(*row)
        rival.check(*learned)
        assert rival.measure() > 0
        rival.stop()


def fake(*lines: str) -> Rival:
    """A process that prints these lines and ends."""
    return Rival.start("fake", [sys.executable, "-c", f"print({chr(10).join(lines)!r})"], 10)


def test_rivals_that_learn_something_else() -> None:
    for line in ("30 0.05", "20 0.06"):
        rival = fake(line)
        with pytest.raises(Unlike, match=r"fake: .* after one pass, where snsim has 20 and 0.05"):
            rival.check(20, 0.05)
        rival.stop()


def test_a_rival_that_dies() -> None:
    rival = Rival.start("fake", [sys.executable, "-c", "raise SystemExit(3)"], 10)
    with pytest.raises(Unlike, match="fake: ended with status 3"):
        rival.check(20, 0.05)
    rival.stop()


def test_a_problem_cut_short(found: dict[str, tuple[str, list[str], int]], tmp_path: Path) -> None:
    if not (tmp_path / "plain").exists():
        pytest.skip("no gcc")
    data = (tmp_path / "problem").read_bytes()
    (tmp_path / "problem").write_bytes(data[:-4])
    done = subprocess.run([tmp_path / "plain", tmp_path / "problem"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "plain: the problem is incomplete\n")
