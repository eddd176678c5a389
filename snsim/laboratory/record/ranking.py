"""Which reading of a paper comes nearest to its figures?

The distance of a variant is the root of the mean, over its published figures, of the squared relative difference
between our mean and the figure. Some figures may be meant otherwise by a factor of two (a squared error without its
half): each variant is then ranked both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import fmean

from ..declaration import Experiment, Variant
from ..runfolder import Run

MOST_IN_SIGHT = 12  # rows of a ranking that the page does not fold away


def distance(ours: dict[str, float], published: dict[str, float]) -> float:
    """Of our means from the published figures, both by name; 0.1 is ten per cent on the average."""
    return sqrt(fmean(((ours[name] - figure) / figure) ** 2 for name, figure in published.items()))


def distance_of(experiment: Experiment, variant: Variant, runs: Sequence[Run]) -> float | None:
    """Of the means over some runs of a variant from the published figures; ``None`` where there are none."""
    figures = _published(experiment, variant)
    return distance(_means(figures, runs), figures) if figures else None


def ranking(experiment: Experiment, groups: dict[str, list[Run]], doubled: Sequence[str]) -> str:
    """A markdown table, the nearest first; a long one is folded."""
    rows = []
    for variant in experiment.variants:
        label, runs = variant.label, groups[variant.label]
        figures = _published(experiment, variant)
        if not figures:
            continue
        means = _means(figures, runs)
        rows.append((distance(means, figures), label, "with" if doubled else "", means))
        if doubled:
            without = {name: 2 * mean if name in doubled else mean for name, mean in means.items()}
            rows.append((distance(without, figures), label, "without", without))
    rows.sort(key=lambda row: row[:2])
    names = [one.name for one in experiment.figures]
    half = "| half " if doubled else ""
    words = " | ".join(one.words for one in experiment.figures)
    lines = [f"| rank | reading {half}| distance | {words} |", "|---" * (3 + bool(doubled) + len(names)) + "|"]
    for place, (away, label, way, means) in enumerate(rows, 1):
        numbers = " | ".join(f"{means[name]:.4g}" if name in means else "" for name in names)
        lines.append(f"| {place} | {label} {'| ' + way + ' ' if doubled else ''}| {away:.2f} | {numbers} |")
    text = "\n".join(lines)
    if len(rows) <= MOST_IN_SIGHT:
        return text
    return f"<details>\n<summary>All {len(rows)} by their distance</summary>\n\n{text}\n\n</details>"


def _published(experiment: Experiment, variant: Variant) -> dict[str, float]:
    """By name, without those that are 0, to which nothing has a relative distance."""
    known = {one.name: one.of(variant) for one in experiment.figures}
    return {name: figure for name, figure in known.items() if figure}


def _means(figures: Iterable[str], runs: Sequence[Run]) -> dict[str, float]:
    return {name: fmean(run.results[name] for run in runs) for name in figures}
