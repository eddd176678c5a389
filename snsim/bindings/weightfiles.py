"""Files that tell every connection with its weight: ``save-net/merge save-ascii-net/merge merge-net`` (sn28.md, 2.16).

The network goes into and comes out of what ``weightformats`` writes and reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.fields import L_EPSILON, W_VAL
from ..lisp.arguments import integer, string
from ..lisp.errors import LispError
from ..matrices.bytereader import ByteReader
from ..matrices.files import write_bytes
from ..streams.redirection import open_input
from .layers import layer
from .primitives import primitive
from .weightformats import NOT_A_WEIGHT_FILE, RECORD, WeightFile, binary_file, read_weight_file, text_file

if TYPE_CHECKING:
    from .workspace import Workspace

SUFFIX = "wei"


# ---- writing ---------------------------------------------------------------------------------------------------------


@primitive("save-net/merge")
def save_net(workspace: Workspace, name: Any, *cells: Any) -> Any:
    """Binary; with cells, the connections among these (and the bias) only."""
    write_bytes(workspace.lisp, string(name), binary_file(_content(workspace, cells)), SUFFIX)
    return name


@primitive("save-ascii-net/merge")
def save_ascii_net(workspace: Workspace, name: Any, *cells: Any) -> Any:
    """The same as text."""
    write_bytes(workspace.lisp, string(name), text_file(_content(workspace, cells)), SUFFIX)
    return name


def _content(workspace: Workspace, cells: tuple[Any, ...]) -> WeightFile:
    """The network, or the part of it among some cells, as a file tells it."""
    network = workspace.network
    links = np.flatnonzero(network.pre[: network.snum] >= 0)
    ranks, count = np.arange(network.nnum), network.nnum - 1
    if cells:
        chosen = np.concatenate([layer(network, units) for units in cells])
        if len(np.unique(chosen)) < len(chosen):
            raise LispError("cell referenced twice in 'save-net' listes")
        ranks, count = np.full(network.nnum, -1), len(chosen)
        ranks[0] = 0
        ranks[chosen] = np.arange(1, count + 1)
        links = links[(ranks[network.pre[links]] >= 0) & (ranks[network.post[links]] >= 0)]
    records = np.empty(len(links), RECORD)
    records["pre"], records["post"] = ranks[network.pre[links]], ranks[network.post[links]]
    records["value"] = network.weights[W_VAL, network.weight_of[links]]
    age = workspace.lisp.intern("age").cell.value
    return WeightFile(count, integer(age) if type(age) is float else 0, records)


# ---- reading ---------------------------------------------------------------------------------------------------------


@primitive("merge-net")
def merge_net(workspace: Workspace, name: Any, *cells: Any) -> float | str | None:
    """Without cells: how many units a file numbers, () if it is of another kind. With cells: load it into these."""
    file = string(name)
    source = open_input(workspace.lisp, file, SUFFIX)
    reader = ByteReader(source.text.encode("latin-1"), source.name)
    content = read_weight_file(reader)
    if not cells:
        return None if content is None else float(content.units)
    if content is None:
        raise reader.error(NOT_A_WEIGHT_FILE, f"a magic number or .WEI expected here, {reader.peek(4)!r} found")
    if content.old:
        workspace.lisp.output.write("WARNING: this file has been saved with an old format\n")
    units = np.concatenate([np.zeros(1, np.int32), *(layer(workspace.network, c) for c in cells)])
    _store(workspace, content, units)
    workspace.lisp.set_global("age", float(content.age))
    return file


def _store(workspace: Workspace, content: WeightFile, cells: np.ndarray) -> None:
    """Put the weights where the connections are; ``cells``: the unit of every rank. All or none."""
    network = workspace.network
    links = np.array([_link(workspace, record, cells) for record in content.records], np.int64)
    network.weights[W_VAL, network.weight_of[links]] = content.records["value"]
    if network.newton and content.old:
        network.links[L_EPSILON, links] = content.records["epsilon"]


def _link(workspace: Workspace, record: Any, cells: np.ndarray) -> int:
    """The connection that a record is about."""
    pre, post = int(record["pre"]), int(record["post"])
    inside = 0 <= pre < len(cells) and 0 <= post < len(cells)
    link = workspace.network.find(cells[pre], cells[post]) if inside else -1
    if link < 0:
        hint = f"the file has a connection from its unit {pre} to its unit {post}, the network has none"
        raise LispError("you should create the connections first", hint=hint)
    return link
