"""Reader of IDX files (MNIST): plain or gzipped, every element type.

Two zero bytes, the type, the number of dimensions, the dimensions as big-endian int32, the elements, big-endian,
row by row. Out: a numpy array in the machine's own byte order.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snsim.datasets.errors import DatasetError
from snsim.datasets.files import FETCH_AGAIN, read_unpacked

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: Path) -> NDArray[Any]:
    """The array in an IDX file."""
    data = read_unpacked(path)
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in TYPES:
        raise DatasetError("not an IDX file: its first four bytes are no IDX magic number", f"{path}:0", FETCH_AGAIN)
    element = np.dtype(TYPES[data[2]])
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise DatasetError("the file ends within its header", f"{path}:{len(data)}", FETCH_AGAIN)
    shape = tuple(int(size) for size in np.frombuffer(data, ">u4", data[3], 4))
    end = start + math.prod(shape) * element.itemsize
    if len(data) != end:
        fault = "the file is cut short" if len(data) < end else "the file goes on after its last element"
        raise DatasetError(
            f"{fault}: {end} bytes announced, {len(data)} found", f"{path}:{min(len(data), end)}", FETCH_AGAIN
        )
    return np.frombuffer(data, element, offset=start).reshape(shape).astype(element.newbyteorder("="))
