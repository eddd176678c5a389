"""The IDX reader."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from snsim.datasets import DatasetError
from snsim.datasets.idx import TYPES, read_idx


def idx_bytes(array: np.ndarray, code: int) -> bytes:
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}i", *array.shape)
    return header + array.astype(TYPES[code]).tobytes()


@given(data=st.data(), code=st.sampled_from(sorted(TYPES)), packed=st.booleans())
def test_every_type_and_shape(tmp_path_factory, data, code, packed):
    dtype = np.dtype(TYPES[code]).newbyteorder("=")
    array = data.draw(arrays(dtype, array_shapes(max_dims=4, max_side=4)))
    path = tmp_path_factory.mktemp("idx") / "file"
    content = idx_bytes(array, code)
    path.write_bytes(gzip.compress(content) if packed else content)
    found = read_idx(path)
    assert found.dtype == dtype and found.dtype.isnative
    np.testing.assert_array_equal(found, array)


GOOD = idx_bytes(np.arange(6).reshape(2, 3), 0x08)


@pytest.mark.parametrize(
    ("content", "message", "offset"),
    [
        (b"", "not an IDX file", 0),
        (b"\x00\x01\x08\x01" + GOOD[4:], "not an IDX file", 0),
        (b"\x00\x00\x07\x01" + GOOD[4:], "not an IDX file", 0),
        (GOOD[:9], "the file ends within its header", 9),
        (GOOD[:-2], "the file is cut short: 18 bytes announced, 16 found", 16),
        (GOOD + b"!", "the file goes on after its last element", 18),
    ],
)
def test_bad_file_is_reported_with_its_offset(tmp_path, content, message, offset):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=message) as caught:
        read_idx(path)
    assert caught.value.place == f"{path}:{offset}"


def test_missing_file(tmp_path):
    with pytest.raises(DatasetError, match="No such file") as caught:
        read_idx(tmp_path / "nowhere")
    assert caught.value.place == str(tmp_path / "nowhere")
