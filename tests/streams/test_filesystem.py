"""File names, files and directories."""

from __future__ import annotations

import os

import pytest

from snsim.lisp.arguments import python_list
from snsim.lisp.errors import LispError
from snsim.lisp.values import Symbol, T
from snsim.streams import filenames, filesystem
from snsim.streams.host import from_host, to_host


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "sub").mkdir()
    return tmp_path


class Symbols:
    """As much of an interpreter as ``fileinfo`` needs."""

    def __init__(self):
        self.table = {}

    def intern(self, name):
        return self.table.setdefault(name, Symbol(name))


@pytest.mark.parametrize(
    ("arguments", "base"),
    [
        (("/x/y/z.sn", "sn"), "z"),
        (("/x/y/z.sn", ".sn"), "z"),
        (("/x/y/z.sn", "lsh"), "z.sn"),
        (("z.sn",), "z.sn"),
        (("/x/y/",), "y"),
        (("/",), "/"),
        (("",), ""),
        ((".sn", "sn"), ".sn"),
    ],
)
def test_basename(arguments, base):
    assert filenames.basename(*arguments) == base


@pytest.mark.parametrize(("name", "directory"), [("/x/y", "/x"), ("x", "."), ("/x", "/"), ("x/y/", "x"), ("/", "/")])
def test_dirname(name, directory):
    assert filenames.dirname(name) == directory


def test_absolute_and_relative_names(folder):
    assert filenames.concat_fname("/a/b", "../c/./d") == "/a/c/d"
    assert filenames.concat_fname("/a", "/b") == "/b"
    assert filenames.concat_fname("//a") == "/a"
    assert filenames.concat_fname("x") == f"{folder}/x"
    assert filenames.relative_fname("/a/b", "/a/b/c/d") == "c/d"
    assert filenames.relative_fname("/a/b", "/a/bc") is None
    assert filenames.relative_fname("/", "/a") == "a"
    assert filenames.relative_fname("/a", "/a/") == "."


def test_asking(folder):
    assert (filesystem.is_directory("sub"), filesystem.is_directory("a.txt")) == (T, None)
    assert (filesystem.is_file("a.txt"), filesystem.is_file("sub"), filesystem.is_file("none")) == (T, None, None)
    assert sorted(python_list(filesystem.files("."))) == [".", "..", "a.txt", "sub"]
    assert filesystem.files("none") is None
    facts = {pair.car.name: pair.cdr for pair in python_list(filesystem.file_information(Symbols(), "a.txt"))}
    assert (facts["type"].name, facts["size"]) == ("reg", 5.0)
    assert filesystem.file_information(Symbols(), "none") is None


def test_changing(folder):
    assert filesystem.copy_file("a.txt", "b.txt") == 5.0
    filesystem.rename("b.txt", "c.txt")
    assert (folder / "c.txt").read_text() == "hello"
    filesystem.unlink("c.txt")
    assert not (folder / "c.txt").exists()
    filesystem.make_directory("new")
    assert (folder / "new").is_dir()
    assert (filesystem.lock_file("lock"), filesystem.lock_file("lock")) == (T, None)
    assert filesystem.change_directory("new") == filesystem.change_directory() == f"{folder}/new"


def test_temporary_names_are_fresh(folder):
    first, second = (filesystem.temporary_name(str(folder), "dat") for _ in range(2))
    assert first != second
    assert first.endswith(".dat")
    assert os.path.getsize(first) == 0
    assert os.path.dirname(filesystem.temporary_name()) != str(folder)


@pytest.mark.parametrize(
    "fail",
    [
        lambda: filesystem.unlink("none"),
        lambda: filesystem.rename("none", "x"),
        lambda: filesystem.change_directory("none"),
        lambda: filesystem.copy_file("none", "x"),
        lambda: filesystem.lock_file("none/x"),
    ],
)
def test_failures_are_the_systems(folder, fail):
    with pytest.raises(LispError) as caught:
        fail()
    assert caught.value.text == "No such file or directory (errno=2)"


def test_names_are_bytes(folder):
    name = "\xc3\xa9\xff"  # a letter in UTF-8, and a byte that is none
    assert from_host(to_host(name)) == name
    filesystem.lock_file(name)
    assert name in python_list(filesystem.files("."))
