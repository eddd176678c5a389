"""The record at a glance: every published figure once, ours beside it, how far off, and what is to be said about it.

Of an experiment with a list of variants the first counts, and any that has a published figure of its own; of a grid,
the first row. A figure that an earlier experiment had already is not told again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..summary import Spread, spread
from .tables import Section, measured, number, numbers, own, published, table

HEAD = ("experiment", "figure", "published", "ours", "off by", "in sd", "verdict")


def summary(sections: Sequence[Section]) -> str:
    """The table of all published figures."""
    told: set[tuple[str, float]] = set()
    rows = []
    for section in sections:
        title = f"[{section['title']}](#{section['name']})"
        for variant, figure, known in _published(section):
            name = variant["column"] or ("" if own(figure, variant) is None else variant["label"])
            if (figure["words"], known) in told and not name:
                continue
            told.add((figure["words"], known))
            values = numbers(variant, figure)
            one = spread(values)
            off = one.mean - known
            words = ", ".join(filter(None, (name, figure["words"])))
            sds = f"{off / one.deviation:+.1f}" if one.deviation else ""
            words_of_it = verdict(one, known, section["because"].get(figure["name"], ""))
            rows.append([title, words, number(known), measured(values), f"{off:+.3g}", sds, words_of_it])
            title = ""
    return table(HEAD, rows)


def verdict(one: Spread, known: float, reason: str) -> str:
    """How near ours is, and why not nearer."""
    off = abs(one.mean - known)
    if off <= one.deviation:
        return "within 1 sd" if one.deviation else "equal"
    if not one.deviation:
        words = f"{off / abs(known):.0%} off" if known else "off"
    elif off <= 2 * one.deviation:
        words = "within 2 sd"
    else:
        words = f"{off / one.deviation:.1f} sd off"
    return f"{words}: {reason}" if reason else words


def _published(section: Section) -> Iterator[tuple[dict[str, Any], dict[str, Any], float]]:
    """The variants that count, with their published figures."""
    first = section["variants"][0]
    for variant in section["variants"]:
        of_first_row = variant["column"] and variant["row"] == first["row"]
        for figure in section["figures"]:
            known = published(figure, variant)
            if known is not None and (variant is first or of_first_row or own(figure, variant) is not None):
                yield variant, figure, known
