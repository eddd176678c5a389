"""Loading the zip digits: found, downloaded, refused, replaced by drawn ones."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest

from snsim.datasets import DatasetError, DataUnavailable, load_zip_digits, zipdigits
from snsim.datasets.digest import digits_digest
from snsim.datasets.locate import locate
from snsim.datasets.registry import ZIP_TEST, ZIP_TEST_COUNTS, ZIP_TRAIN, ZIP_TRAIN_COUNTS

NAMES = ("zip.train.gz", "zip.test.gz")
AT_END = "the offset of the last byte"


@pytest.fixture(autouse=True)
def small_archives(place, server, zip_sample, monkeypatch):
    """The registry lists the small sample, to be had at the test server; its checksum is that of no file."""
    for name, archive in (("ZIP_TRAIN", ZIP_TRAIN), ("ZIP_TEST", ZIP_TEST)):
        small = replace(archive, count=20, address=server.address, content=zip_sample.digest)
        monkeypatch.setattr(zipdigits, name, small)


def fill(folder, content):
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / name).write_bytes(content)


def test_found_in_the_named_folder(place, zip_sample):
    fill(place.data, zip_sample.archive)
    digits = load_zip_digits("real", place.said.append)
    assert np.array_equal(digits.train_images, zip_sample.images)
    assert np.array_equal(digits.test_labels, zip_sample.labels)
    assert digits.origin == f"zip.train.gz and zip.test.gz in {place.data}"
    assert place.said == []


def test_named_folder_comes_before_shared_folder_and_cache(place, zip_sample, monkeypatch):
    shared = place.data.parent / "checkout" / "shared" / "data"
    for folder in (place.cache, shared):
        fill(folder, zip_sample.archive)
        place.said.clear()
        assert load_zip_digits("real", place.said.append).origin.endswith(f" in {folder}")
        announced = f"is not in {place.data} (SNSIM_DATA): taking the one in {folder}"
        assert place.said == [f"{name} {announced}" for name in NAMES]
    fill(place.data, zip_sample.archive)
    place.said.clear()
    assert load_zip_digits("real", place.said.append).origin.endswith(f" in {place.data}")
    assert place.said == []


@pytest.mark.parametrize("source", ["auto", "real"])
def test_who_names_a_folder_gets_no_drawn_digits(place, source):
    with pytest.raises(DataUnavailable, match="SNSIM_DATA names this folder, but the digits are not in it") as caught:
        load_zip_digits(source, place.said.append)
    assert caught.value.place == str(place.data)
    assert "unset it" in caught.value.remedy
    assert load_zip_digits("generated", place.said.append).origin.startswith("generated")
    assert place.said == []


def test_folder_as_source(place, zip_sample, tmp_path):
    fill(tmp_path / "mine", zip_sample.archive)
    digits = load_zip_digits(str(tmp_path / "mine"), place.said.append)
    assert digits.origin == f"zip.train.gz and zip.test.gz in {tmp_path / 'mine'}"
    assert place.said == []


def test_folder_as_source_without_one_file(place, zip_sample, tmp_path):
    fill(place.data, zip_sample.archive)
    fill(tmp_path / "mine", zip_sample.archive)
    (tmp_path / "mine" / "zip.test.gz").unlink()
    with pytest.raises(DatasetError, match=r"there is no zip\.test\.gz in this folder") as caught:
        load_zip_digits(str(tmp_path / "mine"), place.said.append)
    assert caught.value.place == str(tmp_path / "mine")


def test_named_folder_must_exist(place, monkeypatch):
    monkeypatch.setenv("SNSIM_DATA", str(place.data / "nowhere"))
    with pytest.raises(DatasetError, match="no such folder") as caught:
        load_zip_digits("auto", place.said.append)
    assert caught.value.place.endswith("nowhere")


def test_second_load_takes_the_parsed_arrays(place, zip_sample, monkeypatch):
    fill(place.data, zip_sample.archive)
    first = load_zip_digits("real", place.said.append)
    monkeypatch.setattr(zipdigits, "parse_zip_text", None)
    second = load_zip_digits("real", place.said.append)
    assert np.array_equal(first.train_images, second.train_images)
    assert first.digest == second.digest


@pytest.mark.usefixtures("no_named_folder")
def test_downloads_once(place, server, zip_sample):
    for name in NAMES:
        server.offer(name, zip_sample.archive)
    for _ in range(2):
        digits = load_zip_digits("auto", place.said.append)
    assert server.asked == list(NAMES)
    assert digits.origin.endswith(f" in {place.cache}")
    assert place.said == [f"fetched {name} from {server.address}{name} into {place.cache}" for name in NAMES]
    assert sorted(path.name for path in place.cache.iterdir()) == ["parsed", *sorted(NAMES)]


def test_mirror_is_asked_first(place, server, zip_sample, monkeypatch):
    monkeypatch.setenv("SNSIM_MIRROR", f"{server.address}mirror")
    server.offer("mirror/zip.train.gz", zip_sample.archive)
    server.offer("zip.test.gz", zip_sample.archive)
    load_zip_digits("real", place.said.append)
    assert server.asked == ["mirror/zip.train.gz", "mirror/zip.test.gz", "zip.test.gz"]


def wrong_digits(zip_sample):
    other = zip_sample.text.replace(b" -1.0000", b" -0.5000", 1)
    assert other != zip_sample.text
    return gzip.compress(other)


@pytest.mark.usefixtures("no_named_folder")
@pytest.mark.parametrize(
    ("served", "reason"),
    [
        (lambda sample: (sample.archive[:-20], len(sample.archive)), "the transfer broke off"),
        (lambda sample: (sample.archive[:-20], None), "the archive is cut short"),
        (lambda sample: (sample.archive[:500] + b"?" * 50 + sample.archive[550:], None), "the archive is damaged"),
        (lambda sample: (b"<html>please log in</html>\n", None), "3 numbers on the line, not 257"),
        (lambda sample: (b"", None), "the file is empty"),
        (
            lambda sample: (gzip.compress(sample.text[: sample.text.index(b"\n")]), None),
            "1 digits, not the published 20",
        ),
        (lambda sample: (wrong_digits(sample), None), "the digits are not the published ones"),
        (None, "the server answers 404"),
    ],
)
def test_bad_download_is_not_kept_and_drawn_digits_step_in(place, server, zip_sample, served, reason):
    if served:
        server.offer("zip.train.gz", *served(zip_sample))
    digits = load_zip_digits("auto", place.said.append)
    assert digits.origin.startswith("generated with seed 1989")
    assert len(place.said) == 1
    assert place.said[0].startswith("using generated digits (seed 1989) instead of the real zip digits: cannot fetch")
    assert f"{server.address}zip.train.gz: {reason}" in place.said[0]
    assert list(place.cache.iterdir()) == []
    with pytest.raises(DataUnavailable, match=r"put zip\.train\.gz into"):
        load_zip_digits("real", place.said.append)


@pytest.mark.usefixtures("no_named_folder")
def test_without_a_network_one_sentence(place, monkeypatch):
    monkeypatch.setattr(zipdigits, "ZIP_TRAIN", replace(zipdigits.ZIP_TRAIN, address="http://127.0.0.1:1/"))
    load_zip_digits("auto", place.said.append)
    assert place.said == [
        "using generated digits (seed 1989) instead of the real zip digits: "
        "cannot fetch zip.train.gz (http://127.0.0.1:1/zip.train.gz: no connection)"
    ]


@pytest.mark.parametrize(
    ("damage", "message", "line"),
    [
        (lambda sample: sample.archive[:-20], "the archive is cut short", AT_END),
        (lambda sample: sample.text[: sample.text.rindex(b"\n", 0, -1) + 1], "19 digits, not the published 20", ":20"),
        (lambda sample: sample.text + sample.text, "40 digits, not the published 20", ":21"),
        (wrong_digits, "the digits are not the published ones", ""),
    ],
)
def test_damaged_file_is_an_error_that_names_it(place, zip_sample, damage, message, line):
    fill(place.data, damage(zip_sample))
    with pytest.raises(DatasetError, match=message) as caught:
        load_zip_digits("auto", place.said.append)
    path = place.data / "zip.train.gz"
    assert caught.value.place == f"{path}{f':{path.stat().st_size}' if line == AT_END else line}"
    assert "delete the file" in caught.value.remedy
    assert not isinstance(caught.value, DataUnavailable)


@pytest.mark.parametrize(
    ("damage", "least", "greatest"),
    [
        (lambda archive: archive[:500] + b"?" * 50 + archive[550:], 500, 600),
        (lambda archive: archive[:-8] + bytes(4) + archive[-4:], -8, -5),  # the checksum
        (lambda archive: archive + b"junk", 0, 0),
    ],
)
def test_damaged_archive_is_reported_with_its_offset(place, zip_sample, damage, least, greatest):
    size = len(zip_sample.archive)
    fill(place.data, damage(zip_sample.archive))
    with pytest.raises(DatasetError, match="the archive is damaged") as caught:
        load_zip_digits("auto", place.said.append)
    path, offset = caught.value.place.rsplit(":", 1)
    assert path == str(place.data / "zip.train.gz")
    in_file = least if least > 0 else size + least
    assert in_file <= int(offset) <= (greatest if greatest > 0 else size + greatest)


def test_unreadable_file(place, zip_sample, monkeypatch):
    fill(place.data, zip_sample.archive)

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(DatasetError, match="cannot read the file: Permission denied"):
        load_zip_digits("real", place.said.append)


def test_generated_digits_have_the_published_counts_and_follow_the_seed(place):
    digits = load_zip_digits("generated", place.said.append)
    assert tuple(np.bincount(digits.train_labels)) == ZIP_TRAIN_COUNTS
    assert tuple(np.bincount(digits.test_labels)) == ZIP_TEST_COUNTS
    assert digits.digest == load_zip_digits("generated", place.said.append).digest
    assert digits.digest != load_zip_digits("generated", place.said.append, seed=7).digest
    assert place.said == []


def test_unknown_source(place):
    with pytest.raises(DatasetError, match="no such source of digits: fake") as caught:
        load_zip_digits("fake", place.said.append)
    assert caught.value.remedy == "one of auto, real, generated, or a folder that holds zip.train.gz and zip.test.gz"


def test_published_counts_are_those_of_the_archives():
    assert (sum(ZIP_TRAIN_COUNTS), sum(ZIP_TEST_COUNTS)) == (ZIP_TRAIN.count, ZIP_TEST.count) == (7291, 2007)


def test_digest_tells_a_thousandth_and_a_label(zip_sample):
    images, labels = zip_sample.images.copy(), zip_sample.labels.copy()
    assert digits_digest(images + np.float32(1e-4), labels) == zip_sample.digest
    images[0, 0] += np.float32(0.001)
    assert digits_digest(images, labels) != zip_sample.digest
    labels[0] += 1
    assert digits_digest(zip_sample.images, labels) != zip_sample.digest


def test_archive_without_an_address_is_asked_of_the_user(place):
    with pytest.raises(DataUnavailable, match="was not found in") as caught:
        locate(replace(ZIP_TRAIN, address=""), place.said.append)
    assert "set SNSIM_DATA" in caught.value.remedy
