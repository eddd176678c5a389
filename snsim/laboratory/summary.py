"""Many runs as one CSV file, and as a table: mean, standard deviation, minimum and maximum of every result."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev

from .job import Value, shown
from .runfolder import Run


@dataclass(frozen=True)
class Spread:
    """Of some numbers; ``deviation`` is that of the sample, 0 of a single number."""

    count: int
    mean: float
    deviation: float
    least: float
    most: float


def spread(numbers: Sequence[float]) -> Spread:
    deviation = stdev(numbers) if len(numbers) > 1 else 0.0
    return Spread(len(numbers), fmean(numbers), deviation, min(numbers), max(numbers))


def number_results(runs: Sequence[Run]) -> list[str]:
    """The results that are numbers, in the order in which they first occur."""
    names = (name for run in runs for name, value in run.results.items() if isinstance(value, float))
    return list(dict.fromkeys(names))


def varied_settings(runs: Sequence[Run]) -> list[str]:
    """The settings in which the runs differ."""
    names = dict.fromkeys(name for run in runs for name in run.settings)
    return sorted(name for name in names if len({run.settings.get(name) for run in runs}) > 1)


def points(runs: Sequence[Run]) -> dict[tuple[tuple[str, Value], ...], list[Run]]:
    """The runs by the settings in which they differ."""
    names = varied_settings(runs)
    found: dict[tuple[tuple[str, Value], ...], list[Run]] = defaultdict(list)
    for run in runs:
        found[tuple((name, run.settings.get(name, "")) for name in names)].append(run)
    return dict(found)


def rows(runs: Sequence[Run]) -> list[dict[str, Value]]:
    """For each run: seed, settings, results that are numbers, seconds, folder."""
    found = []
    for run in runs:
        row: dict[str, Value] = {"seed": float(run.record["seed"]), **run.settings}
        row |= {name: value for name, value in run.results.items() if isinstance(value, float)}
        found.append(row | {"seconds": float(run.record["seconds"]), "folder": str(run.folder)})
    return found


def write_csv(path: Path, runs: Sequence[Run]) -> None:
    """A line for each run; under another name first, so that an old table is not lost half way."""
    lines = rows(runs)
    columns = list(dict.fromkeys(name for line in lines for name in line))
    columns = [name for name in columns if name not in ("seconds", "folder")] + ["seconds", "folder"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: shown(value) for name, value in line.items()} for line in lines)
    scratch = Path(f"{path}.writing")
    scratch.write_text(text.getvalue(), encoding="utf-8")
    os.replace(scratch, path)


def summary_table(runs: Sequence[Run]) -> str:
    """A block for each point of the settings, a line for each result."""
    if not runs:
        return "no run has finished\n"
    lines = []
    for settings, same in points(runs).items():
        words = " ".join(f"{name}={shown(value)}" for name, value in settings)
        lines.append(f"{words or same[0].name}, {len(same)} run{'s' * (len(same) > 1)}")
        lines.append(f"  {'':24}{'mean':>12}{'sd':>12}{'min':>12}{'max':>12}")
        for name in number_results(same):
            one = spread([run.results[name] for run in same if name in run.results])
            numbers = (one.mean, one.deviation, one.least, one.most)
            lines.append(f"  {name:24}" + "".join(f"{number:12.5g}" for number in numbers))
    return "\n".join(lines) + "\n"
