"""``snsim runs``: what was run, when, and what came of it."""

from __future__ import annotations

import argparse
import json
import sys

from snsim.laboratory.job import shown
from snsim.laboratory.runfolder import Run, kept

from .command import FAILED, OK
from .subcommands import add_runs

DESCRIPTION = "List the runs that were kept, oldest first: folder, status, seconds, settings given, results."

MOST_RESULTS = 6  # a line


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="only runs of this script (its name without .sn), or of this folder")
    parser.add_argument("--json", action="store_true", help="everything, as a JSON list")
    add_runs(parser)


def obey(options: argparse.Namespace) -> int:
    """List them."""
    wanted = [run for run in kept(options.runs) if options.name in (None, run.name, run.folder.name)]
    if options.json:
        print(json.dumps([{"folder": str(run.folder), **run.record} for run in wanted], indent=1))
    elif not wanted:
        what = f"no run of {options.name}" if options.name else "no run"
        print(f"snsim runs: {what} in {options.runs}", file=sys.stderr)
        return FAILED
    else:
        print("".join(f"{_line(run)}\n" for run in wanted), end="")
    return OK


def _line(run: Run) -> str:
    record = run.record
    given = " ".join(f"{name}={shown(value)}" for name, value in record["given"].items())
    numbers = [(name, value) for name, value in run.results.items() if isinstance(value, float)][:MOST_RESULTS]
    results = " ".join(f"{name} {value:.5g}" for name, value in numbers)
    words = record["error"] or results
    return "  ".join(filter(None, (run.folder.name, record["status"], f"{record['seconds']:.1f} s", given, words)))
