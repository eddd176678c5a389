"""A question that a paper leaves open, and what some variants of an experiment say to it: a table and a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from ..declaration import Experiment
from ..errors import LaboratoryError
from ..runfolder import Run
from .ranking import distance_of
from .tables import measured, table


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
