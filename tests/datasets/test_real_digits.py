"""The real files, on machines that have them."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.datasets import DataUnavailable, DigitSet, load_mnist_digits, load_mouse_digits, load_zip_digits
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


@pytest.mark.skipif(not here("zip.train.gz", "zip.test.gz"), reason="the zip digits are not on this machine")
def test_drawn_digits_teach_to_read_the_real_ones():
    """The nearest of the drawn digits, and the means of the drawn digits: both read most of the real ones, and the
    means do about as well as on drawn ones (the real ones are no harder and no easier)."""
    real, drawn = load_zip_digits("real"), load_zip_digits("generated")
    assert nearest_neighbour(drawn, real.test_images, real.test_labels) > 0.85
    on_drawn = nearest_mean(drawn, drawn.test_images, drawn.test_labels)
    on_real = nearest_mean(real, real.test_images, real.test_labels)
    assert abs(on_drawn - on_real) < 0.05


def nearest_neighbour(digits: DigitSet, images: np.ndarray, labels: np.ndarray) -> float:
    squares = (digits.train_images**2).sum(axis=1)
    nearest = (squares - 2 * images @ digits.train_images.T).argmin(axis=1)
    return float((digits.train_labels[nearest] == labels).mean())


def nearest_mean(digits: DigitSet, images: np.ndarray, labels: np.ndarray) -> float:
    means = np.stack([digits.train_images[digits.train_labels == digit].mean(axis=0) for digit in range(10)])
    return float((((images[:, None] - means) ** 2).sum(axis=2).argmin(axis=1) == labels).mean())


@pytest.mark.skipif(not here("dig.pat", "dig.des"), reason="the mouse digits are not on this machine")
def test_mouse_digits():
    digits = load_mouse_digits()
    assert digits.train_images.shape == (320, 256) and digits.test_images.shape == (160, 256)
    assert set(digits.train_images.ravel()) == {-1.0, 1.0}
    assert list(np.concatenate((digits.train_labels, digits.test_labels))) == list(range(10)) * 48


@pytest.mark.skipif(not here("dig.pat", "dig.des"), reason="the mouse digits are not on this machine")
@pytest.mark.parametrize(("split", "shared"), [("position", 96), ("drawing", 0)])
def test_drawings_on_both_sides(split, shared):
    digits = load_mouse_digits(split=split)
    learned, tested = (drawings(images) for images in (digits.train_images, digits.test_images))
    assert (len(learned & tested), len(learned | tested)) == (shared, 120)


def drawings(images: np.ndarray) -> set[bytes]:
    """Each picture as the least of its cyclic shifts."""
    pictures = images.reshape(-1, 16, 16)
    return {min(np.roll(picture, shift, 1).tobytes() for shift in range(16)) for picture in pictures}


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
