"""Small tables about single runs and single questions.

``question``: what some variants of an experiment say to a question that a paper leaves open. ``reached``: how many
seeds do as well as the paper's one run.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..declaration import Experiment
from ..errors import LaboratoryError
from ..runfolder import Run
from .ranking import distance_of
from .tables import measured, number, table


def question(experiment: Experiment, groups: dict[str, list[Run]], arguments: Sequence[str]) -> str:
    """``words answer label...``: the variants of these labels, each with its distance from the published figures."""
    words, answer, *labels = arguments
    variants = {one.label: one for one in experiment.variants}
    if unknown := [label for label in labels if label not in variants]:
        hint = f"there are {', '.join(variants)}"
        raise LaboratoryError(f"{experiment.name}: no such variant in a question: {unknown[0]}", hint)
    rows = []
    for label in labels:
        away = distance_of(experiment, variants[label], groups[label])
        cells = [measured([run.results[one.name] for run in groups[label]]) for one in experiment.figures]
        rows.append([label, *cells, "" if away is None else f"{away:.2f}"])
    head = ["", *(one.words for one in experiment.figures), "distance"]
    return f"**{words}** {answer}\n\n{table(head, rows)}"


def reached(experiment: Experiment, groups: dict[str, list[Run]], names: Sequence[str]) -> str:
    """How many seeds of each variant stay at or below the published figures of these names, and how far they go."""
    figures = [one for one in experiment.figures if one.name in names]
    rows = []
    for variant in experiment.variants:
        for figure in figures:
            values = [run.results[figure.name] for run in groups[variant.label]]
            known = figure.of(variant)
            if known is not None:
                as_good = f"{sum(value <= known for value in values)} of {len(values)}"
                least, greatest = number(min(values)), number(max(values))
                rows.append([variant.label, figure.words, number(known), as_good, least, greatest])
    return table(["", "figure", "published", "seeds as good", "least", "most"], rows)
