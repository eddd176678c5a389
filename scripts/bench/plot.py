"""The cost of a presentation against the number of connections, from a hundred to ten million: full and shared nets.

Needs matplotlib, the extra ``plots``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cores
from case import MEASUREMENT, prepare
from machine import processor_name
from scaled import full_net, shared_net

from snsim.lisp.interpreter import Interpreter

try:
    from matplotlib import rc_context
    from matplotlib.figure import Figure
except ImportError:
    Figure = None

FULL = (100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
SHARED = ((4, 1), (8, 1), (8, 3), (16, 2), (16, 6), (16, 16), (32, 16), (32, 48), (64, 32), (64, 96), (128, 48))
FEWEST = 2  # presentations that go the fast way
MOST = 2**18  # in a measurement
FULL_COLOUR, SHARED_COLOUR = "#1f5fa8", "#c0504d"


def points(programs: list[str], rounds: int, tell: Callable[[str], None]) -> list[tuple[int, float]]:
    """Connections and seconds a presentation, the median of the rounds, of every program."""
    found = []
    for number, program in enumerate(programs):
        tell(f"net {number + 1} of {len(programs)}")
        lisp = prepare(program)  # not kept: ten million connections are a gigabyte
        with cores.on(cores.ONE):
            found.append((int(lisp.global_value("snum")), presentation(lisp, rounds)))
    return found


def presentation(lisp: Interpreter, rounds: int) -> float:
    """Seconds that one presentation more takes. What a sweep costs besides, which falls out so, is much for a big net:
    its weights are loaded and stored, and its last presentation is the exact engine's."""

    def learn(count: int) -> float:
        began = time.perf_counter()
        lisp.eval_text(f"(learn {count})")
        return time.perf_counter() - began

    def more() -> float:
        return learn(FEWEST + count) - learn(FEWEST)

    count = 16
    learn(FEWEST)  # everything is compiled
    while count < MOST and more() < MEASUREMENT / 2:
        count *= 4
    return statistics.median(more() / count for _ in range(rounds))


def draw(path: Path, rounds: int, tell: Callable[[str], None]) -> None:
    """Measure, print and draw; the file's name ends as the format is called, .svg or .png."""
    if Figure is None:
        raise SystemExit("plots need matplotlib: pip install -e '.[plots]'")
    full = points([full_net(n) for n in FULL], rounds, tell)
    shared = points([shared_net(*sizes) for sizes in SHARED], rounds, tell)
    tell("")
    for name, series in (("fully connected", full), ("shared weights", shared)):
        print(f"{name:20} {'connections':>12} {'us':>12} {'ns/connection':>14}")
        for connections, seconds in series:
            print(f"{'':20} {connections:12} {1e6 * seconds:12.2f} {1e9 * seconds / connections:14.3f}")
    figure = Figure(figsize=(8.5, 3.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    _panel(left, "microseconds a presentation", 1e6, full, shared, each=False)
    _panel(right, "nanoseconds a connection", 1e9, full, shared, each=True)
    left.legend(frameon=False)
    figure.suptitle(f"On-line gradient, one core: {processor_name()}", fontsize=10)
    try:
        with rc_context(
            {"svg.fonttype": "none", "svg.hashsalt": "cost"}
        ):  # text stays text; the same figures, the same file
            figure.savefig(path, dpi=110, metadata={"Date": None} if path.suffix == ".svg" else None)
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path} cannot be drawn: {error}") from None


def _panel(axes: Any, title: str, scale: float, full: Any, shared: Any, each: bool) -> None:
    """One of the two: both series on logarithmic axes."""
    for series, name, colour, mark in (
        (full, "fully connected", FULL_COLOUR, "o"),
        (shared, "shared weights", SHARED_COLOUR, "s"),
    ):
        costs = [scale * seconds / (connections if each else 1) for connections, seconds in series]
        axes.loglog([one[0] for one in series], costs, mark + "-", color=colour, label=name, markersize=4)
    axes.set_title(title, fontsize=10)
    axes.set_xlabel("connections")
    axes.grid(True, which="major", color="0.9", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
