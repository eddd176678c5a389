"""Fetching a published archive into the user's cache, once, with a progress bar where someone is watching.

``$SNSIM_MIRROR`` names an address to try before the published one. What arrives is kept only if its checksum is the
published one or its content is found to be right: a mirror may have compressed the same digits anew.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

import pooch
import requests

from snsim.datasets.errors import DatasetError, DataUnavailable
from snsim.datasets.locate import Say, Verify
from snsim.datasets.registry import Archive

TIMEOUT = 20  # seconds without a byte
CHUNK = 1 << 16  # bytes at a time


def download(archive: Archive, folder: Path, say: Say, verify: Verify) -> Path:
    """Fetch ``archive`` into ``folder``; raises ``DataUnavailable`` when no address gives the right file."""
    mirror = os.environ.get("SNSIM_MIRROR")
    urls = [f"{mirror.rstrip('/')}/{archive.name}"] if mirror else []
    faults = []
    for url in [*urls, archive.url]:
        try:
            path = _fetch(archive, url, folder, verify)
        except OSError as error:
            faults.append(f"{url}: {_in_words(error)}")
        except DatasetError as error:
            faults.append(f"{url}: {error.message}")
        else:
            say(f"fetched {archive.name} from {url} into {folder}")
            return path
    remedy = f"connect to the network and load again, or put {archive.name} into {folder}"
    raise DataUnavailable(f"cannot fetch {archive.name} ({'; '.join(faults)})", "", remedy)


def _fetch(archive: Archive, url: str, folder: Path, verify: Verify) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="fetching-") as scratch:
        arrived = Path(scratch, archive.name)
        fetch = pooch.HTTPDownloader(progressbar=sys.stderr.isatty(), chunk_size=CHUNK, timeout=TIMEOUT)
        fetch(url, str(arrived), None)
        if hashlib.sha256(arrived.read_bytes()).hexdigest() != archive.sha256:
            verify(arrived)
        return arrived.replace(folder / archive.name)


def _in_words(error: Exception) -> str:
    """The reason without the layers of the network library."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answers {error.response.status_code}"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    if isinstance(error, requests.RequestException):
        return "the transfer broke off"
    return str(error)
