"""What the outputs tell: errors against rejects, and which digit is taken for which.

Runs give ``answers`` (test digits, 10 outputs) and ``labels`` (test digits).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...runfolder import Run
from .canvas import legend, most, plane, style, write


def reject_curve(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``published``: per cent of rejects for 1 % of errors among the accepted."""
    figure, axes = plane("rejected (%)", "errors among the accepted (%)")
    for number, (label, runs) in enumerate(groups.items()):
        lines = np.array([errors_by_rejects(run.array("answers"), run.array("labels")) for run in runs])
        rejected = np.linspace(0, 100, lines.shape[1], endpoint=False)
        look = style(number)
        axes.plot(rejected, lines.mean(0), label=label or None, **look)
        axes.fill_between(rejected, *most(lines), color=look["color"], alpha=0.15, linewidth=0)
    (published,) = arguments
    axes.plot([published], [1.0], "k*", markersize=11, label=f"published: {published:g} % for 1 %")
    axes.set_xlim(0, 40)
    axes.set_ylim(0, None)
    legend(axes, len(groups) + 1)
    write(figure, file)
    return "Errors among the accepted test digits; rejected are those whose two greatest outputs are nearest"


def errors_by_rejects(answers: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Per cent of errors among the accepted when 0, 1, 2 ... digits are rejected, the least certain first."""
    two = np.sort(answers, 1)[:, -2:]
    order = np.argsort(two[:, 1] - two[:, 0], kind="stable")
    wrong = (answers.argmax(1) != labels)[order]
    left = np.cumsum(wrong[::-1])[::-1]
    return np.asarray(100 * left / np.arange(len(wrong), 0, -1))


def confusion(groups: dict[str, list[Run]], arguments: list[Any], file: Path) -> str:
    """``[variant]``: how often each digit is taken for each, mean over the seeds; of the first variant by default."""
    label = arguments[0] if arguments else next(iter(groups))
    runs = groups[label]
    counts = np.mean([_counts(run.array("answers"), run.array("labels")) for run in runs], 0)
    figure, axes = plane("taken for", "digit", 5.4)
    figure.set_size_inches(5.4, 5.0)
    off = counts * (1 - np.eye(10))
    axes.imshow(off, cmap="Reds")
    axes.grid(visible=False)
    for row, column in np.ndindex(10, 10):
        value = counts[row, column]
        text = f"{value:.0f}" if row == column else f"{value:.1f}".rstrip("0").rstrip(".")
        if value >= 0.05:
            dark = off[row, column] > 0.6 * off.max()
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color="white" if dark else "black")
    axes.set_xticks(range(10))
    axes.set_yticks(range(10))
    write(figure, file)
    of = f", {label}" if label else ""
    return f"Which test digit is taken for which, mean of {len(runs)} seed{'s' * (len(runs) > 1)}{of}"


def _counts(answers: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """(10, 10): rows are digits, columns what they are taken for."""
    counts = np.zeros((10, 10))
    np.add.at(counts, (labels.astype(int), answers.argmax(1)), 1)
    return counts
