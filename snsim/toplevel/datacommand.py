"""``snsim data``: which digits there are, and which are here."""

from __future__ import annotations

import argparse
import sys

from snsim.datasets.catalogue import CATALOGUE, DataSet, fetch, look
from snsim.datasets.locate import cache_dir
from snsim.datasets.messages import say_on_stderr
from snsim.datasets.registry import Archive

from .command import MISUSED, OK

DESCRIPTION = """List every set of data: origin, size, licence or its absence, digest, whether it is here and where,
and how to get it. None is part of snsim."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"only these: {', '.join(one.name for one in CATALOGUE)}"
    )
    parser.add_argument("--fetch", action="store_true", help="fetch from the network what is not here")


def obey(options: argparse.Namespace) -> int:
    """List them."""
    unknown = [name for name in options.names if name not in {one.name for one in CATALOGUE}]
    if unknown:
        print(f"snsim data: no such digits: {unknown[0]} (try snsim data --help)", file=sys.stderr)
        return MISUSED
    wanted = [one for one in CATALOGUE if not options.names or one.name in options.names]
    for dataset in wanted:
        if options.fetch and not dataset.source:
            fetch(dataset, say_on_stderr)
    print("\n".join("".join(f"{line}\n" for line in _lines(dataset)) for dataset in wanted), end="")
    return OK


def _lines(dataset: DataSet) -> list[str]:
    found = [look(archive) for archive in dataset.archives]
    lines = [
        f"{dataset.name}: {dataset.title}",
        f"  origin   {dataset.origin}",
        f"  licence  {dataset.licence}",
        f"  in Lisp  ({dataset.loader} ...)",
    ]
    for archive, here in zip(dataset.archives, found, strict=True):
        lines.append(f"  {archive.name}, {archive.count} of them: {_published(archive)}")
        if here is None:
            lines.append("    not here")
        else:
            lines.append(f"    here: {here.path}, {here.size} bytes, {here.state}")
            if here.sha256 != archive.sha256:
                lines.append(f"    sha256 {here.sha256}")
    if None in found:
        lines.append(f"  to get it: {_remedy(dataset)}")
    return lines


def _published(archive: Archive) -> str:
    address = f"{archive.url}, " if archive.address else ""
    return f"{address}{archive.size} bytes\n    sha256 {archive.sha256}"


def _remedy(dataset: DataSet) -> str:
    if dataset.source:
        return f"{dataset.source} into {cache_dir()}, or into a folder that SNSIM_DATA names"
    return f"snsim data --fetch {dataset.name}"
