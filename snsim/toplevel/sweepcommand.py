"""``snsim sweep script.sn --seeds 0:100 --set eps=0.1,0.2``: from many seeds, at every point of the settings."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.executors import dask_cluster, processes
from snsim.laboratory.job import jobs_of, parse_seeds
from snsim.laboratory.summary import write_csv
from snsim.laboratory.sweep import Sweep, Swept

from .command import FAILED, INTERRUPTED, OK
from .jobs import RUNNER
from .subcommands import add_script, add_workers, read_script, settings_of

DESCRIPTION = """Run a script from many seeds, in as many processes as there are cores. Every run is kept in a folder
of its own; what is kept already is not run again. Ctrl-C keeps what has finished: the same
command goes on from there."""

MOST_FAILURES = 5  # that are told


def add_options(parser: argparse.ArgumentParser) -> None:
    add_script(parser)
    parser.add_argument(
        "--seeds", default="1:11", metavar="A:B", help="7, or 0:100 for 0 to 99, or 1,4,9 (default: 1:11)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="NAME=VALUE[,VALUE...]",
        help="a setting of the script; of several all combinations run",
    )
    add_workers(parser)
    parser.add_argument("--fresh", action="store_true", help="run even what is kept")
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help="the table of all runs (default: NAME.csv beside them)"
    )


def obey(options: argparse.Namespace) -> int:
    """Run them."""
    script, text = read_script(options.script)
    jobs = jobs_of(script, text, parse_seeds(options.seeds), settings_of(script, text, options.settings), options.exact)
    if options.workers is not None and options.workers < 1:
        raise LaboratoryError(f"not a number of workers: {options.workers}", "give 1 or more")
    place = dask_cluster(options.scheduler) if options.scheduler else processes(options.workers)
    swept = Sweep(RUNNER, place, options.runs, options.quiet, options.fresh).run(jobs)
    if swept.runs:
        table = options.csv or options.runs / f"{Path(script).stem}.csv"
        try:
            write_csv(table, swept.runs)
        except OSError as error:
            raise LaboratoryError(f"cannot write {table}: {error.strerror}", "name another file with --csv") from None
        print(swept.table() + f"{_counted(swept)}; all in {table}")
    tell_failures(swept)
    if swept.interrupted:
        print("interrupted: the same command goes on from here", file=sys.stderr)
        return INTERRUPTED
    return FAILED if swept.failures else OK


def _counted(swept: Swept) -> str:
    return f"{len(swept.runs)} runs, {swept.computed - len(swept.failures)} of them new"


def tell_failures(swept: Swept) -> None:
    """The first failures on the error stream."""
    for job, message in swept.failures[:MOST_FAILURES]:
        print(f"failed, {job.words()}: {message}", file=sys.stderr)
    if len(swept.failures) > MOST_FAILURES:
        print(f"... and {len(swept.failures) - MOST_FAILURES} more failed", file=sys.stderr)
