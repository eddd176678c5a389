"""A section of the record: one experiment, run from some seeds, as plain data that ``json`` writes.

The file ``record/NAME.json`` holds every number of the section with the seed and the settings that made it, the run's
folder and the digests of its digits, and of curves their mean; the page is made of these files alone.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..declaration import Experiment, Variant, read_experiment
from ..errors import LaboratoryError
from ..job import Job, Value
from ..runfolder import Run
from ..summary import spread
from ..sweep import Sweep, Swept
from .views import draw

Section = dict[str, Any]
FORMAT = 2  # of the files; sections in another are made anew
ONE_LINE = re.compile(r'\[(\s*(-?[\d.e+-]+|"[\w.-]+"),?)+\s*\]')  # a list of numbers or of names


def experiments(folders: Sequence[Path]) -> list[Experiment]:
    """The experiments among the scripts of some folders, in the order of the record."""
    scripts = {script.name: script for folder in reversed(folders) for script in sorted(folder.glob("*.sn"))}
    found = [one for script in scripts.values() if (one := read_experiment(script)) is not None]
    return sorted(found, key=lambda one: (one.place, one.name))


def chosen(known: list[Experiment], names: Sequence[str]) -> list[Experiment]:
    """Those of these names; all if there are none."""
    unknown = [name for name in names if name not in {one.name for one in known}]
    if unknown:
        there_are = ", ".join(one.name for one in known)
        raise LaboratoryError(f"no such experiment: {unknown[0]}", f"there are {there_are}")
    return [one for one in known if not names or one.name in names]


def taken(experiment: Experiment, given: dict[str, Value]) -> dict[str, Value]:
    """Those of the settings that the experiment has."""
    known = {setting.name for setting in experiment.settings}
    return {name: value for name, value in given.items() if name in known}


def jobs_of_variant(experiment: Experiment, variant: Variant, seeds: int, given: dict[str, Value]) -> list[Job]:
    """The runs of one variant; ``given`` settings go before its own, if the experiment has them."""
    settings = variant.settings | taken(experiment, given)
    text = experiment.script.read_bytes().decode("latin-1")
    pairs = tuple(sorted(settings.items()))
    return [Job(str(experiment.script), text, seed, pairs) for seed in range(1, seeds + 1)]


def gather(
    experiment: Experiment, sweep: Sweep, seeds: int | None, given: dict[str, Value], folder: Path
) -> tuple[Section | None, Swept]:
    """Run an experiment and write its section into ``folder``; no section unless all has finished."""
    count = seeds or experiment.seeds
    jobs = {variant.label: jobs_of_variant(experiment, variant, count, given) for variant in experiment.variants}
    swept = sweep.run([job for some in jobs.values() for job in some])
    if swept.interrupted or swept.failures:
        return None, swept
    groups = {label: [swept.by_job[job] for job in some] for label, some in jobs.items()}
    section = _section(experiment, groups, count, given)
    section["views"] = [draw(experiment, groups, view, folder) for view in experiment.views]
    save(section, folder)
    return section, swept


def _section(experiment: Experiment, groups: dict[str, list[Run]], seeds: int, given: dict[str, Value]) -> Section:
    first = next(iter(groups.values()))[0]
    return {
        "format": FORMAT,
        "name": experiment.name,
        "place": experiment.place,
        "title": experiment.title,
        "source": experiment.source,
        "text": experiment.text,
        "made": date.today().isoformat(),
        "seeds": seeds,
        "given": taken(experiment, given),
        "digits": digests([run for runs in groups.values() for run in runs]),
        "machine": first.record["machine"],
        "because": experiment.because,
        "figures": [vars(figure) for figure in experiment.figures],
        "variants": [_variant(variant, groups[variant.label]) for variant in experiment.variants],
    }


def _variant(variant: Variant, runs: list[Run]) -> dict[str, Any]:
    """Everything seed by seed, in lists of the same order."""
    names = [name for name, value in runs[0].results.items() if isinstance(value, float)]
    return {
        "label": variant.label,
        "column": variant.column,
        "row": variant.row,
        "settings": variant.settings,
        "script_sha256": runs[0].record["script_sha256"],
        "seeds": [run.record["seed"] for run in runs],
        "folders": [run.folder.name for run in runs],
        "seconds": [run.record["seconds"] for run in runs],
        "results": {name: [run.results[name] for run in runs] for name in names},
        "curves": _curves(runs),
    }


def _curves(runs: list[Run]) -> dict[str, dict[str, list[float]]]:
    """Of each result that is a list, the mean and the standard deviation over the seeds, point by point."""
    names = [name for name, value in runs[0].results.items() if isinstance(value, list)]
    found = {}
    for name in names:
        points = [spread(values) for values in zip(*(run.results[name] for run in runs), strict=True)]
        found[name] = {
            "mean": [float(f"{one.mean:.6g}") for one in points],
            "sd": [float(f"{one.deviation:.3g}") for one in points],
        }
    return found


def digests(runs: list[Run]) -> dict[str, str]:
    """The digests of the digits by their origin; none where each run divides them in its own way."""
    found: dict[str, set[str]] = defaultdict(set)
    for run in runs:
        for loaded in run.record["data"]:
            found[_portable(loaded["origin"])].add(loaded["digest"])
    return {origin: some.pop() if len(some) == 1 else "" for origin, some in found.items()}


def _portable(origin: str) -> str:
    """Where digits come from, without the folders of this machine."""
    return re.sub(r" in (/|[A-Z]:)[^,]*", "", origin)


def save(section: Section, folder: Path) -> None:
    """Write a section, under another name first."""
    path = folder / f"{section['name']}.json"
    scratch = path.with_suffix(".writing")
    text = ONE_LINE.sub(lambda found: " ".join(found[0].split()), json.dumps(section, indent=1))
    scratch.write_text(text + "\n", encoding="utf-8")
    os.replace(scratch, path)


def saved(folder: Path) -> list[Section]:
    """The sections written so far, in the order of the record."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    found = [section for section in found if section.get("format") == FORMAT]
    return sorted(found, key=lambda section: (section["place"], section["name"]))
