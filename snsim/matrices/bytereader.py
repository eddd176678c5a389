"""Bytes read in sequence, and the error that says where they disappoint: the base of the matrix file formats."""

from __future__ import annotations

import math

import numpy as np

from ..lisp.errors import LispError
from .celltypes import CellType
from .index import Index

SHORT, CORRUPTED, FOREIGN = "file is too short", "corrupted matrix file", "not a recognized matrix file"


class ByteReader:
    """The bytes of the file ``name`` from ``position`` on."""

    __slots__ = ("data", "name", "position")

    def __init__(self, data: bytes, name: str):
        self.data = data
        self.name = name
        self.position = 0

    def peek(self, count: int) -> bytes:
        """The next bytes (fewer at the end), not consumed."""
        return self.data[self.position : self.position + count]

    def take(self, count: int, what: str) -> bytes:
        """The next bytes, which are there or the file is too short."""
        taken = self.peek(count)
        if len(taken) < count:
            raise self.error(SHORT, f"{count} bytes of {what} expected here, {len(taken)} found")
        self.position += count
        return taken

    def error(self, text: str, finding: str) -> LispError:
        """The error for what was found at this position."""
        return LispError(text, hint=f"{self.name}, byte {self.position}: {finding}.")

    def check_shape(self, shape: tuple[int, ...]) -> None:
        """The dimensions just read can be those of a matrix."""
        if any(size < 1 for size in shape):
            raise self.error(CORRUPTED, f"dimensions of at least 1 expected before, {shape} found")

    def take_cells(self, cell_type: CellType, order: str, shape: tuple[int, ...]) -> Index:
        """A matrix of the next cells; ``order`` is that of their bytes, ``<`` or ``>``."""
        self.check_shape(shape)
        dtype = cell_type.dtype.newbyteorder(order)  # type: ignore[arg-type]
        size = "x".join(map(str, shape)) or "single"
        data = self.take(math.prod(shape) * dtype.itemsize, f"cells of a {size} {cell_type.name} matrix")
        return Index(np.frombuffer(data, dtype).astype(cell_type.dtype).reshape(shape), cell_type)
