"""Other ways to teach the net of 1989, each in a process of its own: plain C, and what is installed of PyTorch and JAX.

All get the same digits and initial weights and one thread, and take turns with our own cases. Each has first taught
one pass, and its errors must be ours. ``peers/problem.py`` states the task, ``peers/worker.py`` how parent and process
talk.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cores
import numpy as np
from case import prepare
from networks import PASS
from peers.problem import Problem

from snsim.kernels.fields import W_VAL
from snsim.lisp.interpreter import Interpreter

PEERS = Path(__file__).resolve().parent / "peers"
COMPILER = ("gcc", "-O3", "-march=native")
PLAIN = f"plain C, {' '.join(COMPILER)}"
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}
MISSES_APART, ERROR_APART = 5, 0.005  # how far rounding may lead a rival away from us in a pass


class Unlike(Exception):
    """A rival that does not learn what we learn."""


def problem_of(lisp: Interpreter, rate: float) -> Problem:
    """The task of a prepared ``zip1989``: its digits, and its weights as they are."""
    network = lisp.workspace.network  # type: ignore[attr-defined]
    layers = {k: np.array(list(lisp.global_value(k)), int) for k in ("input", "h1", "h2", "h3", "output")}
    first, second = layers["h1"].reshape(12, 64), layers["h2"].reshape(12, 16)
    map_of = {int(unit): k for k, units in enumerate(first) for unit in units}

    def incoming(unit: int) -> tuple[np.ndarray, np.ndarray]:
        """Sources and weights, in the order of creation."""
        links = np.sort(network.incoming(int(unit)))
        return network.pre[links], network.weights[W_VAL, network.weight_of[links]]

    def biases(units: np.ndarray) -> np.ndarray:
        return np.array([weights[sources == 0][0] for sources, weights in map(incoming, units)], np.float32)

    def others(units: np.ndarray) -> np.ndarray:
        """(units, inputs)"""
        return np.array([weights[sources != 0] for sources, weights in map(incoming, units)], np.float32)

    def maps_seen(unit: int) -> list[int]:
        """In the order of its weights, 25 for each."""
        sources, _ = incoming(unit)
        return list(dict.fromkeys(map_of[source] for source in sources.tolist() if source in map_of))

    weights = {
        "w1": others(first[:, 0]),
        "b1": biases(layers["h1"]).reshape(12, 64),
        "w2": others(second[:, 0]),
        "b2": biases(layers["h2"]).reshape(12, 16),
        "w3": others(layers["h3"]),
        "b3": biases(layers["h3"]),
        "w4": others(layers["output"]),
        "b4": biases(layers["output"]),
    }
    seen = np.array([maps_seen(int(units[5])) for units in second], np.int32)
    size = int(lisp.global_value("patt-max")) + 1
    matrices = (lisp.global_value(name) for name in ("pattern-matrix", "desired-matrix"))
    patterns, targets = (np.asarray(matrix.array[:size], np.float32) for matrix in matrices)
    return Problem(rate, seen, patterns, targets, weights)


@dataclass
class Rival:
    """A process that teaches; ``patterns`` a measurement."""

    name: str
    process: subprocess.Popen[str]
    patterns: int
    misses: int = -1
    error: float = 0.0

    @classmethod
    def start(cls, name: str, command: list[str], patterns: int) -> Rival:
        """Start it; what it learned is read by ``check``."""
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env={**os.environ, **ONE_THREAD})
        return cls(name, process, patterns)

    def check(self, misses: int, error: float) -> None:
        """Wait for its first pass; raises ``Unlike`` when it did not learn the same."""
        self.misses, self.error = (kind(word) for kind, word in zip((int, float), self._line().split(), strict=True))
        if abs(self.misses - misses) > MISSES_APART or abs(self.error - error) > ERROR_APART * error:
            raise Unlike(
                f"{self.name}: {self.misses} digits misread and an error of {self.error:.6f} after one pass, "
                f"where snsim has {misses} and {error:.6f}"
            )

    def measure(self) -> float:
        """Seconds a pattern."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{self.patterns}\n")
        self.process.stdin.flush()
        return float(self._line()) / self.patterns

    def stop(self) -> None:
        """The end of its input is the end of it."""
        self.process.communicate()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise Unlike(f"{self.name}: ended with status {self.process.wait()}")
        return line


Command = tuple[str, list[str], int]
"""Name, command line, patterns of a measurement."""

# name, what must be importable, script and its arguments, patterns of a measurement
PYTHON_PEERS = (
    ("JAX, scan, im2col", "jax", ("jax_scan.py", "im2col"), PASS),
    ("JAX, scan, slices", "jax", ("jax_scan.py", "slices"), PASS),
    ("JAX, scan, dense", "jax", ("jax_scan.py", "dense"), PASS),
    ("JAX, scan, conv", "jax", ("jax_scan.py", "conv"), PASS),
    ("PyTorch, functional, compiled", "torch", ("torch_compiled.py",), 300),
    ("PyTorch, eager", "torch", ("torch_eager.py",), 300),
)


def commands(folder: Path, problem: Path, python: str, wanted: Callable[[str], bool]) -> Iterator[Command]:
    """The rivals there are on this machine, of those whose name is ``wanted``."""
    if wanted(PLAIN) and shutil.which(COMPILER[0]):
        program = folder / "plain"
        subprocess.run([*COMPILER, str(PEERS / "plain.c"), "-o", str(program), "-lm"], check=True)
        yield PLAIN, [str(program), str(problem)], PASS
    for name, library, (script, *arguments), patterns in PYTHON_PEERS:
        if wanted(name) and importable(python, library):
            yield name, [python, str(PEERS / script), str(problem), *arguments], patterns


@cache
def importable(python: str, library: str) -> bool:
    """Has that Python the library?"""
    question = f"import importlib.util as u, sys; sys.exit(u.find_spec({library!r}) is None)"
    return subprocess.run([python, "-c", question], check=False).returncode == 0


@contextlib.contextmanager
def rivals(program: str, rate: float, python: str, wanted: Callable[[str], bool]) -> Iterator[list[Rival]]:
    """All there are, if ``wanted`` by name; each has taught one pass of the net that ``program`` prepares."""
    with tempfile.TemporaryDirectory(prefix="snsim-bench-") as name, cores.on(cores.ONE):
        folder = Path(name)
        found = list(commands(folder, folder / "problem", python, wanted))
        running: list[Rival] = []
        try:
            if found:
                lisp = prepare(program)
                problem_of(lisp, rate).write(folder / "problem")
                lisp.eval_text(f"(learn {PASS})")
                error = lisp.eval_text(f"(performance 0 {PASS - 1})")
                misses = PASS - int(lisp.global_value("good-an-num"))
            for row in found:
                running.append(Rival.start(*row))
                running[-1].check(misses, error)
            yield running
        finally:
            for rival in running:
                rival.stop()
