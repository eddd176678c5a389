"""Reader of packed SN matrices, the format of SN's own digits (``dig.pat``, ``dig.des``).

int32 words: magic, number of dimensions, the dimensions (three words at least); then one signed byte an element, in
sixteenths. The magic number tells the byte order. Bytes after the last element are ignored: ``dig.pat`` has some.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from snsim.datasets.digitset import Floats
from snsim.datasets.errors import DatasetError
from snsim.datasets.files import FETCH_AGAIN, read_unpacked

PACKED_MAGIC = 0x1E3D4C52
WORD = 4
MIN_DIMENSION_WORDS = 3
MAX_DIMENSIONS = 16
SIXTEENTH = np.float32(1 / 16)


def read_packed_matrix(path: Path) -> Floats:
    """The matrix in a packed SN matrix file, big- or little-endian."""
    data = read_unpacked(path)
    int32 = next((word for word in (">i4", "<i4") if data[:WORD] == np.array(PACKED_MAGIC, word).tobytes()), None)
    if int32 is None:
        raise DatasetError("not a packed SN matrix: its first four bytes are not 0x1e3d4c52", f"{path}:0", FETCH_AGAIN)
    shape = _shape(path, data, int32)
    start = WORD * (2 + max(len(shape), MIN_DIMENSION_WORDS))
    size = math.prod(shape)
    if len(data) < start + size:
        message = f"the file is cut short: {start + size} bytes announced, {len(data)} found"
        raise DatasetError(message, f"{path}:{len(data)}", FETCH_AGAIN)
    return np.frombuffer(data, np.int8, size, start).reshape(shape) * SIXTEENTH


def _shape(path: Path, data: bytes, int32: str) -> tuple[int, ...]:
    words = np.frombuffer(data[: len(data) // WORD * WORD], int32, min(len(data) // WORD, 2 + MAX_DIMENSIONS))
    rank = int(words[1]) if len(words) > 1 else 0
    shape = tuple(int(size) for size in words[2 : 2 + rank])
    if not 1 <= rank <= MAX_DIMENSIONS or len(shape) < rank or min(shape) < 0:
        raise DatasetError("the header gives no sensible dimensions", f"{path}:{WORD}", FETCH_AGAIN)
    return shape
