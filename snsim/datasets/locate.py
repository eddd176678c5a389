"""Where data files are looked for, and where they are kept.

In this order: the folder named by ``$SNSIM_DATA``; ``../shared/data`` beside the current folder and the checkout; the
user's cache (``$SNSIM_CACHE``, or the system's usual place); the published address, once, into the cache.

Who sets ``$SNSIM_DATA`` wants to know when it does not help: a folder that does not exist is an error, a file found
elsewhere is announced, and made-up digits never step in for a file that is nowhere (``named_folder``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from platformdirs import user_cache_path

from snsim.datasets.errors import DatasetError, DataUnavailable
from snsim.datasets.registry import Archive

SHARED = Path("..", "shared", "data")
CHECKOUT = Path(__file__).resolve().parents[2]

Say = Callable[[str], None]  # receives one-sentence messages for the user
Verify = Callable[[Path], object]  # raises DatasetError when a file does not hold what it should


def cache_dir() -> Path:
    named = os.environ.get("SNSIM_CACHE")
    return Path(named) if named else user_cache_path("snsim", appauthor=False)


def named_folder() -> Path | None:
    """The folder that ``$SNSIM_DATA`` names, if it is set."""
    named = os.environ.get("SNSIM_DATA")
    if not named:
        return None
    if not Path(named).is_dir():
        remedy = "set SNSIM_DATA to the folder of the data, or unset it"
        raise DatasetError("SNSIM_DATA names this folder, but there is no such folder", named, remedy)
    return Path(named)


def search_dirs() -> Iterator[Path]:
    """The folders to look into, the first first."""
    named = named_folder()
    if named:
        yield named
    yield SHARED
    yield CHECKOUT / SHARED
    yield cache_dir()


def whereabouts(archive: Archive) -> Path | None:
    """Where the file is, if it is here; nothing is fetched."""
    return next((folder / archive.name for folder in search_dirs() if (folder / archive.name).is_file()), None)


def locate_in(folder: Path, archive: Archive) -> Path:
    """The path of ``archive`` in this folder and nowhere else."""
    path = folder / archive.name
    if not path.is_file():
        remedy = f"put {archive.name} into the folder, or name the folder that holds it"
        raise DatasetError(f"there is no {archive.name} in this folder", str(folder), remedy)
    return path


def reject_stranger(path: Path) -> None:
    """The ``Verify`` of archives that are known by their checksum alone."""
    raise DatasetError("what came is not the published file (its checksum differs)", str(path))


def locate(archive: Archive, say: Say, verify: Verify = reject_stranger) -> Path:
    """The path of ``archive``, downloaded if need be.

    ``verify`` judges a download whose checksum is not the published one. Raises ``DataUnavailable`` when the file is
    nowhere and cannot be fetched.
    """
    tried = list(dict.fromkeys(folder.resolve() for folder in search_dirs()))
    named = named_folder()
    for folder in tried:
        if (folder / archive.name).is_file():
            if named and folder != named.resolve():
                say(f"{archive.name} is not in {named} (SNSIM_DATA): taking the one in {folder}")
            return folder / archive.name
    if archive.address:
        from snsim.datasets.download import download  # noqa: PLC0415  (takes 0.1 s, and most runs never need it)

        return download(archive, cache_dir(), say, verify)
    places = ", ".join(map(str, tried))
    remedy = f"put {archive.name} into one of these folders, or set SNSIM_DATA to the folder that holds it"
    raise DataUnavailable(f"{archive.name} was not found in {places}", "", remedy)
