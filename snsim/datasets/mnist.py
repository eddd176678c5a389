"""MNIST in the shape of the zip digits, as in the 2022 re-creation: random digits, 28x28 reduced to 16x16, in [-1, 1].

Learning digits come from the 60000, test digits from the 10000. Where the 60000 cannot be had, both come from the
10000, and none of them twice. However many are to learn from, the test digits are the same.
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
BOX = 20  # a digit's
REDUCED_SIDE = 16
TRAIN, TEST = 7291, 2007  # as many as there are of zip codes
SEED = 1989

Images = NDArray[np.uint8]


def load_mnist_digits(
    n_train: int = TRAIN,
    n_test: int = TEST,
    seed: int = SEED,
    say: Say = say_on_stderr,
    *,
    at_most: bool = False,
    boxed: bool = False,
) -> DigitSet:
    """``n_train`` and ``n_test`` MNIST digits, chosen at random by ``seed``, reduced to 16x16.

    ``at_most``: fewer to learn from are as good, where there are no more. ``boxed``: only the 20x20 pixels about the
    ink are kept, so that digits fill their pictures as those of zip codes do.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    test_pool = _load(MNIST_TEST_IMAGES, MNIST_TEST_LABELS, say)
    try:
        train_pool = _load(MNIST_TRAIN_IMAGES, MNIST_TRAIN_LABELS, say)
    except DataUnavailable as error:
        pool_size = len(test_pool[1])
        say(f"taking both the learning and the test digits from the {pool_size} test digits of MNIST: {error.message}")
        n_train = min(n_train, pool_size - n_test) if at_most else n_train
        train, test = _choose_both(test_pool, n_train, n_test, rng)
        pool = MNIST_TEST_IMAGES.name
    else:
        n_train = min(n_train, len(train_pool[1])) if at_most else n_train
        train, test = _choose(train_pool, n_train, rng), _choose(test_pool, n_test, rng)
        pool = f"{MNIST_TRAIN_IMAGES.name} and {MNIST_TEST_IMAGES.name}"
    reduced = reduce_boxes if boxed else reduce
    train_digits, test_digits = (reduced(train[0]), train[1]), (reduced(test[0]), test[1])
    digest = join_digests(digits_digest(*train_digits), digits_digest(*test_digits))
    origin = f"MNIST, {'boxed and ' * boxed}reduced to 16x16, chosen with seed {seed} from {pool}"
    return DigitSet(*train_digits, *test_digits, origin, digest)


def reduce(images: Images) -> Floats:
    """Bilinear reduction (n, 28, 28) of 0..255 to (n, 256) of -1..1; corners not aligned, no smoothing beforehand."""
    weights = bilinear_weights(images.shape[1], REDUCED_SIDE)
    greys = images.astype(np.float32) / np.float32(127.5) - 1
    return (weights @ greys @ weights.T).reshape(len(images), REDUCED_SIDE**2)


def reduce_boxes(images: Images) -> Floats:
    """The same of the square of 20 pixels whose middle is that of the ink: MNIST's digits fit in one."""
    tops, lefts = (_boxes(images.max(axis) > 0) for axis in (2, 1))
    within = np.arange(BOX)
    rows, columns = (tops[:, None] + within)[:, :, None], (lefts[:, None] + within)[:, None]
    return reduce(images[np.arange(len(images))[:, None, None], rows, columns])


def _boxes(inked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where the box of each picture begins, of whose rows or columns ``inked`` (n, 28) tells which have ink."""
    first, last = inked.argmax(1), inked.shape[1] - 1 - inked[:, ::-1].argmax(1)
    return np.clip((first + last + 1 - BOX) // 2, 0, SIDE - BOX)


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


def _choose_both(
    pool: tuple[Images, Labels], n_train: int, n_test: int, rng: np.random.Generator
) -> tuple[tuple[Images, Labels], tuple[Images, Labels]]:
    """Digits to learn from, and others for the test: those that come after as many as usually learn."""
    images, labels = _choose(pool, n_train + n_test if n_train <= TRAIN else len(pool[1]), rng)
    first = min(n_train, TRAIN)
    test = slice(first, first + n_test)
    train = np.delete(np.arange(len(labels)), test)[:n_train]
    return (images[train], labels[train]), (images[test], labels[test])


def _load(images: Archive, labels: Archive, say: Say) -> tuple[Images, Labels]:
    return _read(images, (images.count, SIDE, SIDE), say), _read(labels, (labels.count,), say)


def _read(archive: Archive, shape: tuple[int, ...], say: Say) -> Images:
    path = locate(archive, say)
    array = read_idx(path)
    if array.shape != shape or array.dtype != np.uint8:
        raise DatasetError(f"an array {array.shape} of {array.dtype}, not {shape} of bytes", str(path), FETCH_AGAIN)
    return array
