"""``record.md``: the sections as one page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from .sections import Section
from .tables import tables
from .verdicts import summary

HEAD = """# The record: the published experiments, run again

Every experiment is a script in `scripts/record/`. `make record` (or `snsim record`) runs them all and writes this
page; `snsim record NAME --seeds N` runs one. Behind every number stands `record/NAME.json`, with the results of each
seed, the settings that gave it and the digest of its digits; `snsim sweep record/NAME.sn --seeds 1:2 --set ...` gives
the same number again, with its weights, curves and log in a folder under `runs/`.

## At a glance

Ours are means over the seeds, with the standard deviation (sd) of a single run: a published figure is a single run, or
the mean of a few. In the tables further down, bold means that the published figure is within one sd of ours.
"""


def write_page(sections: Sequence[Section], path: Path, folder: str) -> None:
    """Write the page; ``folder``: that of the sections and their pictures, as seen from it."""
    parts = [HEAD, summary(sections) + "\n", _contents(sections)]
    text = "\n".join([*parts, *(_section(section, folder) for section in sections)])
    scratch = path.with_name(path.name + ".writing")
    scratch.write_text(text, encoding="utf-8")
    os.replace(scratch, path)


def _contents(sections: Sequence[Section]) -> str:
    lines = ["## The experiments\n", "| experiment | seeds | runs | seconds a run | digits |", "|---|---|---|---|---|"]
    for one in sections:
        seconds = _seconds(one)
        digits = "; ".join(one["digits"]) or "none"
        link = f"[{one['title']}](#{one['name']})"
        lines.append(f"| {link} | {one['seeds']} | {len(seconds)} | {fmean(seconds):.1f} | {digits} |")
    everything = [seconds for one in sections for seconds in _seconds(one)]
    lines.append(f"\nIn all {len(everything)} runs, {sum(everything) / 60:.0f} minutes of one core.")
    return "\n".join(lines) + "\n"


def _section(section: Section, folder: str) -> str:
    parts = [f'<a id="{section["name"]}"></a>\n\n## {section["title"]}', f"*{section['source']}*", *section["text"]]
    if section["given"]:
        given = ", ".join(f"{name} = {value}" for name, value in _given(section))
        parts.append(f"**Run with other settings than the experiment's own: {given}.**")
    parts += [tables(section), *(_view(view, folder) for view in section["views"]), _provenance(section, folder)]
    return "\n\n".join(parts) + "\n"


def _given(section: Section) -> list[tuple[str, str]]:
    """The settings that ``--set`` gave, as they are written."""
    given = section["given"].items()
    return [(name, f"{value:g}" if isinstance(value, float) else str(value)) for name, value in given]


def _seconds(section: Section) -> list[float]:
    """How long each run took."""
    return [seconds for variant in section["variants"] for seconds in variant["seconds"]]


def _view(view: dict[str, str], folder: str) -> str:
    if "table" in view:
        return view["table"]
    return f"![{view['caption']}]({folder}/{view['picture']})\n\n{view['caption']}."


def _provenance(section: Section, folder: str) -> str:
    machine: dict[str, Any] = section["machine"]
    seconds = _seconds(section)
    versions = ", ".join(f"{name} {machine[name]}" for name in ("snsim", "python", "numpy", "numba") if name in machine)
    digests = "; ".join(
        f"{origin}, sha256 {digest[:12]}" if digest else f"{origin} (by the seed)"
        for origin, digest in section["digits"].items()
    )
    command = " ".join(
        [f"snsim record {section['name']} --seeds {section['seeds']}"]
        + [f"--set {name}={value}" for name, value in _given(section)]
    )
    return (
        f"`{command}`: {len(seconds)} runs of {min(seconds):.1f} to "
        f"{max(seconds):.1f} seconds, {sum(seconds):.0f} in all, on {machine.get('processor', '?')} "
        f"({section['made']}; {versions}). Digits: {digests or 'none'}. "
        f"All numbers: [{section['name']}.json]({folder}/{section['name']}.json)."
    )
