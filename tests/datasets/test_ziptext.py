"""The zip text reader: what it reads, and what it says of bad lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from snsim.datasets import DatasetError
from snsim.datasets.ziptext import parse_zip_text

PATH = Path("zip.train.gz")


def test_reads_labels_and_grey_levels(zip_sample):
    images, labels = parse_zip_text(zip_sample.text, PATH)
    assert images.dtype == np.float32 and labels.dtype == np.uint8
    assert np.array_equal(images, zip_sample.images)
    assert np.array_equal(labels, zip_sample.labels)


def test_numbers_may_be_printed_short(zip_sample):
    short = zip_sample.text.replace(b"-1.0000", b"-1").replace(b"0 \n", b"0\n")
    images, labels = parse_zip_text(short, PATH)
    assert np.array_equal(images, zip_sample.images)
    assert np.array_equal(labels, zip_sample.labels)


def _replace_word(text: bytes, line: int, column: int, word: bytes) -> bytes:
    lines = text.split(b"\n")
    words = lines[line - 1].split()
    words[column - 1 : column] = word.split()
    lines[line - 1] = b" ".join(words)
    return b"\n".join(lines)


@pytest.mark.parametrize(
    ("line", "column", "word", "message"),
    [
        (3, 1, b"10", "number 1 on the line should be a label 0-9: 10"),
        (3, 1, b"2.5", "number 1 on the line should be a label 0-9: 2.5"),
        (1, 1, b"nan", "number 1 on the line should be a label 0-9: nan"),
        (7, 2, b"1.5", "number 2 on the line should be a grey level between -1 and 1: 1.5"),
        (20, 257, b"nan", "number 257 on the line should be a grey level between -1 and 1: nan"),
        (20, 100, b"<html>", "number 100 on the line should be a grey level between -1 and 1: <html>"),
        (5, 30, b"", "256 numbers on the line, not 257 (a label and 256 grey levels)"),
        (5, 30, b"0 0", "258 numbers on the line, not 257 (a label and 256 grey levels)"),
    ],
)
def test_bad_number_is_reported_with_its_line(zip_sample, line, column, word, message):
    with pytest.raises(DatasetError) as caught:
        parse_zip_text(_replace_word(zip_sample.text, line, column, word), PATH)
    assert caught.value.message == message
    assert caught.value.place == f"zip.train.gz:{line}"
    assert caught.value.remedy


@pytest.mark.parametrize(("text", "place"), [(b"", "zip.train.gz"), (b"\n1 0\n", "zip.train.gz:1")])
def test_text_without_digits(text, place):
    with pytest.raises(DatasetError) as caught:
        parse_zip_text(text, PATH)
    assert caught.value.place == place


def test_blank_line_between_digits(zip_sample):
    lines = zip_sample.text.splitlines(keepends=True)
    with pytest.raises(DatasetError) as caught:
        parse_zip_text(b"".join([*lines[:4], b"\n", *lines[4:]]), PATH)
    assert caught.value.place == "zip.train.gz:5"
