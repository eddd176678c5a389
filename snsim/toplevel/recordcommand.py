"""``snsim record``: run the published experiments and write the page that puts ours beside them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from snsim.datasets.catalogue import CATALOGUE, look
from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.executors import dask_cluster, processes
from snsim.laboratory.record.page import write_page
from snsim.laboratory.record.sections import chosen, experiments, gather, saved
from snsim.laboratory.record.views import check_pictures
from snsim.laboratory.sweep import Sweep

from .command import FAILED, INTERRUPTED, OK
from .jobs import RUNNER
from .session import shared_directories
from .subcommands import add_runs, add_workers, grid_of
from .sweepcommand import tell_failures

DESCRIPTION = """Run the experiments in scripts/record, each from several seeds, and write record.md with the published
figures beside ours, pictures, and a file of all numbers for each. What has been run already is not run again."""

FOLDER = "record"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these experiments; the others stay on the page")
    parser.add_argument("--list", action="store_true", help="which experiments there are")
    parser.add_argument("--seeds", type=int, metavar="N", help="run each from seeds 1 to N (default: its own number)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="NAME=VALUE",
        help="for all experiments that have this setting; the page says so",
    )
    parser.add_argument(
        "--output", type=Path, default=Path("docs"), metavar="FOLDER", help="of record.md (default: docs)"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bars")
    add_workers(parser)
    add_runs(parser)


def _lacking(data: str) -> str:
    """The digits of an experiment if they are not here and can be neither fetched nor drawn."""
    known = (one for one in CATALOGUE if one.name == data and one.source)
    return next((one.name for one in known if None in map(look, one.archives)), "")


def obey(options: argparse.Namespace) -> int:
    """Run them and write the page."""
    known = experiments([folder / FOLDER for folder in shared_directories()])
    wanted = chosen(known, options.names)
    if options.list:
        print(
            "".join(f"{one.name:16} {one.title} ({len(one.variants)} variants, {one.seeds} seeds)\n" for one in wanted),
            end="",
        )
        return OK
    if options.seeds is not None and options.seeds < 1:
        raise LaboratoryError(f"not a number of seeds: {options.seeds}", "give 1 or more")
    grid = grid_of(options.settings)
    if any(len(values) > 1 for values in grid.values()):
        raise LaboratoryError("the record has one value of each setting", "to try several, use snsim sweep")
    given = {name: values[0] for name, values in grid.items()}
    there_are = sorted({setting.name for one in wanted for setting in one.settings})
    for name in given:
        if name not in there_are:
            raise LaboratoryError(f"no setting of these experiments: {name}", f"there are {', '.join(there_are)}")
    place = dask_cluster(options.scheduler) if options.scheduler else processes(options.workers)
    sweep = Sweep(RUNNER, place, options.runs, options.quiet)
    folder = options.output / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LaboratoryError(f"cannot write into {folder}: {error.strerror}", "name another with --output") from None
    check_pictures()
    status = OK
    for experiment in wanted:
        if lacks := _lacking(experiment.data):
            print(f"{experiment.name} is left out: its digits are not here (snsim data {lacks})", file=sys.stderr)
            status = FAILED
            continue
        if not options.quiet:
            print(f"{experiment.name}: {experiment.title}", flush=True)
        section, swept = gather(experiment, sweep, options.seeds, given, folder)
        tell_failures(swept)
        if swept.interrupted:
            print("interrupted: the same command goes on from here", file=sys.stderr)
            return INTERRUPTED
        if section is None:
            status = FAILED
        write_page(saved(folder), options.output / "record.md", FOLDER)
    print(f"written: {options.output / 'record.md'}")
    return status
