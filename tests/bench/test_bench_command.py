"""``make bench`` as a user types it; nothing here depends on how fast anything is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from writing import BEGIN, END, insert

ROOT = Path(__file__).parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "bench"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=ROOT)
    assert "Traceback" not in done.stderr
    return done


def test_one_case(tmp_path: Path) -> None:
    """Printed, as a page, and for other programs."""
    done = bench(
        "--only", "^XOR|^.fib", "--rounds", "2", "--json", f"{tmp_path}/a.json", "--markdown", f"{tmp_path}/a.md"
    )
    assert done.returncode == 0, done.stderr
    assert [line.split(",")[0].split()[0] for line in done.stdout.split("\n") if line.startswith(("XOR", "(fib"))] == [
        "XOR",
        "(fib",
    ]
    page = (tmp_path / "a.md").read_text()
    assert page.startswith(f'{BEGIN}\n\nPrinted by `make bench ARGS="--rounds 2 --markdown {tmp_path}/a.md"`.\n')
    assert "\n| XOR, on line | " in page
    read = json.loads((tmp_path / "a.json").read_text())
    assert [(one["name"], len(one["seconds"])) for one in read["results"]] == [("XOR, on line", 2), ("(fib 25)", 2)]
    assert min(read["peaks"]) > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "a.md"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--only", "nosuchcase"), "nothing is named like nosuchcase"),
        (("--only", "("), "--only: missing ), unterminated subpattern at position 0"),
        (("--rounds", "0"), "--rounds needs a whole number from 1 on"),
        (("--only", "^XOR", "--rounds", "1", "--json", "/no/such/folder/a"), "cannot be written: No such file"),
    ],
)
def test_mistakes(arguments: tuple[str, ...], message: str) -> None:
    done = bench(*arguments)
    assert done.returncode != 0
    assert message in done.stderr


def test_a_page_keeps_what_is_around_its_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"above\n{BEGIN}\n\nold\n{END}\nbelow\n")
    for text in ("new\n", "newer\n"):
        insert(page, text)
        assert page.read_text() == f"above\n{BEGIN}\n\n{text}\n{END}\nbelow\n"
    page.write_text("no marks here")
    insert(page, "new\n")
    assert page.read_text() == f"{BEGIN}\n\nnew\n\n{END}\n"
