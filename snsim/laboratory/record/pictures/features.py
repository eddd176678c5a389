"""What one network has learned: kernels, feature maps, digits it misreads.

The network is that of the first run of the variant, or column of a grid, that the view names; if none, of the first.
"""

from __future__ import annotations

from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np

from ...runfolder import Run
from .canvas import sheet, write


def kernels(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``h1-kernels`` (maps or units, pixels of a window)."""
    weights = _square(_chosen(groups, arguments).array("h1-kernels"))
    titles = [str(number) for number in range(len(weights))]
    write(sheet(list(weights), min(12, len(weights)), titles, 0.8), file)
    count, side, _ = weights.shape
    kernels_of = f"The {count} learned {side}x{side} kernels of the first hidden layer{_of(arguments)}"
    return f"{kernels_of}: white is inhibiting, black exciting"


def features(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``digit`` (1, 256), ``h1-states`` (maps, 64), ``h2-states`` (maps, 16)."""
    run = _chosen(groups, arguments)
    rows = [list(_square(run.array(name))) for name in ("digit", "h1-states", "h2-states")]
    columns = max(map(len, rows))
    images = [image for row in rows for image in (*row, *[None] * (columns - len(row)))]
    write(sheet(images, columns, size=0.8, rows=("digit", "H1", "H2")), file)
    _, first, second = map(len, rows)
    return f"The first test digit, the {first} feature maps of H1 and the {second} of H2{_of(arguments)}"


def misread(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``misread`` (digits, 256) and ``misread-classes`` (digits, 2): what each is and what it is taken for."""
    run = _chosen(groups, arguments)
    images, classes = _square(run.array("misread")), run.array("misread-classes").astype(int)
    titles = [f"{right} as {taken if taken >= 0 else 'two'}" for right, taken in classes]
    write(sheet(list(images), 15, titles, 0.62), file)
    return f"The {len(images)} misread test digits{_of(arguments)}: what they are, as what they are read"


def _chosen(groups: dict[str, list[Run]], arguments: list[Any]) -> Run:
    """The first run of the variant named in the arguments, or of the first."""
    return (groups[arguments[0]] if arguments else next(iter(groups.values())))[0]


def _of(arguments: list[Any]) -> str:
    """Whose network it is."""
    return f" ({', '.join([*arguments, 'seed 1'])})"


def _square(rows: np.ndarray) -> np.ndarray:
    side = isqrt(rows.shape[1])
    return rows.reshape(-1, side, side)
