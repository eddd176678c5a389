"""The IDX format (MNIST): ``00 00 type n``, n big-endian dimensions, the cells (language.md, 11.7). Read only."""

from __future__ import annotations

import struct

from .bytereader import FOREIGN, ByteReader
from .celltypes import BYTE, DOUBLE, FLOAT, INT, SHORT, UBYTE
from .index import Index

TYPES = {0x08: UBYTE, 0x09: BYTE, 0x0B: SHORT, 0x0C: INT, 0x0D: FLOAT, 0x0E: DOUBLE}
RANKS = 1, 2, 3


def is_idx(start: bytes) -> bool:
    """Whether a file that starts like this is one."""
    return len(start) >= 4 and start[:2] == b"\0\0" and start[2] in TYPES and start[3] in RANKS


def read_idx(reader: ByteReader) -> Index:
    """The matrix that starts here."""
    if not is_idx(reader.peek(4)):
        raise reader.error(FOREIGN, f"an IDX type and 1 to 3 dimensions expected here, {reader.peek(4)!r} found")
    _, _, code, rank = reader.take(4, "the IDX type")
    shape = struct.unpack(f">{rank}i", reader.take(4 * rank, f"{rank} dimensions"))
    return reader.take_cells(TYPES[code], ">", shape)
