"""A cache of parsed digits: the text of the 7291 digits is read in half a second, their arrays in milliseconds.

One .npz file for each data file, in the user's cache; it is stale when the data file's size or time has changed. The
cache is a convenience: where it cannot be written or read, the text is parsed again.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from snsim.datasets.digitset import Floats, Labels

FORMAT = 1  # raised when the layout of the .npz file changes


def parsed_once(path: Path, folder: Path, parse: Callable[[Path], tuple[Floats, Labels]]) -> tuple[Floats, Labels]:
    """``parse(path)``, or what it gave last time."""
    status = path.stat()
    stamp = np.array([FORMAT, status.st_size, status.st_mtime_ns], np.int64)
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    kept = folder / "parsed" / f"{path.name}-{name}.npz"
    try:
        with kept.open("rb") as file, np.load(file) as arrays:
            if np.array_equal(arrays["stamp"], stamp):
                return arrays["images"], arrays["labels"]
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        pass
    images, labels = parse(path)
    _keep(kept, stamp, images, labels)
    return images, labels


def _keep(kept: Path, stamp: NDArray[np.int64], images: Floats, labels: Labels) -> None:
    """Write the .npz in one stroke: a reader sees all of it or nothing."""
    scratch = kept.with_suffix(f".{os.getpid()}.npz")
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            np.savez(scratch, stamp=stamp, images=images, labels=labels)
            scratch.replace(kept)
        finally:
            scratch.unlink(missing_ok=True)
