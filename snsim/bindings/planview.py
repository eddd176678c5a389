"""``(plan)``: what the planner has made of the network."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..lisp.console import columns
from ..lisp.values import Symbol, T
from ..planner.report import BlockReport, report
from .netenvreader import Interpreted
from .primitives import primitive
from .sweeps import chosen_path
from .sweeptask import training_task

if TYPE_CHECKING:
    from .workspace import Workspace

HEAD = ("connections", "weights", "bytes", "mult-adds", "useful")


@primitive("plan")
def plan(workspace: Workspace, *arguments: Any) -> Symbol | None:
    """Print the blocks of the network: how each was recognised, its connections, weights, bytes of weights, the
    multiply-adds of an on-line gradient step, and the share of these that is not padding. () without a plan."""
    lisp = workspace.lisp
    try:
        path = chosen_path(workspace, training_task(workspace, 0))
    except Interpreted as reason:
        lisp.output.write(f"no plan: {reason}\n")
        return None
    if path.plan is None:
        lisp.output.write(f"no plan: {path.reason}\n")
        return None
    assert workspace.schedule is not None
    symbols = workspace.schedule.layers
    names = [" ".join(symbols[k].name for k in level) for level in path.plan.members]
    groups = [(kind, list(alike)) for kind, alike in groupby(report(path.plan), _kind)]
    rows = [(names[layer], _times(len(alike), words), _total(alike)) for (layer, words), alike in groups]
    text = _table(rows)
    width = columns(lisp.output)
    if width is not None and max(map(len, text.splitlines())) >= width:
        text = _paragraphs(rows, width - 1)
    lisp.output.write(f"{text}arena: {path.plan.arena.nbytes} bytes\n")
    return T


def _kind(block: BlockReport) -> tuple[int, str]:
    return block.layer, block.recognised


def _times(count: int, words: str) -> str:
    """Blocks of one layer that are described by the same words are told once."""
    return words if count == 1 else f"{count} times {words}"


def _table(rows: list[tuple[str, str, BlockReport]]) -> str:
    """A line for each block: layers, what it is, numbers."""
    width, wide = max(len(name) for name, _, _ in rows), max(len(words) for _, words, _ in rows)
    lines = [f"{'':{width + wide + 2}}" + "".join(f"{title:>12}" for title in HEAD)]
    last = ""
    for name, words, block in rows:
        lines.append(f"{name if name != last else '':{width}}  {words:{wide}}{_numbers(block)}")
        last = name
    lines.append(f"{'together':{width + wide + 2}}{_numbers(_total([block for _, _, block in rows]))}")
    return "".join(f"{line}\n" for line in lines)


def _paragraphs(rows: list[tuple[str, str, BlockReport]], width: int) -> str:
    """The same for a terminal on which the table has no room."""
    lines = []
    for name, words, block in [*rows, ("together", "", _total([block for _, _, block in rows]))]:
        lines += textwrap.wrap(f"{name}: {words}" if words else name, width)
        numbers = zip(HEAD, _numbers(block).split(), strict=True)
        said = ", ".join(f"{number} {title}" for title, number in numbers)
        lines += textwrap.wrap(said, width, initial_indent="  ", subsequent_indent="  ")
    return "".join(f"{line}\n" for line in lines)


def _numbers(block: BlockReport) -> str:
    counts = (block.connections, block.weights, block.bytes, block.multiply_adds)
    return "".join(f"{count:12d}" for count in counts) + f"{100 * block.useful / block.multiply_adds:11.0f}%"


def _total(blocks: list[BlockReport]) -> BlockReport:
    fields = ("connections", "weights", "bytes", "multiply_adds", "useful")
    return BlockReport(0, "", *(sum(getattr(block, name) for block in blocks) for name in fields))
