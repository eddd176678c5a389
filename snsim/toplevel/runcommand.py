"""``snsim run script.sn``: one run, before the user's eyes, kept in a folder."""

from __future__ import annotations

import argparse
import sys

from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.job import FAILED, FINISHED, INTERRUPTED, REFUSED, Result, jobs_of
from snsim.laboratory.runfolder import check_writable, keep

from . import command
from .jobs import run_job
from .subcommands import add_script, read_script, settings_of

DESCRIPTION = """Run a script once and keep the run in a folder of its own: arguments, versions, seed, digests of
files and digits, what it printed, results, weights. Results are what the script gives by (record name value)."""

STATUS = {FINISHED: command.OK, FAILED: command.FAILED, INTERRUPTED: command.INTERRUPTED}


def add_options(parser: argparse.ArgumentParser) -> None:
    add_script(parser)
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where random numbers start (default: 1)")
    parser.add_argument(
        "--set", action="append", default=[], dest="settings", metavar="NAME=VALUE", help="one of the script's settings"
    )


def obey(options: argparse.Namespace) -> int:
    """Run it."""
    script, text = read_script(options.script)
    if options.seed < 0:
        raise LaboratoryError(f"not a seed: {options.seed}", "give 0 or more")
    jobs = jobs_of(script, text, [options.seed], settings_of(script, text, options.settings), options.exact)
    if len(jobs) > 1:
        raise LaboratoryError("a run has one value of each setting", "to try several, use snsim sweep")
    check_writable(options.runs)
    outcome = run_job(jobs[0], echo=not options.quiet)
    sys.stdout.flush()
    if outcome.status == REFUSED:
        if options.quiet:
            print(f"snsim run: {outcome.error}", file=sys.stderr)
        return command.FAILED
    run = keep(options.runs, jobs[0], outcome)
    for name, value in outcome.results.items():
        print(f"{name:24} {_words(value)}")
    if outcome.error and options.quiet:
        print(f"snsim run: {outcome.error}", file=sys.stderr)
    print(f"kept in {run.folder}")
    return STATUS[outcome.status]


def _words(value: Result) -> str:
    if isinstance(value, list):
        return f"{len(value)} numbers"
    return f"{value:.6g}" if isinstance(value, float) else value
