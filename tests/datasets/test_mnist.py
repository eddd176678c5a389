"""MNIST: the reduction to 16x16, and the choice of digits."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace

import numpy as np
import pytest

from snsim.datasets import DatasetError, DataUnavailable, load_mnist_digits, mnist


def test_reduction_agrees_with_pytorch():
    """Reference values: torch.nn.functional.interpolate(mode="bilinear", align_corners=False), torch 2.13."""
    at = np.arange(28)
    images = np.stack((np.outer(at * 7 + 3, at * 5 + 11) % 256, np.add.outer(at * at, at * 3) % 256)).astype(np.uint8)
    reduced = mnist.reduce(images)
    assert reduced.shape == (2, 256) and reduced.dtype == np.float32
    expected = [-0.43198526, 0.33884808, 0.09889706, -0.9882353, 0.24901962, -0.082352966]
    np.testing.assert_allclose(reduced[[0, 0, 0, 1, 1, 1], [0, 15, 100, 0, 137, 255]], expected, atol=2e-7)
    np.testing.assert_allclose(reduced.sum(axis=1), [-3.670584, -33.349014], rtol=1e-5)


def test_reduction_keeps_black_and_white():
    flat = np.stack([np.full((28, 28), grey, np.uint8) for grey in (0, 255)])
    np.testing.assert_allclose(mnist.reduce(flat), np.repeat([[-1.0], [1.0]], 256, axis=1), atol=1e-6)


def idx(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    return gzip.compress(header + array.astype(np.uint8).tobytes(), mtime=0)


@pytest.fixture
def small_mnist(place, server, monkeypatch):
    """12 digits to learn from, 8 to be tested on; every digit is evenly grey, and no two alike."""
    offered = {}
    for part, count, first in (("TRAIN", 12, 0), ("TEST", 8, 100)):
        greys = first + np.arange(count)
        for kind, array in (("IMAGES", np.tile(greys[:, None, None], (1, 28, 28))), ("LABELS", greys % 10)):
            name = f"MNIST_{part}_{kind}"
            content = idx(array)
            archive = getattr(mnist, name)
            checksum = hashlib.sha256(content).hexdigest()
            monkeypatch.setattr(mnist, name, replace(archive, count=count, address=server.address, sha256=checksum))
            offered[archive.name] = content
    for name, content in offered.items():
        server.offer(name, content)
    return offered


def greys(images: np.ndarray) -> list[int]:
    return [int(grey) for grey in np.rint((images[:, 0] + 1) * 127.5)]


def test_digits_come_from_their_own_part(place, small_mnist):
    digits = load_mnist_digits(10, 5, say=place.said.append)
    train, test = greys(digits.train_images), greys(digits.test_images)
    assert len(set(train)) == 10 and set(train) <= set(range(12))
    assert len(set(test)) == 5 and set(test) <= set(range(100, 108))
    assert [grey % 10 for grey in train] == list(digits.train_labels)
    assert digits.digest == load_mnist_digits(10, 5, say=place.said.append).digest
    assert digits.digest != load_mnist_digits(10, 5, seed=2, say=place.said.append).digest


def test_without_the_learning_part_no_digit_is_used_twice(place, server, small_mnist):
    del server.files["train-images-idx3-ubyte.gz"]
    digits = load_mnist_digits(5, 3, say=place.said.append)
    assert sorted(greys(digits.train_images) + greys(digits.test_images)) == list(range(100, 108))
    assert digits.origin.endswith("from t10k-images-idx3-ubyte.gz")
    assert place.said[-1].startswith("taking both the learning and the test digits from the 8 test digits of MNIST")


@pytest.mark.parametrize("there", [True, False])
def test_the_test_digits_stay_when_there_are_more_to_learn_from(place, server, small_mnist, monkeypatch, there):
    """Also where both come from one archive: those beyond the usual number to learn from, and none is used twice."""
    monkeypatch.setattr(mnist, "TRAIN", 3)
    if not there:
        del server.files["train-images-idx3-ubyte.gz"]
    usual = load_mnist_digits(3, 2, say=place.said.append)
    more = load_mnist_digits(1000, 2, say=place.said.append, at_most=True)
    assert greys(more.test_images) == greys(usual.test_images)
    assert greys(more.train_images)[:3] == greys(usual.train_images)
    rest = {*range(12)} if there else {*range(100, 108)} - {*greys(usual.test_images)}
    assert sorted(greys(more.train_images)) == sorted(rest)
    assert [grey % 10 for grey in greys(more.train_images)] == list(more.train_labels)


def test_boxes():
    """The square about the ink, wherever that is, reduced as any picture; a box never leaves the picture."""
    random = np.random.default_rng(3)
    digit = random.integers(1, 256, (20, 20)).astype(np.uint8)
    images = np.zeros((4, 28, 28), np.uint8)
    for image, (top, left) in zip(images, ((0, 0), (4, 4), (8, 2), (3, 8)), strict=True):
        image[top : top + 20, left : left + 20] = digit
    wanted = mnist.bilinear_weights(20, 16) @ (digit / 127.5 - 1) @ mnist.bilinear_weights(20, 16).T
    for reduced in mnist.reduce_boxes(images):
        np.testing.assert_allclose(reduced, wanted.ravel(), atol=1e-6)
    small = np.zeros((1, 28, 28), np.uint8)
    small[0, 26, 1] = 255
    row, column = np.unravel_index(mnist.reduce_boxes(small)[0].argmax(), (16, 16))
    assert row >= 14 and column <= 1
    assert (mnist.reduce_boxes(np.zeros((1, 28, 28), np.uint8)) == -1).all()


def test_more_digits_than_there_are(place, small_mnist):
    with pytest.raises(DatasetError, match="13 digits wanted of a pool of 12"):
        load_mnist_digits(13, 1, say=place.said.append)


def test_wrong_shape(place, small_mnist):
    (place.data / "t10k-labels-idx1-ubyte.gz").write_bytes(idx(np.arange(9)))
    with pytest.raises(DatasetError, match=r"an array \(9,\) of uint8, not \(8,\) of bytes"):
        load_mnist_digits(1, 1, say=place.said.append)


def test_download_with_the_wrong_checksum(place, server, small_mnist):
    server.offer("t10k-images-idx3-ubyte.gz", idx(np.zeros((8, 28, 28))))
    with pytest.raises(DataUnavailable, match="checksum differs"):
        load_mnist_digits(1, 1, say=place.said.append)
