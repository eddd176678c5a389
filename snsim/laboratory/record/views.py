"""What a section shows besides its table: a picture, or a ranking. Named in the ``views`` of an experiment.

(curves NAME "label" [published])       a result that is a list, pass by pass
(deletion NAME "label")                 the same against the result deleted-percent
(scale X SERIES Y "label" "label")      a result against a setting or result, double logarithmic
(reject-curve published)                errors among the accepted against the share rejected
(kernels [VARIANT]) (features ...) (confusion ...) (misread ...)   what a network has learned
(rank [NAME...])                        variants by distance from the published figures; NAMEs may be meant double
(reached NAME...)                       how many seeds do as well as the published figures of these names
(question "words" "answer" VARIANT...)  a question that the source leaves open, and what these variants say

Where the variants are a grid, curves and the rest show its first row; only ``scale`` takes all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..declaration import Experiment
from ..errors import LaboratoryError
from ..runfolder import Run
from .questions import question, reached
from .ranking import ranking

Groups = dict[str, list[Run]]
"""The runs by the label of their variant."""


def draw(experiment: Experiment, groups: Groups, view: list[Any], folder: Path) -> dict[str, str]:
    """Make a view: ``{"picture": file, "caption": ...}`` or ``{"table": markdown}``."""
    name, *arguments = view
    if name in TABLES:
        return {"table": TABLES[name](experiment, groups, arguments)}
    if name not in PICTURES:
        there_are = ", ".join([*TABLES, *PICTURES])
        raise LaboratoryError(f"{experiment.name}: no such view: {name}", f"there are {there_are}")
    module, function = PICTURES[name]
    paint = _painter(module, function)
    file = "-".join([experiment.name, name, *([str(arguments[0])] if name in SEVERAL else [])]) + ".png"
    caption = paint(groups if name == "scale" else _first_row(experiment, groups), arguments, folder / file)
    return {"picture": file, "caption": caption}


def _first_row(experiment: Experiment, groups: Groups) -> Groups:
    """Of a grid its first row, by column; all where there is none."""
    first = experiment.variants[0]
    return {one.column or one.label: groups[one.label] for one in experiment.variants if one.row == first.row}


PICTURES = {
    "curves": ("curves", "curves"),
    "deletion": ("curves", "deletion"),
    "scale": ("curves", "scale"),
    "reject-curve": ("answers", "reject_curve"),
    "confusion": ("answers", "confusion"),
    "kernels": ("features", "kernels"),
    "features": ("features", "features"),
    "misread": ("features", "misread"),
}
"""The module of ``pictures`` and its function."""

TABLES = {"rank": ranking, "question": question, "reached": reached}

SEVERAL = ("curves", "deletion")  # of which an experiment may have more than one


def check_pictures() -> None:
    """An error now, before anything runs, if pictures cannot be drawn."""
    _painter("curves", "curves")


def _painter(module: str, function: str) -> Callable[[Groups, list[Any], Path], str]:
    """The function that draws; matplotlib is imported now."""
    from importlib import import_module  # noqa: PLC0415

    try:
        found = import_module(f"snsim.laboratory.record.pictures.{module}")
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "matplotlib":
            raise
        raise LaboratoryError("the pictures of the record need matplotlib", "pip install 'snsim[plots]'") from None
    painter: Callable[[Groups, list[Any], Path], str] = getattr(found, function)
    return painter
