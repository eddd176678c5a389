"""The binary matrix format of SN (language.md, 11.7): magic number, dimensions, cells; in either byte order.

    magic  n  d1 ... dn  cells          n = 1 or 2: the dimensions are padded with ones to three words

All header words are 32-bit integers. Files are written in the byte order of this machine, as SN did.
"""

from __future__ import annotations

import struct

from .bytereader import CORRUPTED, FOREIGN, ByteReader
from .celltypes import BYTE, DOUBLE, FLOAT, INT, PACKED, SHORT, UBYTE, CellType
from .constructors import MOST_DIMENSIONS
from .index import Index

TYPES: dict[int, CellType] = {
    0x1E3D4C51: FLOAT,
    0x1E3D4C52: PACKED,
    0x1E3D4C53: DOUBLE,
    0x1E3D4C54: INT,
    0x1E3D4C55: UBYTE,
    0x1E3D4C56: SHORT,
    0x1E3D4C57: BYTE,
}
MAGIC = {cell_type: magic for magic, cell_type in TYPES.items()}


def byte_order(start: bytes) -> str | None:
    """``<`` or ``>`` if a file that starts like this is a binary matrix."""
    if len(start) >= 4:
        for order in "<>":
            if struct.unpack(f"{order}i", start[:4])[0] in TYPES:
                return order
    return None


def read_header(reader: ByteReader) -> tuple[CellType, str, tuple[int, ...]]:
    """The type of the cells, the byte order, and the dimensions; what follows are the cells."""
    order = byte_order(reader.peek(4))
    if order is None:
        raise reader.error(FOREIGN, f"a magic number expected here, {reader.peek(4)!r} found")

    def word(what: str) -> int:
        return int(struct.unpack(f"{order}i", reader.take(4, what))[0])

    cell_type = TYPES[word("the magic number")]
    rank = word("the number of dimensions")
    if not 0 <= rank <= MOST_DIMENSIONS:
        raise reader.error(CORRUPTED, f"0 to {MOST_DIMENSIONS} dimensions expected before, {rank} found")
    shape = tuple(word(f"dimension {k}") for k in range(max(rank, 3) if rank else 0))[:rank]
    return cell_type, order, shape


def read_binary(reader: ByteReader) -> Index:
    """The matrix that starts here."""
    return reader.take_cells(*read_header(reader))


def binary_text(index: Index) -> bytes:
    """The bytes of the file."""
    shape = index.array.shape
    padding = (1,) * (3 - len(shape)) if shape else ()
    words = (MAGIC[index.type], len(shape), *shape, *padding)
    return struct.pack(f"={len(words)}i", *words) + index.array.tobytes()
