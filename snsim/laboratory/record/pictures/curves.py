"""Results along something: passes, deleted parameters, sizes. A line is the mean over the seeds; a band holds four of
five of them, a bar is a standard deviation to each side."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from ...runfolder import Run
from ...summary import spread
from .canvas import FEW, legend, most, plane, round_ticks, style, write


def curves(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``name label [published]``: a list of numbers, pass by pass from 0, on a logarithmic scale; 0, before anything is
    learned, is not shown."""
    name, label, *published = arguments
    figure, axes = plane("pass", label, _width(groups))
    shown, least = 0, np.inf
    for number, (variant, runs) in enumerate(groups.items()):
        lines = np.array([run.results[name] for run in runs])[:, 1:]
        _band(axes, np.arange(1, lines.shape[1] + 1), lines, variant, number, len(groups) <= FEW)
        least = min(least, lines.min())
        shown += bool(variant)
    if published:
        axes.axhline(published[0], color="black", linewidth=0.8)
        axes.annotate(f"published: {published[0]:g}", (1, published[0]), (4, 3), textcoords="offset points", fontsize=8)
    if least > 0:
        axes.set_yscale("log")
        round_ticks(axes.yaxis)
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
        spreads = [spread(found[place]) for place in places]
        means, bars = [one.mean for one in spreads], [one.deviation for one in spreads]
        axes.errorbar(places, means, bars, marker="o", markersize=4, capsize=3, label=name, **style(number))
    axes.set_xscale("log")
    axes.set_yscale("log")
    round_ticks(axes.xaxis)
    round_ticks(axes.yaxis)
    legend(axes, len(points))
    write(figure, file)
    return f"{ylabel}, against {xlabel}; bars: one standard deviation of the seeds"


def _width(groups: dict[str, list[Run]]) -> float:
    """Wider where the legend is beside."""
    return 7.0 if len(groups) <= FEW else 8.6


def _band(axes: Any, x: np.ndarray, lines: np.ndarray, label: str, number: int, few: bool = True) -> None:
    """The mean of some lines (runs, points), and where there are few such means, most of the lines behind it."""
    look = style(number)
    axes.plot(x, lines.mean(0), label=label or None, **look)
    if len(lines) > 1 and few:
        axes.fill_between(x, *most(lines), color=look["color"], alpha=0.15, linewidth=0)
