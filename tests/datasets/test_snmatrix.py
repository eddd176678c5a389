"""The packed SN matrix reader, and the mouse digits read with it."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from snsim.datasets import DatasetError, DataUnavailable, load_mouse_digits
from snsim.datasets.snmatrix import read_packed_matrix


def packed(matrix: np.ndarray, order: str = ">") -> bytes:
    dimensions = [*matrix.shape, 1, 1, 1][: max(3, matrix.ndim)]
    header = struct.pack(f"{order}{2 + len(dimensions)}i", 0x1E3D4C52, matrix.ndim, *dimensions)
    return header + (matrix * 16).astype(np.int8).tobytes()


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 3, 4), (2, 1, 3, 2)])
@pytest.mark.parametrize("stray", [b"", b";;; ==== stray text\n"])
def test_reads_both_byte_orders(tmp_path, order, shape, stray):
    matrix = np.arange(np.prod(shape), dtype=np.float32).reshape(shape) / 16 - 0.5
    path = tmp_path / "m.mat"
    path.write_bytes(packed(matrix, order) + stray)
    found = read_packed_matrix(path)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, matrix)


GOOD = packed(np.ones((2, 3), np.float32))


@pytest.mark.parametrize(
    ("content", "message", "offset"),
    [
        (b"", "not a packed SN matrix", 0),
        (b"\x1e\x3d\x4c\x51" + GOOD[4:], "not a packed SN matrix", 0),
        (GOOD[:6], "no sensible dimensions", 4),
        (GOOD[:11], "no sensible dimensions", 4),
        (GOOD[:4] + struct.pack(">i", -1) + GOOD[8:], "no sensible dimensions", 4),
        (GOOD[:8] + struct.pack(">i", -2) + GOOD[12:], "no sensible dimensions", 4),
        (GOOD[:-1], "the file is cut short: 26 bytes announced, 25 found", 25),
    ],
)
def test_bad_file_is_reported_with_its_offset(tmp_path, content, message, offset):
    path = tmp_path / "m.mat"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=message) as caught:
        read_packed_matrix(path)
    assert caught.value.place == f"{path}:{offset}"


def mouse_files(folder, columns=256):
    labels = np.arange(480) % 10
    images = np.where(np.random.default_rng(0).random((480, columns)) < 0.5, -1.0, 1.0)
    (folder / "dig.pat").write_bytes(packed(images))
    (folder / "dig.des").write_bytes(packed(2.0 * np.eye(10)[labels] - 1))
    return images, labels


def test_mouse_digits_are_split_as_in_the_demonstration(place):
    images, labels = mouse_files(place.data)
    digits = load_mouse_digits(place.said.append)
    np.testing.assert_array_equal(digits.train_images, images[:320])
    np.testing.assert_array_equal(digits.test_images, images[320:])
    assert list(digits.train_labels) + list(digits.test_labels) == list(labels)


def test_mouse_digits_divided_at_random(place):
    images, _ = mouse_files(place.data)
    digits = load_mouse_digits(place.said.append, "random", 7)
    assert digits.origin.endswith(", divided at random")
    assert np.bincount(digits.train_labels).tolist() == [32] * 10
    assert np.bincount(digits.test_labels).tolist() == [16] * 10
    together = np.concatenate((digits.train_images, digits.test_images))
    assert sorted(map(bytes, together)) == sorted(map(bytes, images.astype(np.float32)))
    again, other = (load_mouse_digits(place.said.append, "random", seed).digest for seed in (7, 8))
    assert digits.digest == again != other
    with pytest.raises(ValueError, match="no such split"):
        load_mouse_digits(place.said.append, "odd")


def test_mouse_digits_of_the_wrong_size(place):
    mouse_files(place.data, columns=255)
    with pytest.raises(DatasetError, match=r"a matrix \(480, 255\), not \(480, 256\)"):
        load_mouse_digits(place.said.append)


def test_mouse_digits_missing(place):
    with pytest.raises(DataUnavailable, match=r"dig.pat was not found in .*put dig.pat into one of these folders"):
        load_mouse_digits(place.said.append)
