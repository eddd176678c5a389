"""Where data files are looked for, and where they are kept.

In this order: the folder named by ``$SNSIM_DATA``; ``../shared/data`` beside the current folder and the checkout; the
user's cache (``$SNSIM_CACHE``, or the system's usual place); the published address, once, into the cache.
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


def search_dirs() -> Iterator[Path]:
    """The folders to look into, the first first."""
    named = os.environ.get("SNSIM_DATA")
    if named:
        if not Path(named).is_dir():
            raise DatasetError(
                "there is no such folder", named, "set SNSIM_DATA to the folder of the data, or unset it"
            )
        yield Path(named)
    yield SHARED
    yield CHECKOUT / SHARED
    yield cache_dir()


def reject_stranger(path: Path) -> None:
    """The ``Verify`` of archives that are known by their checksum alone."""
    raise DatasetError("what came is not the published file (its checksum differs)", str(path))


def locate(archive: Archive, say: Say, verify: Verify = reject_stranger) -> Path:
    """The path of ``archive``, downloaded if need be.

    ``verify`` judges a download whose checksum is not the published one. Raises ``DataUnavailable`` when the file is
    nowhere and cannot be fetched.
    """
    tried = list(dict.fromkeys(folder.resolve() for folder in search_dirs()))
    for folder in tried:
        if (folder / archive.name).is_file():
            return folder / archive.name
    if archive.address:
        from snsim.datasets.download import download  # noqa: PLC0415  (takes 0.1 s, and most runs never need it)

        return download(archive, cache_dir(), say, verify)
    places = ", ".join(map(str, tried))
    remedy = f"put {archive.name} into one of these folders, or set SNSIM_DATA to the folder that holds it"
    raise DataUnavailable(f"{archive.name} was not found in {places}", "", remedy)
