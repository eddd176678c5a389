"""The numbers of a section as markdown: published figures above ours, mean and standard deviation over the seeds.

Where the variants are a list, each is a row and each figure a column; where they are a grid, each figure is a table of
that grid. Bold: the published figure is within one standard deviation of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import Any

from ..summary import spread

Section = dict[str, Any]


def tables(section: Section) -> str:
    """All figures of all variants."""
    if any(variant["row"] for variant in section["variants"]):
        return "\n\n".join(_grid(figure, section["variants"]) for figure in section["figures"])
    return _list(section)


def published(figure: dict[str, Any], variant: dict[str, Any]) -> float | None:
    """The published figure of a variant: its own, its column's, or that of all."""
    known: dict[str, float] = figure["published"]
    return known.get(variant["label"], known.get(variant["column"], known.get("")))


def own(figure: dict[str, Any], variant: dict[str, Any]) -> float | None:
    """The figure that is published of just this variant."""
    known: dict[str, float] = figure["published"]
    return known.get(variant["label"]) if variant["label"] else None


def numbers(variant: dict[str, Any], figure: dict[str, Any]) -> list[float]:
    """A result of a variant, seed by seed."""
    found: list[float] = variant["results"][figure["name"]]
    return found


def measured(values: Sequence[float]) -> str:
    """Mean and standard deviation, two digits of the latter."""
    one = spread(values)
    if not one.deviation:
        return number(one.mean)
    decimals = max(0, 1 - floor(log10(one.deviation)))
    return f"{one.mean:.{decimals}f} ± {one.deviation:.{decimals}f}"


def number(value: float) -> str:
    """Four digits, or all before the point."""
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _list(section: Section) -> str:
    figures, variants = section["figures"], section["variants"]
    rows = []
    if any("" in figure["published"] for figure in figures):
        known = [figure["published"].get("") for figure in figures]
        rows.append(["*published*", *("" if value is None else f"*{number(value)}*" for value in known)])
    for variant in variants:
        known = [own(figure, variant) for figure in figures]
        if any(value is not None for value in known):
            words = f"*published for {variant['label']}*"
            rows.append([words, *("" if value is None else f"*{number(value)}*" for value in known)])
        rows.append([variant["label"] or "ours", *(_cell(figure, variant) for figure in figures)])
    return table(["", *(figure["words"] for figure in figures)], rows)


def _grid(figure: dict[str, Any], variants: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(variant["column"] for variant in variants))
    places = {(variant["row"], variant["column"]): variant for variant in variants}
    rows = []
    if figure["published"]:
        known = [figure["published"].get(column, figure["published"].get("")) for column in columns]
        rows.append(["*published*", *("" if value is None else f"*{number(value)}*" for value in known)])
    for row in dict.fromkeys(variant["row"] for variant in variants):
        rows.append([row, *(_cell(figure, places[row, column]) for column in columns)])
    return table([figure["words"], *columns], rows)


def _cell(figure: dict[str, Any], variant: dict[str, Any]) -> str:
    values = numbers(variant, figure)
    text, known, one = measured(values), published(figure, variant), spread(values)
    near = known is not None and one.count > 1 and abs(one.mean - known) <= one.deviation
    return f"**{text}**" if near else text
