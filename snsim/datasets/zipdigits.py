"""The zip digits of LeCun et al. (Neural Computation 1(4), 1989): 7291 to learn from, 2007 to be tested on.

``load_zip_digits`` finds them (``locate.py``), reads them (``ziptext.py``), makes sure that they are the published
ones, and falls back to drawn digits (``generator.py``) where they cannot be had.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from snsim.datasets.digest import digits_digest
from snsim.datasets.digitset import DigitSet, Floats, Labels
from snsim.datasets.errors import DatasetError, DataUnavailable
from snsim.datasets.files import FETCH_AGAIN, read_unpacked
from snsim.datasets.generator import generate_digits
from snsim.datasets.locate import Say, cache_dir, locate, locate_in, named_folder
from snsim.datasets.messages import say_on_stderr
from snsim.datasets.parsed import parsed_once
from snsim.datasets.registry import ZIP_TEST, ZIP_TEST_COUNTS, ZIP_TRAIN, ZIP_TRAIN_COUNTS, Archive
from snsim.datasets.ziptext import parse_zip_text

SOURCES = ("auto", "real", "generated")
GENERATED_SEED = 1989


def load_zip_digits(source: str = "auto", say: Say = say_on_stderr, seed: int = GENERATED_SEED) -> DigitSet:
    """The zip digits: ``source`` is "real", "generated" (with ``seed``), "auto" (real if they can be had), or a folder.

    With ``$SNSIM_DATA`` set, "auto" is "real": who says where the digits are does not want others.
    """
    if source == "generated":
        return generated_set(seed)
    if source not in SOURCES:
        return published_digits(partial(locate_in, _folder(source)))
    try:
        return published_digits(lambda archive: locate(archive, say, partial(read_archive, archive)))
    except DataUnavailable as error:
        named = named_folder()
        if named:
            raise _not_in_named_folder(error, named) from None
        if source == "real":
            raise
        say(f"using generated digits (seed {seed}) instead of the real zip digits: {error.message}")
        return generated_set(seed)


def published_digits(find: Callable[[Archive], Path]) -> DigitSet:
    """The digits in the two files that ``find`` finds."""
    train_path, test_path = find(ZIP_TRAIN), find(ZIP_TEST)
    train_images, train_labels = parsed_once(train_path, cache_dir(), partial(read_archive, ZIP_TRAIN))
    test_images, test_labels = parsed_once(test_path, cache_dir(), partial(read_archive, ZIP_TEST))
    folders = dict.fromkeys((str(train_path.parent), str(test_path.parent)))
    origin = f"{ZIP_TRAIN.name} and {ZIP_TEST.name} in {' and '.join(folders)}"
    digest = join_digests(ZIP_TRAIN.content, ZIP_TEST.content)
    return DigitSet(train_images, train_labels, test_images, test_labels, origin, digest)


def generated_set(
    seed: int, train_counts: int | Sequence[int] = ZIP_TRAIN_COUNTS, test_counts: int | Sequence[int] = ZIP_TEST_COUNTS
) -> DigitSet:
    """Drawn digits: as many of each class as in the published set, or as ``generate_digits`` takes ``counts``."""
    train = generate_digits(train_counts, (seed, 0))
    test = generate_digits(test_counts, (seed, 1))
    origin = f"generated with seed {seed}: drawn by a model of handwriting, not the real digits"
    return DigitSet(*train, *test, origin, join_digests(digits_digest(*train), digits_digest(*test)))


def join_digests(*digests: str) -> str:
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _folder(source: str) -> Path:
    if Path(source).is_dir():
        return Path(source)
    remedy = f"one of {', '.join(SOURCES)}, or a folder that holds {ZIP_TRAIN.name} and {ZIP_TEST.name}"
    raise DatasetError(f"no such source of digits: {source}", "", remedy)


def _not_in_named_folder(error: DataUnavailable, named: Path) -> DataUnavailable:
    message = f"SNSIM_DATA names this folder, but the digits are not in it: {error.message}"
    remedy = f"set SNSIM_DATA to the folder that holds {ZIP_TRAIN.name} and {ZIP_TEST.name}, or unset it"
    return DataUnavailable(message, str(named), remedy)


def read_archive(archive: Archive, path: Path) -> tuple[Floats, Labels]:
    """Parse a zip file and make sure that it holds the published digits."""
    images, labels = parse_zip_text(read_unpacked(path), path)
    if len(labels) != archive.count:
        message = f"{len(labels)} digits, not the published {archive.count}"
        raise DatasetError(message, f"{path}:{min(len(labels), archive.count) + 1}", FETCH_AGAIN)
    if digits_digest(images, labels) != archive.content:
        raise DatasetError("the digits are not the published ones (their digest differs)", str(path), FETCH_AGAIN)
    return images, labels
