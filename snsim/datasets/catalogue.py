"""Every set of data there is: where it comes from, under which licence, and whether it is on this machine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from snsim.datasets.errors import DatasetError
from snsim.datasets.locate import Say, locate, reject_stranger, whereabouts
from snsim.datasets.registry import (
    IRIS,
    MNIST_TEST_IMAGES,
    MNIST_TEST_LABELS,
    MNIST_TRAIN_IMAGES,
    MNIST_TRAIN_LABELS,
    MOUSE_IMAGES,
    MOUSE_TARGETS,
    ZIP_TEST,
    ZIP_TRAIN,
    Archive,
)
from snsim.datasets.zipdigits import read_archive


@dataclass(frozen=True)
class DataSet:
    """``loader``: its name in Lisp; ``source``: how it gets here where no address is known."""

    name: str
    title: str
    origin: str
    licence: str
    loader: str
    archives: tuple[Archive, ...] = ()
    source: str = ""


CATALOGUE = (
    DataSet(
        "zip",
        "7291 + 2007 handwritten digits of US zip codes, 16x16",
        "LeCun et al. 1989 (AT&T), as published with The Elements of Statistical Learning",
        "none stated: the book's page says only that AT&T's group made them available",
        "load-zip-digits",
        (ZIP_TRAIN, ZIP_TEST),
    ),
    DataSet(
        "mnist",
        "60000 + 10000 handwritten digits, 28x28, reduced to 16x16 when loaded",
        "Yann LeCun and Corinna Cortes, from NIST's special databases 1 and 3",
        "CC BY-SA 3.0, according to the documentation of Keras (keras.io/api/datasets/mnist); none in the archives",
        "load-mnist-digits",
        (MNIST_TRAIN_IMAGES, MNIST_TRAIN_LABELS, MNIST_TEST_IMAGES, MNIST_TEST_LABELS),
    ),
    DataSet(
        "mouse",
        "480 digits drawn with a mouse, 16x16, black and white",
        "SN's own digits (the set of LeCun 1989, CRG-TR-89-4, or its like)",
        "none stated with the files; Lush, in which they come, is GPL according to its packages",
        "load-mouse-digits",
        (MOUSE_IMAGES, MOUSE_TARGETS),
        "copy dig.pat and dig.des from the examples of the package sn28 in a Lush distribution",
    ),
    DataSet(
        "iris",
        "150 flowers of three kinds, four lengths each",
        "R. A. Fisher 1936, as published by the UCI Machine Learning Repository",
        "CC BY 4.0, according to the repository (archive.ics.uci.edu/dataset/53/iris); none in the file",
        "load-iris",
        (IRIS,),
    ),
    DataSet(
        "generated",
        "any number of digits, 16x16, drawn by a model of handwriting",
        "snsim itself",
        "MIT, as snsim",
        "generate-digits",
    ),
)


@dataclass(frozen=True)
class Whereabouts:
    """An archive on this machine. ``state``: "as published", "same digits, compressed anew", "another file"."""

    archive: Archive
    path: Path
    size: int
    sha256: str
    state: str


def look(archive: Archive) -> Whereabouts | None:
    """The archive if it is here, and whether it is what it should be."""
    path = whereabouts(archive)
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", str(path), "look at its permissions") from None
    digest = hashlib.sha256(data).hexdigest()
    return Whereabouts(archive, path, len(data), digest, _state(archive, path, digest))


def _state(archive: Archive, path: Path, digest: str) -> str:
    if digest == archive.sha256:
        return "as published"
    if archive.content:
        try:
            read_archive(archive, path)
        except DatasetError:
            return "another file"
        return "same digits, compressed anew"
    return "another file"


def fetch(dataset: DataSet, say: Say) -> None:
    """Get all archives here, those that are missing from the network; raises ``DataUnavailable``."""
    for archive in dataset.archives:
        verify = (lambda path, archive=archive: read_archive(archive, path)) if archive.content else reject_stranger
        locate(archive, say, verify)
