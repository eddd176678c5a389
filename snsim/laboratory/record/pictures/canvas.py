"""One look for all pictures: sizes, colours, writing the file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

COLOURS = ("#1f5a99", "#c8502d", "#3b8a4f", "#8a5bb0", "#b08a1f", "#4aa3a3", "#7a4a2b", "#d0679f", "#5a5a5a", "#9aa51f")
STYLES = ("-", "--", ":")
DPI = 110
FEW = 4  # lines that leave room for bands behind them and a legend inside
INK = "gray_r"  # +1, ink, is black


def style(number: int) -> dict[str, Any]:
    """Colour and line of the variant of this number."""
    return {"color": COLOURS[number % len(COLOURS)], "linestyle": STYLES[number // len(COLOURS) % len(STYLES)]}


def plane(xlabel: str, ylabel: str, width: float = 7.0) -> tuple[Figure, Any]:
    """A figure with one pair of axes."""
    figure = Figure(figsize=(width, 4.2), layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
    return figure, axes


def most(lines: np.ndarray) -> np.ndarray:
    """Between which values four of five lines (lines, points) lie, point by point: (2, points)."""
    return np.asarray(np.percentile(lines, (10, 90), axis=0))


def legend(axes: Any, entries: int) -> None:
    """None for nothing, inside while it is small, else beside."""
    if 0 < entries <= FEW:
        axes.legend(frameon=False)
    elif entries:
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize="small")


def round_ticks(axis: Any) -> None:
    """Plain numbers on a logarithmic axis: 1, 2, 5, 10 ..., more of them where less than a decade is seen."""
    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high > 10 * low else (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def sheet(images: Sequence[np.ndarray | None], columns: int, titles: Sequence[str] = (), size: float = 0.7,
          rows: Sequence[str] = ()) -> Figure:  # fmt: skip
    """Small grey pictures in rows, those of a row on one scale (``None``: an empty place); ``titles`` above them,
    ``rows``: a word before each row."""
    count = -(-len(images) // columns)
    height = size * (1.35 if titles else 1.0)
    figure = Figure(figsize=(columns * size + 0.5 * bool(rows), count * height), layout="constrained")
    grid = figure.subplots(count, columns, squeeze=False)
    for number, axes in enumerate(grid.ravel()):
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set(color="0.6", linewidth=0.6)
        row, column = divmod(number, columns)
        image = images[number] if number < len(images) else None
        if image is None:
            axes.axis("off")
            continue
        greatest = _greatest(images[row * columns : (row + 1) * columns])
        axes.imshow(image, cmap=INK, vmin=-greatest, vmax=greatest, interpolation="nearest")
        if titles:
            axes.set_title(titles[number], fontsize=7, pad=2)
        if rows and not column:
            axes.set_ylabel(rows[row], fontsize=9)
    return figure


def _greatest(images: Sequence[np.ndarray | None]) -> float:
    """The greatest absolute value in some pictures."""
    return max((float(np.abs(image).max()) for image in images if image is not None), default=1.0)


def write(figure: Figure, file: Path) -> None:
    """Save a figure, under another name first."""
    scratch = file.with_name(file.name + ".writing")
    figure.savefig(scratch, dpi=DPI, format="png", metadata={"Software": None})
    os.replace(scratch, file)
