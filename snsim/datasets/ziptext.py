"""Reader of the zip digits' text: one digit a line, its label and 256 grey levels in [-1, 1], blank separated.

In: the text. Out: images (n, 256) float32 and labels (n,) uint8. Every number is checked; a mistake is reported with
file, line and column. The fast path reads all lines at once; only when it fails are they searched for the culprit.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from snsim.datasets.digitset import Floats, Labels
from snsim.datasets.errors import DatasetError
from snsim.datasets.files import FETCH_AGAIN

PIXELS = 256
COLUMNS = 1 + PIXELS


def parse_zip_text(text: bytes, path: Path) -> tuple[Floats, Labels]:
    """Images and labels; ``path`` only names the culprit."""
    lines = text.decode("latin-1").splitlines()
    if not lines:
        raise DatasetError("the file is empty", str(path), FETCH_AGAIN)
    try:
        table = np.loadtxt(lines, np.float32, comments=None, ndmin=2)
    except ValueError:
        table = None
    if table is None or table.shape != (len(lines), COLUMNS) or not _sane(table):
        raise _culprit(lines, path)
    return np.ascontiguousarray(table[:, 1:]), table[:, 0].astype(np.uint8)


def _sane(table: Floats) -> bool:
    labels = table[:, 0]
    return bool(np.isin(labels, np.arange(10)).all() and (np.abs(table[:, 1:]) <= 1).all())  # false for NaN, too


def _culprit(lines: list[str], path: Path) -> DatasetError:
    """The first mistake in the text."""
    for number, line in enumerate(lines, 1):
        words = line.split()
        if len(words) != COLUMNS:
            message = f"{len(words)} numbers on the line, not {COLUMNS} (a label and {PIXELS} grey levels)"
            return DatasetError(message, f"{path}:{number}", FETCH_AGAIN)
        for column, word in enumerate(words, 1):
            fault = _label_fault(word) if column == 1 else _grey_fault(word)
            if fault:
                message = f"number {column} on the line {fault}: {word[:20]}"
                return DatasetError(message, f"{path}:{number}", FETCH_AGAIN)
    return DatasetError("the text cannot be read as numbers", str(path), FETCH_AGAIN)


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def _label_fault(word: str) -> str:
    return "" if _number(word) in range(10) else "should be a label 0-9"


def _grey_fault(word: str) -> str:
    value = _number(word)
    return "" if value is not None and abs(value) <= 1 else "should be a grey level between -1 and 1"
