"""``record.md``: the sections as one page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from ..summary import spread
from .sections import Section

HEAD = """# The record: the published experiments, run again

Every experiment is a script in `scripts/record/`. `make record` (or `snsim record`) runs them all and writes this
page; `snsim record NAME --seeds N` runs one. Behind every number stands `record/NAME.json`, with the results of each
seed, the settings that gave it and the digest of its digits; `snsim sweep record/NAME.sn --seeds 1:2 --set ...` gives
the same number again, with its weights and log in a folder under `runs/`.

*away* is the distance of our mean from the published figure in standard deviations of ours.
"""


def write_page(sections: Sequence[Section], path: Path, folder: str) -> None:
    """Write the page; ``folder``: that of the sections and their pictures, as seen from it."""
    text = "\n".join([HEAD, _contents(sections), *(_section(section, folder) for section in sections)])
    scratch = path.with_name(path.name + ".writing")
    scratch.write_text(text, encoding="utf-8")
    os.replace(scratch, path)


def _contents(sections: Sequence[Section]) -> str:
    lines = ["| experiment | seeds | runs | seconds a run | digits |", "|---|---|---|---|---|"]
    for one in sections:
        seconds = [run["seconds"] for variant in one["variants"] for run in variant["runs"]]
        digits = "; ".join(one["digits"]) or "none"
        link = f"[{one['title']}](#{one['name']})"
        lines.append(f"| {link} | {one['seeds']} | {len(seconds)} | {fmean(seconds):.1f} | {digits} |")
    return "\n".join(lines) + "\n"


def _section(section: Section, folder: str) -> str:
    parts = [f'<a id="{section["name"]}"></a>\n\n## {section["title"]}', f"*{section['source']}*", *section["text"]]
    if section["given"]:
        given = ", ".join(f"{name} = {value:g}" if isinstance(value, float) else f"{name} = {value}"
                          for name, value in section["given"].items())  # fmt: skip
        parts.append(f"**Run with other settings than the experiment's own: {given}.**")
    parts += [_table(section), *(_view(view, folder) for view in section["views"]), _provenance(section, folder)]
    return "\n\n".join(parts) + "\n"


def _table(section: Section) -> str:
    lines = ["| | | published | mean | sd | min | max | away |", "|---|---|---|---|---|---|---|---|"]
    for variant in section["variants"]:
        for number, figure in enumerate(section["figures"]):
            numbers = [run["results"][figure["name"]] for run in variant["runs"]]
            published = figure["published"].get(variant["label"], figure["published"].get(""))
            lines.append(_row("" if number else variant["label"], figure["words"], published, numbers))
    return "\n".join(lines)


def _row(label: str, words: str, published: float | None, numbers: list[float]) -> str:
    one = spread(numbers)
    away = f"{(one.mean - published) / one.deviation:+.1f}" if published is not None and one.deviation else ""
    columns = ["" if published is None else _number(published)]
    columns += [_number(value) for value in (one.mean, one.deviation, one.least, one.most)]
    return f"| {label} | {words} | " + " | ".join([*columns, away]) + " |"


def _number(value: float) -> str:
    return f"{value:.4g}"


def _view(view: dict[str, str], folder: str) -> str:
    if "table" in view:
        return view["table"]
    return f"![{view['caption']}]({folder}/{view['picture']})\n\n{view['caption']}."


def _provenance(section: Section, folder: str) -> str:
    machine: dict[str, Any] = section["machine"]
    runs = [run for variant in section["variants"] for run in variant["runs"]]
    seconds = [run["seconds"] for run in runs]
    versions = ", ".join(f"{name} {machine[name]}" for name in ("snsim", "python", "numpy", "numba") if name in machine)
    digests = "; ".join(f"{origin}, sha256 {digest[:12]}" for origin, digest in section["digits"].items())
    return (
        f"`snsim record {section['name']} --seeds {section['seeds']}`: {len(runs)} runs of {min(seconds):.1f} to "
        f"{max(seconds):.1f} seconds, {sum(seconds):.0f} in all, on {machine.get('processor', '?')} "
        f"({section['made']}; {versions}). Digits: {digests or 'none'}. "
        f"All numbers: [{section['name']}.json]({folder}/{section['name']}.json)."
    )
