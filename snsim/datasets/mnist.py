"""MNIST in the shape of the zip digits, as in the 2022 re-creation: random digits, 28x28 reduced to 16x16, in [-1, 1].

Learning digits come from the 60000, test digits from the 10000. Where the 60000 cannot be had, both come from the
10000, and none of them twice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from snsim.datasets.digest import digits_digest
from snsim.datasets.digitset import DigitSet, Floats, Labels
from snsim.datasets.errors import DatasetError, DataUnavailable
from snsim.datasets.files import FETCH_AGAIN
from snsim.datasets.idx import read_idx
from snsim.datasets.locate import Say, locate
from snsim.datasets.messages import say_on_stderr
from snsim.datasets.registry import (
    MNIST_TEST_IMAGES,
    MNIST_TEST_LABELS,
    MNIST_TRAIN_IMAGES,
    MNIST_TRAIN_LABELS,
    Archive,
)
from snsim.datasets.zipdigits import join_digests

SIDE = 28  # pixels, as published
REDUCED_SIDE = 16
SEED = 1989

Images = NDArray[np.uint8]


def load_mnist_digits(n_train: int = 7291, n_test: int = 2007, seed: int = SEED, say: Say = say_on_stderr) -> DigitSet:
    """``n_train`` and ``n_test`` MNIST digits, chosen at random by ``seed``, reduced to 16x16."""
    rng = np.random.Generator(np.random.PCG64(seed))
    test_pool = _load(MNIST_TEST_IMAGES, MNIST_TEST_LABELS, say)
    try:
        train_pool = _load(MNIST_TRAIN_IMAGES, MNIST_TRAIN_LABELS, say)
    except DataUnavailable as error:
        pool_size = len(test_pool[1])
        say(f"taking both the learning and the test digits from the {pool_size} test digits of MNIST: {error.message}")
        both = _choose(test_pool, n_train + n_test, rng)
        train, test = ((both[0][part], both[1][part]) for part in (slice(n_train), slice(n_train, None)))
        pool = MNIST_TEST_IMAGES.name
    else:
        train, test = _choose(train_pool, n_train, rng), _choose(test_pool, n_test, rng)
        pool = f"{MNIST_TRAIN_IMAGES.name} and {MNIST_TEST_IMAGES.name}"
    train_digits, test_digits = (reduce(train[0]), train[1]), (reduce(test[0]), test[1])
    digest = join_digests(digits_digest(*train_digits), digits_digest(*test_digits))
    origin = f"MNIST, reduced to 16x16, chosen with seed {seed} from {pool}"
    return DigitSet(*train_digits, *test_digits, origin, digest)


def reduce(images: Images) -> Floats:
    """Bilinear reduction (n, 28, 28) of 0..255 to (n, 256) of -1..1; corners not aligned, no smoothing beforehand."""
    weights = bilinear_weights(SIDE, REDUCED_SIDE)
    greys = images.astype(np.float32) / np.float32(127.5) - 1
    return (weights @ greys @ weights.T).reshape(len(images), REDUCED_SIDE**2)


def bilinear_weights(size: int, reduced: int) -> Floats:
    """The matrix (reduced, size) of a linear interpolation at the centres of the larger pixels."""
    at = (np.arange(reduced) + 0.5) * size / reduced - 0.5
    left = np.clip(np.floor(at).astype(int), 0, size - 2)
    weights = np.zeros((reduced, size), np.float32)
    rows = np.arange(reduced)
    weights[rows, left] = left + 1 - at
    weights[rows, left + 1] = at - left
    return weights


def _choose(pool: tuple[Images, Labels], n: int, rng: np.random.Generator) -> tuple[Images, Labels]:
    images, labels = pool
    if n > len(labels):
        raise DatasetError(f"{n} digits wanted of a pool of {len(labels)}", "", "ask for fewer digits")
    chosen = rng.permutation(len(labels))[:n]
    return images[chosen], labels[chosen]


def _load(images: Archive, labels: Archive, say: Say) -> tuple[Images, Labels]:
    return _read(images, (images.count, SIDE, SIDE), say), _read(labels, (labels.count,), say)


def _read(archive: Archive, shape: tuple[int, ...], say: Say) -> Images:
    path = locate(archive, say)
    array = read_idx(path)
    if array.shape != shape or array.dtype != np.uint8:
        raise DatasetError(f"an array {array.shape} of {array.dtype}, not {shape} of bytes", str(path), FETCH_AGAIN)
    return array
