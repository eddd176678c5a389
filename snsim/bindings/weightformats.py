"""The two formats of an explanative weight file: bytes come in and go out (sn28.md, 2.16).

Binary: three int32 (magic, number of units, age), then a record of two int32 and a float32 for each connection. Text:
``.WEI <units> <age>``, then ``pre post weight`` lines. Units carry their rank in the file: 0 is the bias. Binary files
are written little endian, as the original's are today, and read in both byte orders; text is known on every machine.

Neither format says how many connections follow: a file cut between two of them looks whole.
"""

from __future__ import annotations

import re
import struct
from typing import Any, NamedTuple

import numpy as np

from ..lisp.numbertext import text_number
from ..matrices.bytereader import SHORT, ByteReader
from ..matrices.celltypes import GREATEST_FLOAT

MAGIC, OLD_MAGIC = 0x2D4F1C93, 0x2D4F1C91
TEXT_MAGIC = b".WEI"
RECORD = [("pre", "i4"), ("post", "i4"), ("value", "f4")]
OLD_RECORD = [*RECORD, ("epsilon", "f4")]
NOT_A_WEIGHT_FILE = "this is probably not a weight file"
LINE = re.compile(rb"[ \t]*(-?\d+)[ \t]+(-?\d+)[ \t]+([-+.\w]+)[ \t]*\r?\n")
HEADER_LINE = re.compile(rb"\.WEI[ \t]+(\d+)[ \t]+(-?\d+)[ \t]*\r?\n")


class WeightFile(NamedTuple):
    """What such a file holds: how many units it numbers, an age, one record a connection; ``old``: with rates."""

    units: int
    age: int
    records: np.ndarray
    old: bool = False


def binary_file(content: WeightFile) -> bytes:
    """The bytes of the binary format."""
    header = struct.pack("<3i", MAGIC, content.units, content.age)
    return header + content.records.astype(np.dtype(RECORD).newbyteorder("<")).tobytes()


def text_file(content: WeightFile) -> bytes:
    """The bytes of the text format."""
    lines = [f"{TEXT_MAGIC.decode()} {content.units} {content.age}\n"]
    lines += [f"{pre:4d} {post:4d} {value:10.7f}\n" for pre, post, value in content.records.tolist()]
    return "".join(lines).encode("ascii")


def read_weight_file(reader: ByteReader) -> WeightFile | None:
    """The content of a file in either format, or None if it is of another kind; cut files are errors."""
    start = reader.peek(4)
    if start == TEXT_MAGIC:
        return _read_text(reader)
    for order in "<>":
        magic = struct.unpack(f"{order}i", start)[0] if len(start) == 4 else 0
        if magic in (MAGIC, OLD_MAGIC):
            return _read_binary(reader, order, magic == OLD_MAGIC)
    return None


def _read_binary(reader: ByteReader, order: Any, old: bool) -> WeightFile:
    header = reader.take(12, "magic number, count and age")
    _, units, age = struct.unpack(f"{order}3i", header)
    record = np.dtype(OLD_RECORD if old else RECORD).newbyteorder(order)
    body = reader.data[reader.position :]
    cut = len(body) % record.itemsize
    reader.position = len(reader.data) - cut
    if cut:
        reader.take(record.itemsize, "a connection")
    records = np.frombuffer(body, record)
    _check_ranks(reader, units, records, [12 + k * record.itemsize for k in range(len(records))])
    return WeightFile(units, age, records, old)


def _read_text(reader: ByteReader) -> WeightFile:
    header = HEADER_LINE.match(reader.data)
    if header is None:
        raise reader.error(NOT_A_WEIGHT_FILE, "a line .WEI, count and age expected here")
    units, age = int(header[1]), int(header[2])
    rows, starts, end = [], [], len(reader.data.rstrip())
    reader.position = header.end()
    while reader.position < end:
        starts.append(reader.position)
        rows.append(_connection(reader))
    records = np.array(rows, RECORD)
    _check_ranks(reader, units, records, starts)
    return WeightFile(units, age, records)


def _connection(reader: ByteReader) -> tuple[int, int, float]:
    """The line that starts here."""
    line = LINE.match(reader.data, reader.position)
    if line is not None:
        pre, post, weight = int(line[1]), int(line[2]), text_number(line[3].decode("latin-1"))
        if weight is not None and abs(weight) <= GREATEST_FLOAT and max(abs(pre), abs(post)) < 2**31:
            reader.position = line.end()
            return pre, post, weight
    complaint = NOT_A_WEIGHT_FILE if b"\n" in reader.data[reader.position :] else SHORT
    raise reader.error(complaint, "a line of two units and a weight expected here")


def _check_ranks(reader: ByteReader, units: int, records: np.ndarray, starts: list[int]) -> None:
    """Connections are between units that the header counts."""
    if units < 0:
        reader.position = 0
        raise reader.error(NOT_A_WEIGHT_FILE, f"a number of units expected in the header, {units} found")
    for name in ("pre", "post"):
        wrong = np.flatnonzero((records[name] < 0) | (records[name] > units))
        if len(wrong):
            reader.position = starts[wrong[0]]
            number = records[name][wrong[0]]
            raise reader.error(NOT_A_WEIGHT_FILE, f"units from 0 to {units} expected here, {number} found")
