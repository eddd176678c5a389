"""The real files, on machines that have them."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.datasets import DataUnavailable, load_mnist_digits, load_mouse_digits, load_zip_digits
from snsim.datasets.locate import search_dirs
from snsim.datasets.registry import ZIP_TEST_COUNTS, ZIP_TRAIN_COUNTS


def here(*names: str) -> bool:
    return all(any((folder / name).is_file() for folder in search_dirs()) for name in names)


@pytest.mark.skipif(not here("zip.train.gz", "zip.test.gz"), reason="the zip digits are not on this machine")
def test_zip_digits(tmp_path, monkeypatch):
    digits = load_zip_digits("real")
    assert digits.train_images.shape == (7291, 256) and digits.test_images.shape == (2007, 256)
    assert tuple(np.bincount(digits.train_labels)) == ZIP_TRAIN_COUNTS
    assert tuple(np.bincount(digits.test_labels)) == ZIP_TEST_COUNTS
    assert (digits.train_images.min(), digits.train_images.max()) == (-1, 1)
    assert list(digits.train_labels[:2]) == [6, 5]


@pytest.mark.skipif(not here("dig.pat", "dig.des"), reason="the mouse digits are not on this machine")
def test_mouse_digits():
    digits = load_mouse_digits()
    assert digits.train_images.shape == (320, 256) and digits.test_images.shape == (160, 256)
    assert set(digits.train_images.ravel()) == {-1.0, 1.0}
    assert list(np.concatenate((digits.train_labels, digits.test_labels))) == list(range(10)) * 48


@pytest.mark.skipif(
    not here("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"), reason="MNIST is not on this machine"
)
def test_mnist_digits(monkeypatch):
    def no_network(archive, *_):
        raise DataUnavailable(f"cannot fetch {archive.name}")

    monkeypatch.setattr("snsim.datasets.download.download", no_network)
    digits = load_mnist_digits(say=lambda sentence: None)
    assert digits.train_images.shape == (7291, 256) and digits.test_images.shape == (2007, 256)
    assert (digits.test_images.min(), digits.test_images.max()) == (-1, 1)
    assert -0.8 < digits.train_images.mean() < -0.7
