"""Results along something: passes, deleted parameters, sizes. A line is the mean over seeds, a band its range."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from ...runfolder import Run
from .canvas import FEW, legend, plane, round_ticks, style, write


def curves(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``name label [published]``: a list of numbers, pass by pass from 0, on a logarithmic scale."""
    name, label, *published = arguments
    figure, axes = plane("pass", label, _width(groups))
    shown = 0
    for number, (variant, runs) in enumerate(groups.items()):
        lines = np.array([run.results[name] for run in runs])
        _band(axes, np.arange(lines.shape[1]), lines, variant, number, len(groups) <= FEW)
        shown += bool(variant)
    if published:
        axes.axhline(published[0], color="black", linewidth=0.8)
        axes.annotate(f"published: {published[0]:g}", (0, published[0]), (4, 3), textcoords="offset points", fontsize=8)
    axes.set_yscale("symlog" if min(min(run.results[name]) for runs in groups.values() for run in runs) <= 0 else "log")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    legend(axes, shown)
    write(figure, file)
    return f"{label}, pass by pass"


def deletion(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``name label``: a list of numbers against deleted-percent."""
    name, label = arguments
    figure, axes = plane("parameters deleted (%)", label)
    for number, (variant, runs) in enumerate(groups.items()):
        _band(
            axes,
            np.array(runs[0].results["deleted-percent"]),
            np.array([run.results[name] for run in runs]),
            variant,
            number,
        )
    axes.set_yscale("log")
    round_ticks(axes.yaxis)
    legend(axes, len(groups))
    write(figure, file)
    return f"{label}, against parameters deleted"


def scale(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``x series y xlabel ylabel``: the result y against a setting or result x, a line for each value of a setting."""
    x, series, y, xlabel, ylabel = arguments
    points: dict[str, dict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in (run for runs in groups.values() for run in runs):
        values = run.settings | run.results
        points[str(values[series])][values[x]].append(run.results[y])
    figure, axes = plane(xlabel, ylabel)
    for number, (name, found) in enumerate(points.items()):
        places = sorted(found)
        means = [float(np.mean(found[place])) for place in places]
        spans = [[m - min(found[p]) for m, p in zip(means, places, strict=True)],
                 [max(found[p]) - m for m, p in zip(means, places, strict=True)]]  # fmt: skip
        axes.errorbar(places, means, spans, marker="o", capsize=3, label=name, **style(number))
    axes.set_xscale("log")
    axes.set_yscale("log")
    round_ticks(axes.xaxis)
    round_ticks(axes.yaxis)
    legend(axes, len(points))
    write(figure, file)
    return f"{ylabel}, against {xlabel}"


def _width(groups: dict[str, list[Run]]) -> float:
    """Wider where the legend is beside."""
    return 7.0 if len(groups) <= FEW else 8.6


def _band(axes: Any, x: np.ndarray, lines: np.ndarray, label: str, number: int, few: bool = True) -> None:
    """The mean of some lines (runs, points), and where there are few such means, their range behind it."""
    look = style(number)
    axes.plot(x, lines.mean(0), label=label or None, **look)
    if len(lines) > 1 and few:
        axes.fill_between(x, lines.min(0), lines.max(0), color=look["color"], alpha=0.15, linewidth=0)
