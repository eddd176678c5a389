"""``(plan)``: what the planner has made of the network."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..lisp.values import Symbol, T
from ..planner.report import BlockReport, report
from .primitives import primitive
from .sweeps import chosen_path
from .sweeptask import Interpreted, training_task

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
    blocks = report(path.plan)
    lines = [_line(names[layer], words, list(alike)) for (layer, words), alike in groupby(blocks, _kind)]
    width, wide = max(len(line[0]) for line in lines), max(len(line[1]) for line in lines)
    head = "".join(f"{title:>12}" for title in HEAD)
    lisp.output.write(f"{'':{width + wide + 2}}{head}\n")
    last = ""
    for name, words, numbers in lines:
        lisp.output.write(f"{name if name != last else '':{width}}  {words:{wide}}{numbers}\n")
        last = name
    lisp.output.write(f"{'together':{width + wide + 2}}{_numbers(_total(blocks))}\n")
    lisp.output.write(f"arena: {path.plan.arena.nbytes} bytes\n")
    return T


def _kind(block: BlockReport) -> tuple[int, str]:
    return block.layer, block.recognised


def _line(name: str, words: str, alike: list[BlockReport]) -> tuple[str, str, str]:
    """Blocks of one layer that are described by the same words, as one line."""
    return name, words if len(alike) == 1 else f"{len(alike)} times {words}", _numbers(_total(alike))


def _numbers(block: BlockReport) -> str:
    counts = (block.connections, block.weights, block.bytes, block.multiply_adds)
    return "".join(f"{count:12d}" for count in counts) + f"{100 * block.useful / block.multiply_adds:11.0f}%"


def _total(blocks: list[BlockReport]) -> BlockReport:
    columns = ("connections", "weights", "bytes", "multiply_adds", "useful")
    return BlockReport(0, "", *(sum(getattr(block, name) for block in blocks) for name in columns))
