"""The zip digits of LeCun et al. (Neural Computation 1(4), 1989): 7291 to learn from, 2007 to be tested on.

``load_zip_digits`` finds them (``locate.py``), reads them (``ziptext.py``), makes sure that they are the published
ones, and falls back to drawn digits (``generator.py``) where they cannot be had.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from snsim.datasets.digest import digits_digest
from snsim.datasets.digitset import DigitSet, Floats, Labels
from snsim.datasets.errors import DatasetError, DataUnavailable
from snsim.datasets.files import FETCH_AGAIN, read_unpacked
from snsim.datasets.generator import generate_digits
from snsim.datasets.locate import Say, cache_dir, locate
from snsim.datasets.messages import say_on_stderr
from snsim.datasets.parsed import parsed_once
from snsim.datasets.registry import ZIP_TEST, ZIP_TEST_COUNTS, ZIP_TRAIN, ZIP_TRAIN_COUNTS, Archive
from snsim.datasets.ziptext import parse_zip_text

SOURCES = ("auto", "real", "generated")
GENERATED_SEED = 1989


def load_zip_digits(source: str = "auto", say: Say = say_on_stderr, seed: int = GENERATED_SEED) -> DigitSet:
    """The zip digits; ``source`` is "real", "generated" (with ``seed``), or "auto": real if they can be had."""
    if source not in SOURCES:
        raise DatasetError(f"no such source of digits: {source}", "", f"one of {', '.join(SOURCES)}")
    if source == "generated":
        return generated_digits(seed)
    try:
        return published_digits(say)
    except DataUnavailable as error:
        if source == "real":
            raise
        say(f"using generated digits (seed {seed}) instead of the real zip digits: {error.message}")
        return generated_digits(seed)


def published_digits(say: Say) -> DigitSet:
    (train_images, train_labels), train_path = _load(ZIP_TRAIN, say)
    (test_images, test_labels), test_path = _load(ZIP_TEST, say)
    folders = dict.fromkeys((str(train_path.parent), str(test_path.parent)))
    origin = f"{ZIP_TRAIN.name} and {ZIP_TEST.name} in {' and '.join(folders)}"
    digest = join_digests(ZIP_TRAIN.content, ZIP_TEST.content)
    return DigitSet(train_images, train_labels, test_images, test_labels, origin, digest)


def generated_digits(seed: int) -> DigitSet:
    """Drawn digits, as many of each class as in the published set."""
    train = generate_digits(ZIP_TRAIN_COUNTS, (seed, 0))
    test = generate_digits(ZIP_TEST_COUNTS, (seed, 1))
    origin = f"generated with seed {seed}: drawn by a model of handwriting, not the real digits"
    return DigitSet(*train, *test, origin, join_digests(digits_digest(*train), digits_digest(*test)))


def join_digests(*digests: str) -> str:
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _load(archive: Archive, say: Say) -> tuple[tuple[Floats, Labels], Path]:
    path = locate(archive, say, partial(_read, archive))
    return parsed_once(path, cache_dir(), partial(_read, archive)), path


def _read(archive: Archive, path: Path) -> tuple[Floats, Labels]:
    """Parse a zip file and make sure that it holds the published digits."""
    images, labels = parse_zip_text(read_unpacked(path), path)
    if len(labels) != archive.count:
        message = f"{len(labels)} digits, not the published {archive.count}"
        raise DatasetError(message, f"{path}:{min(len(labels), archive.count) + 1}", FETCH_AGAIN)
    if digits_digest(images, labels) != archive.content:
        raise DatasetError("the digits are not the published ones (their digest differs)", str(path), FETCH_AGAIN)
    return images, labels
