"""``snsim data``: what is here, what is not, and how it is told."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from snsim.datasets import catalogue, locate
from snsim.datasets.registry import MNIST_TEST_LABELS, MOUSE_TARGETS, ZIP_TEST
from snsim.toplevel.command import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder where digits are looked for."""
    monkeypatch.setattr(locate, "search_dirs", lambda: iter([tmp_path]))
    monkeypatch.setenv("SNSIM_CACHE", str(tmp_path))
    monkeypatch.delenv("SNSIM_DATA", raising=False)
    return tmp_path


def told(*words: str, capfd: pytest.CaptureFixture[str]) -> str:
    assert main(["data", *words]) == 0
    return capfd.readouterr().out


def test_nothing_is_here(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = told(capfd=capfd)
    assert text.count("    not here\n") == 9
    assert [line.partition(":")[0] for line in text.split("\n") if line and line[0] != " "] == [
        "zip", "mnist", "mouse", "iris", "generated"
    ]  # fmt: skip
    assert "licence  none stated" in text
    assert "to get it: snsim data --fetch zip\n" in text
    assert (
        f"copy dig.pat and dig.des from the examples of the package sn28 in a Lush distribution into {folder}" in text
    )


def test_another_file_is_here(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = gzip.compress(b"no digits")
    for archive in (ZIP_TEST, MNIST_TEST_LABELS):
        (folder / archive.name).write_bytes(data)
        here = catalogue.look(archive)
        assert here is not None
        assert (here.state, here.size) == ("another file", len(data))
    text = told("zip", capfd=capfd)
    assert f"here: {folder / 'zip.test.gz'}, {len(data)} bytes, another file" in text
    assert hashlib.sha256(data).hexdigest() in text
    assert "mnist" not in text


def test_the_published_file_is_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = catalogue.Archive("dig.des", 480, sha256=hashlib.sha256(b"abc").hexdigest())
    (folder / MOUSE_TARGETS.name).write_bytes(b"abc")
    here = catalogue.look(archive)
    assert here is not None
    assert (here.path, here.state) == (folder / "dig.des", "as published")


def test_digits_compressed_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ZIP_TEST.name).write_bytes(b"abc")
    monkeypatch.setattr(catalogue, "read_archive", lambda archive, path: None)
    here = catalogue.look(ZIP_TEST)
    assert here is not None
    assert here.state == "same digits, compressed anew"


def test_no_network(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert main(["data", "zip", "--fetch"]) == 1
    assert "cannot fetch zip.train.gz" in capfd.readouterr().err


def test_mistakes(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "zap"]) == 2
    assert "no such digits: zap" in capfd.readouterr().err
