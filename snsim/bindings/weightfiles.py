"""Files that tell every connection with its weight: ``save-net/merge save-ascii-net/merge merge-net`` (sn28.md, 2.16).

Binary: three int32 (magic, number of units, age), then a record of two int32 and a float32 for each connection, little
endian. Text: ``.WEI <units> <age>``, then ``pre post weight`` lines. Units carry their rank in the file: 0 is the bias.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..kernels.fields import L_EPSILON, W_VAL
from ..lisp.arguments import integer, string
from ..lisp.errors import LispError
from ..streams.host import host_failures, to_host
from ..streams.redirection import output_name
from ..streams.searchpath import look_for
from .layers import layer
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace

MAGIC, OLD_MAGIC = 0x2D4F1C93, 0x2D4F1C91
TEXT_MAGIC = ".WEI"
HEADER_SIZE = 12
RECORD = [("pre", "i4"), ("post", "i4"), ("value", "f4")]
OLD_RECORD = [*RECORD, ("epsilon", "f4")]
NOT_A_WEIGHT_FILE = "this is probably not a weight file"


class WeightFile(NamedTuple):
    """What such a file holds: how many units it numbers, an age, and one record a connection."""

    units: int
    age: int
    records: np.ndarray


# ---- writing ---------------------------------------------------------------------------------------------------------


@primitive("save-net/merge")
def save_net(workspace: Workspace, name: Any, *cells: Any) -> str:
    """Binary; with cells, the connections among these (and the bias) only."""
    content = _content(workspace, cells)
    header = np.array([MAGIC, content.units, content.age], "<i4")
    data = header.tobytes() + content.records.astype(np.dtype(RECORD).newbyteorder("<")).tobytes()
    return _write(name, data)


@primitive("save-ascii-net/merge")
def save_ascii_net(workspace: Workspace, name: Any, *cells: Any) -> str:
    """The same as text."""
    content = _content(workspace, cells)
    lines = [f"{TEXT_MAGIC} {content.units} {content.age}\n"]
    lines += [f"{pre:4d} {post:4d} {value:10.7f}\n" for pre, post, value in content.records.tolist()]
    return _write(name, "".join(lines).encode("ascii"))


def _write(name: Any, data: bytes) -> str:
    file = string(name)
    with host_failures():
        Path(to_host(output_name(file, "wei"))).write_bytes(data)
    return file


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
    content = _read(workspace, file)
    if not cells:
        return None if content is None else float(content.units)
    if content is None:
        raise LispError(NOT_A_WEIGHT_FILE, file)
    _store(workspace, content, np.concatenate([np.zeros(1, np.int32), *(layer(workspace.network, c) for c in cells)]))
    workspace.lisp.set_global("age", float(content.age))
    return file


def _store(workspace: Workspace, content: WeightFile, cells: np.ndarray) -> None:
    """Put the weights where the connections are; ``cells``: the unit of every rank."""
    network = workspace.network
    for record in content.records:
        pre, post = int(record["pre"]), int(record["post"])
        inside = 0 <= pre < len(cells) and 0 <= post < len(cells)
        link = network.find(cells[pre], cells[post]) if inside else -1
        if link < 0:
            hint = f"the file has a connection from its unit {pre} to its unit {post}, the network has none"
            raise LispError("you should create the connections first", hint=hint)
        network.weights[W_VAL, network.weight_of[link]] = record["value"]
        if network.newton and "epsilon" in (content.records.dtype.names or ()):
            network.links[L_EPSILON, link] = record["epsilon"]


def _read(workspace: Workspace, name: str) -> WeightFile | None:
    """The content of a file, or None if it is of another kind."""
    lisp = workspace.lisp
    found = look_for(lisp, name, "wei")
    if found is None:
        hint = f"There is no file {name} in {', '.join(lisp.path)}."
        raise LispError("No such file or directory (errno=2)", hint=hint)
    with host_failures():
        data = Path(to_host(found)).read_bytes()
    if data.startswith(TEXT_MAGIC.encode()):
        return _parse_text(data.decode("latin-1"))
    for order in "<>":
        magic = int(np.frombuffer(data[:4], order + "i4")[0]) if len(data) >= HEADER_SIZE else 0
        if magic in (MAGIC, OLD_MAGIC):
            if magic == OLD_MAGIC:
                lisp.output.write("WARNING: this file has been saved with an old format\n")
            return _parse_binary(data, np.dtype(OLD_RECORD if magic == OLD_MAGIC else RECORD), order)
    return None


def _parse_binary(data: bytes, record: np.dtype[Any], order: str) -> WeightFile:
    _, units, age = np.frombuffer(data[:HEADER_SIZE], order + "i4").tolist()
    body = data[HEADER_SIZE:]
    if len(body) % record.itemsize:
        raise LispError(NOT_A_WEIGHT_FILE, hint="It ends inside a record.")
    return WeightFile(units, age, np.frombuffer(body, record.newbyteorder("<" if order == "<" else ">")))


def _parse_text(text: str) -> WeightFile:
    try:
        _, units, age, *words = text.split()
        numbers = np.array(words, np.float64).reshape(-1, len(RECORD))
        records = np.array([tuple(row) for row in numbers], RECORD)
        return WeightFile(int(units), int(age), records)
    except ValueError:
        raise LispError(NOT_A_WEIGHT_FILE) from None
