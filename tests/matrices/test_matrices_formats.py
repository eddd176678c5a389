"""The matrix file formats on bytes (language.md, 11.7)."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from snsim.lisp.errors import LispError
from snsim.matrices.asciiformat import ascii_text, read_ascii
from snsim.matrices.binaryformat import TYPES, binary_text, read_binary
from snsim.matrices.bytereader import ByteReader
from snsim.matrices.celltypes import PACKED
from snsim.matrices.files import read_any
from snsim.matrices.idxformat import read_idx
from snsim.matrices.index import Index

FILES = Path(__file__).parents[1] / "oracle" / "files"


def reader(data):
    return ByteReader(data, "x.mat")


def mistake(read, data):
    with pytest.raises(LispError) as caught:
        read(reader(data))
    return caught.value.text, caught.value.hint


@pytest.mark.parametrize(
    ("name", "dtype", "cells"),
    [("sample_float.mat", np.float32, [[0, 0, 0], [0, 0, 0]]), ("sample_double.mat", np.float64, [[1, 2], [3, 4]])],
)
def test_files_of_the_original(name, dtype, cells):
    data = (FILES / name).read_bytes()
    index = read_binary(reader(data))
    assert index.array.dtype == dtype
    assert index.array.tolist() == cells
    assert binary_text(index) == data


def test_weights_of_the_original():
    data = (FILES / "sample_matrix.wei").read_bytes()
    index = read_binary(reader(data))
    assert index.array.shape == (9,)
    assert f"{index.array[0]:.7f}" == "0.5766360"
    assert binary_text(index) == data


def test_ascii_of_the_original():
    data = (FILES / "sample_ascii_mat").read_bytes()
    index = read_ascii(reader(data))
    assert index.array.dtype == np.float64
    assert index.array.tolist() == [[1.0, 2.0], [3.0, 4.5]]
    assert ascii_text(index) == data


@given(st.data())
def test_binary_round_trip(data):
    cell_type = data.draw(st.sampled_from(list(TYPES.values())))
    shape = data.draw(array_shapes(min_dims=0, max_dims=4, max_side=3))
    index = Index(data.draw(arrays(cell_type.dtype, shape)), cell_type)
    text = binary_text(index)
    read = reader(text + b"rest")
    again = read_binary(read)
    assert read.position == len(text)
    assert again.type is cell_type
    assert again.array.tobytes() == index.array.tobytes()
    assert again.array.shape == shape
    assert again.array.flags.writeable


def test_views_are_written_row_by_row():
    index = Index(np.arange(6.0).reshape(2, 3).T)
    assert read_binary(reader(binary_text(index))).array.tolist() == index.array.tolist()


def test_big_endian_packed():
    data = struct.pack(">5i", 0x1E3D4C52, 2, 2, 3, 1) + bytes([0x10, 0xF0, 0x08, 0, 1, 0x80])
    index = read_binary(reader(data))
    assert index.type is PACKED
    assert index.values.tolist() == [[1.0, -1.0, 0.5], [0.0, 0.0625, -8.0]]


def test_big_endian_double():
    data = struct.pack(">5i2d", 0x1E3D4C53, 1, 2, 1, 1, 1.5, -2.0)
    assert read_binary(reader(data)).array.tolist() == [1.5, -2.0]


def test_no_dimension():
    data = binary_text(Index(np.array(5.0)))
    assert len(data) == 16
    assert read_binary(reader(data)).array.item() == 5.0


@pytest.mark.parametrize(
    ("data", "text", "finding"),
    [
        (b"hello, world", "not a recognized matrix file", "byte 0"),
        (b"", "not a recognized matrix file", "byte 0"),
        (struct.pack("<2i", 0x1E3D4C51, 40), "corrupted matrix file", "40 found"),
        (struct.pack("<5i", 0x1E3D4C51, 2, 2, 0, 1), "corrupted matrix file", "(2, 0)"),
        (struct.pack("<4i", 0x1E3D4C51, 2, 2, 2), "file is too short", "byte 16: 4 bytes of dimension 2"),
        (struct.pack("<5i", 0x1E3D4C51, 2, 2, 2, 1) + b"123", "file is too short", "x.mat, byte 20: 16 bytes of cells"),
        (struct.pack("<5i", 0x1E3D4C51, 2, 2**30, 2**30, 1), "file is too short", "0 found"),
    ],
)
def test_broken_binary_files(data, text, finding):
    said, hint = mistake(read_binary, data)
    assert said == text
    assert finding in hint


def test_ascii_layout_and_numbers():
    read = reader(b".MAT 2\n2 3 1 2e1\t-.5\n\n0x1A 5. +6 (rest)")
    assert read_ascii(read).array.tolist() == [[1.0, 20.0, -0.5], [26.0, 5.0, 6.0]]
    assert read.data[read.position :] == b"(rest)"


@pytest.mark.parametrize(
    ("data", "text", "finding"),
    [
        (b".MAT 1 3 1 2", "file is too short", "3 numbers expected, 2 found"),
        (b".MAT 1 3 1 2 x", "Cannot read a number", "byte 13: number 3 of 3"),
        (b".MAT 1 1.5 1", "corrupted matrix file", "whole numbers"),
        (b".MAT 1 -1 1", "corrupted matrix file", "(-1,)"),
        (b".MAT 99 1 1", "corrupted matrix file", "99 found"),
        (b".mat", "not a recognized matrix file", "byte 0"),
    ],
)
def test_broken_ascii_files(data, text, finding):
    said, hint = mistake(read_ascii, data)
    assert said == text
    assert finding in hint


@pytest.mark.parametrize(
    ("code", "dtype"), [(8, "u1"), (9, "i1"), (0x0B, ">i2"), (0x0C, ">i4"), (0x0D, ">f4"), (0x0E, ">f8")]
)
def test_idx(code, dtype):
    cells = np.arange(6).reshape(2, 3)
    data = bytes([0, 0, code, 2]) + struct.pack(">2i", 2, 3) + cells.astype(dtype).tobytes()
    index = read_idx(reader(data))
    assert index.array.dtype == np.dtype(dtype).newbyteorder("=")
    assert index.array.tolist() == cells.tolist()


def test_broken_idx_files():
    assert mistake(read_idx, bytes([0, 0, 8, 1, 0, 0]))[0] == "file is too short"
    assert mistake(read_idx, bytes([0, 0, 8, 1, 0, 0, 0, 0]))[0] == "corrupted matrix file"
    assert mistake(read_idx, bytes([0, 0, 7, 1]))[0] == "not a recognized matrix file"


# ---- damaged files ---------------------------------------------------------------------------------------------------

WHOLE = {
    **{name: (FILES / name).read_bytes() for name in ("sample_double.mat", "sample_float.mat", "sample_ascii_mat")},
    "packed": struct.pack(">5i", 0x1E3D4C52, 2, 2, 3, 1) + bytes([0x10, 0xF0] * 3),
    "int": binary_text(Index(np.arange(24, dtype=np.int32).reshape(2, 3, 2, 2))),
    "short": binary_text(Index(np.arange(4, dtype=np.int16))),
    "ubyte": binary_text(Index(np.arange(4, dtype=np.uint8))),
    "ascii, all digits": ascii_text(Index(np.array([1 / 3, 1e-9, -2.5e20], np.float32))),
    "idx": bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3]) + bytes(6),
}


@pytest.mark.parametrize("name", WHOLE)
def test_every_truncation_is_an_error(name):
    """It names the file, the byte, and what was expected."""
    data = WHOLE[name]
    read_any(reader(data))
    for length in range(len(data)):
        text, hint = mistake(read_any, data[:length])
        assert text in ("file is too short", "not a recognized matrix file", "Cannot read a number"), length
        assert "x.mat, byte " in hint, length
        assert "expected" in hint, length


@given(st.sampled_from(list(WHOLE.values())), st.data())
def test_any_damage_is_an_error_or_another_matrix(data, draw):
    """Whatever the bytes are, a reader gives a matrix or a LispError."""
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 4))):
        damaged[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        assert isinstance(read_any(reader(bytes(damaged))), Index)
    except LispError as error:
        assert "x.mat, byte " in str(error.hint)


@given(arrays(np.float32, array_shapes(max_dims=3, max_side=3), elements=st.floats(width=32, allow_nan=False)))
def test_ascii_keeps_single_precision(cells):
    again = read_ascii(reader(ascii_text(Index(cells))))
    assert np.array_equal(again.array.astype(np.float32), cells)


@given(arrays(np.float64, array_shapes(max_dims=2, max_side=3), elements=st.floats(-1e300, 1e300)))
def test_ascii_keeps_double_precision(cells):
    assert np.array_equal(read_ascii(reader(ascii_text(Index(cells)))).array, cells)


def test_ascii_of_the_original_keeps_four_decimals():
    assert ascii_text(Index(np.array([1 / 3, 1e-9])), short=True) == b".MAT 1 2\n0.3333\n0.0000\n"


def test_a_text_without_an_end_of_line_may_be_written_by_hand():
    assert read_ascii(reader(b".MAT 1 3 1 2.5 3")).array.tolist() == [1, 2.5, 3]
    assert read_ascii(reader(b".MAT 1 2\n1\n2")).array.tolist() == [1, 2]
