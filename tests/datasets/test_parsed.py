"""The cache of parsed arrays: fresh, stale, damaged, impossible."""

from __future__ import annotations

import os

import numpy as np
import pytest

from snsim.datasets.parsed import parsed_once


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "zip.gz"
    path.write_bytes(b"one")
    return path


class Parser:
    """Counts how often it is asked."""

    def __init__(self):
        self.calls = 0

    def __call__(self, path):
        self.calls += 1
        return np.full((2, 256), len(path.read_bytes()), np.float32), np.array([1, 2], np.uint8)


def test_parses_once(source, tmp_path):
    parse = Parser()
    first, second = (parsed_once(source, tmp_path / "cache", parse) for _ in range(2))
    assert parse.calls == 1
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert second[0].dtype == np.float32 and second[1].dtype == np.uint8


def test_parses_again_when_size_or_time_changed(source, tmp_path):
    parse = Parser()
    parsed_once(source, tmp_path / "cache", parse)
    source.write_bytes(b"other")
    assert parsed_once(source, tmp_path / "cache", parse)[0][0, 0] == 5
    os.utime(source, ns=(1, 1))
    parsed_once(source, tmp_path / "cache", parse)
    assert parse.calls == 3
    assert len(list((tmp_path / "cache" / "parsed").iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not really", b"text"])
def test_damaged_cache_is_written_anew(source, tmp_path, damage):
    parse = Parser()
    parsed_once(source, tmp_path / "cache", parse)
    (kept,) = (tmp_path / "cache" / "parsed").iterdir()
    kept.write_bytes(damage)
    for _ in range(2):
        assert parsed_once(source, tmp_path / "cache", parse)[0][0, 0] == 3
    assert parse.calls == 2


def test_cache_that_cannot_be_written_does_no_harm(source, tmp_path):
    parse = Parser()
    (tmp_path / "file").write_bytes(b"in the way")
    for _ in range(2):
        assert parsed_once(source, tmp_path / "file", parse)[0][0, 0] == 3
    assert parse.calls == 2
