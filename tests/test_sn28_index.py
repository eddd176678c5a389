"""The index of SN 2.8 (docs/sn28-index.md): every name is there, in its kernels and no others, and has its tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import UNSET
from snsim.toplevel.session import new_interpreter

ROOT = Path(__file__).parents[1]
INDEX = ROOT / "docs" / "sn28-index.md"
KERNELS = {"sn28": "A", "sn28ite": "AI", "sn28new": "AN", "sn28itenew": "AIN"}
ROW = re.compile(r"\| (`.+`) \| (A|I|N|IN|knnenv) \| (core|expected|rare) \| done \| (.+) \|")
REFERENCE = re.compile(r"(tests/[\w/]+\.(?:py|sn))(?:::(\w+)|: (.+))")
LISTED = 420  # names


class Row(NamedTuple):
    names: list[str]
    kernels: str
    tests: list[str]


def rows() -> list[Row]:
    text = INDEX.read_text(encoding="utf-8").partition("## Where the original is wrong")[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    found = [ROW.fullmatch(line) for line in lines]
    assert all(found), "a row is not of the form of the others"
    return [Row(row[1].strip("`").split("` `"), row[2], row[4].split("; ")) for row in found if row]


ROWS = rows()


def available(kernels: str, kernel: str) -> bool:
    """Does a kernel have what a row says is in these kernels?"""
    return set(kernels) <= set(KERNELS[kernel])


@pytest.fixture(scope="module", params=KERNELS)
def chosen(request: pytest.FixtureRequest) -> tuple[str, Interpreter]:
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text(f'(libload "sn28/{request.param}")')
    return request.param, lisp


def test_the_index_is_whole() -> None:
    names = [name for row in ROWS for name in row.names]
    assert len(names) == len(set(names)) == LISTED


def test_names_and_kernels(chosen: tuple[str, Interpreter]) -> None:
    kernel, lisp = chosen
    for row in (row for row in ROWS if row.kernels != "knnenv"):
        for name in row.names:
            is_there = lisp.intern(name).top.state != UNSET
            assert is_there == available(row.kernels, kernel), name


def test_codebooks() -> None:
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text('(libload "sn28/knnenv")')
    for row in (row for row in ROWS if row.kernels == "knnenv"):
        assert [name for name in row.names if lisp.intern(name).top.state == UNSET] == []
        check_tests(row)


@pytest.mark.parametrize("row", [row for row in ROWS if row.kernels != "knnenv"], ids=lambda row: row.names[0])
def test_tests(row: Row) -> None:
    check_tests(row)


def check_tests(row: Row) -> None:
    """The tests exist, and their files use every name of the row."""
    texts = [text_of(reference) for reference in row.tests]
    for name in row.names:
        used = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        assert any(used.search(text) for text in texts), f"{name} is in none of {row.tests}"


def text_of(reference: str) -> str:
    """The text of the file that a test is in (with the scripts beside it, for transcripts)."""
    match = REFERENCE.fullmatch(reference)
    assert match, reference
    file = ROOT / match[1]
    text = file.read_text(encoding="latin-1")
    head = f"def {match[2]}(" if match[2] else f'(test "{match[3]}"\n'
    assert head in text, f"there is no test {reference}"
    if match[2] == "test_transcript":
        text += "".join(script.read_text(encoding="latin-1") for script in file.parent.rglob("*.lsh"))
    return text
