"""``snsim run``, ``snsim sweep`` and their like: a parser for each, and what they have in common."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from snsim.datasets.errors import DatasetError
from snsim.laboratory.errors import LaboratoryError, UnreadableScript
from snsim.laboratory.job import Value, parse_setting
from snsim.laboratory.runfolder import RUNS
from snsim.laboratory.spelling import check_spelling
from snsim.lisp.errors import LispError
from snsim.streams.filestreams import FileInput
from snsim.streams.host import from_host, to_host
from snsim.streams.searchpath import PROGRAM_SUFFIXES, find_file

from .command import FAILED, INTERRUPTED, UNREADABLE
from .session import shared_directories

Obey = Callable[[argparse.Namespace], int]


def obey(name: str, arguments: list[str]) -> int:
    """Do what ``snsim name arguments`` asks; the exit status."""
    module = import_module(f".{name}command", __package__)
    parser = argparse.ArgumentParser(
        f"snsim {name}", description=module.DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    module.add_options(parser)
    try:
        options = parser.parse_args(arguments)
    except SystemExit as leaving:  # --help, or a wrong option that has been explained
        return int(leaving.code or 0)
    try:
        status: int = module.obey(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except UnreadableScript as error:
        print(f"snsim {name}: {error}", file=sys.stderr)
        return UNREADABLE
    except (LaboratoryError, DatasetError, LispError) as error:
        print(f"snsim {name}: {error}", file=sys.stderr)
        return FAILED
    return status


def add_script(parser: argparse.ArgumentParser) -> None:
    """The script and its settings, for commands that run one."""
    parser.add_argument("script", help="looked for like any script: here, then in nets/ and scripts/")
    parser.add_argument("--exact", action="store_true", help="SN's own arithmetic, bit for bit")
    parser.add_argument("--quiet", action="store_true", help="no progress bar, only results")
    add_runs(parser)


def add_runs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=Path, default=RUNS, metavar="FOLDER", help="where runs are kept (default: runs)")


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Where many runs go."""
    parser.add_argument("--workers", type=int, metavar="N", help="processes on this machine (default: one a core)")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on Dask workers: tcp://host:port of their scheduler"
    )


def read_script(name: str) -> tuple[str, str]:
    """Path and text of a script."""
    found = _find(".", name)
    if found is None and Path(name).is_dir():
        raise UnreadableScript(f"not a script but a directory: {name}")
    if found is None:
        raise UnreadableScript(f"file not found: {name}")
    try:
        source = FileInput(found)
    except LispError as error:
        raise UnreadableScript(f"cannot read {name}: {error.text}") from None
    if "\0" in source.text:
        raise UnreadableScript(f"not a script but a binary file: {name}")
    return to_host(found), source.text


def _find(beside: str, name: str) -> str | None:
    """The file of a name, in a directory or among those of the package."""
    folders = [from_host(folder) for folder in (".", beside, *map(str, shared_directories()))]
    return find_file(folders, from_host(name), PROGRAM_SUFFIXES)


def settings_of(script: str, text: str, settings: list[str]) -> dict[str, list[Value]]:
    """The grid of all ``--set``, for a script: an error if it cannot have one of them."""
    grid = grid_of(settings)

    def find(name: str) -> str | None:
        found = _find(os.path.dirname(script) or ".", name)
        return None if found is None else FileInput(found).text

    check_spelling(grid, text, find)
    return grid


def grid_of(settings: list[str]) -> dict[str, list[Value]]:
    """The settings of all ``--set``."""
    grid: dict[str, list[Value]] = {}
    for text in settings:
        name, values = parse_setting(text)
        if name in grid:
            raise LaboratoryError(f"the setting {name} is given twice", f"write --set {name}=value,value...")
        grid[name] = values
    return grid
