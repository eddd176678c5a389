"""What one network - the first run of the first variant - has learned: kernels, feature maps, digits it misreads."""

from __future__ import annotations

from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np

from ...runfolder import Run
from .canvas import sheet, write


def kernels(groups: dict[str, list[Run]], _arguments: list[Any], file: Path) -> str:
    """``h1-kernels`` (maps, 25)."""
    weights = _square(_first(groups).array("h1-kernels"))
    titles = [str(number) for number in range(len(weights))]
    write(sheet(list(weights), min(12, len(weights)), titles, 0.8), file)
    return f"The {len(weights)} learned 5x5 kernels of H1 (seed 1): white is inhibiting, black exciting"


def features(groups: dict[str, list[Run]], _arguments: list[Any], file: Path) -> str:
    """``digit`` (1, 256), ``h1-states`` (maps, 64), ``h2-states`` (maps, 16)."""
    run = _first(groups)
    digit, first, second = (_square(run.array(name)) for name in ("digit", "h1-states", "h2-states"))
    blank = [None] * (len(first) - 1)
    write(sheet([digit[0], *blank, *first, *second], len(first), size=0.8, rows=("digit", "H1", "H2")), file)
    return f"The first test digit, the {len(first)} feature maps of H1 and the {len(second)} of H2 (seed 1)"


def misread(groups: dict[str, list[Run]], _arguments: list[Any], file: Path) -> str:
    """``misread`` (digits, 256) and ``misread-classes`` (digits, 2): what each is and what it is taken for."""
    run = _first(groups)
    images, classes = _square(run.array("misread")), run.array("misread-classes").astype(int)
    titles = [f"{right} as {taken if taken >= 0 else 'two'}" for right, taken in classes]
    write(sheet(list(images), 15, titles, 0.62), file)
    return f"The {len(images)} misread test digits (seed 1): what they are, as what they are read"


def _first(groups: dict[str, list[Run]]) -> Run:
    return next(iter(groups.values()))[0]


def _square(rows: np.ndarray) -> np.ndarray:
    side = isqrt(rows.shape[1])
    return rows.reshape(-1, side, side)
