"""Running a script of the original's transcripts as a user would: a process, exact arithmetic, output as one text.

What is compared is counted number by number; the counts go to the table that the test run prints (tests/conftest.py).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def data_folder() -> Path | None:
    """Where the mouse digits are, if they are here."""
    named = os.environ.get("SNSIM_DATA")
    candidates = [Path(named)] if named else []
    candidates.append(ROOT.parent / "shared" / "data")
    return next((folder for folder in candidates if (folder / "dig.pat").is_file()), None)


def output_of(script: Path, arguments: Iterable[str], work: Path, beside: Iterable[Path] = ()) -> str:
    """What a script prints, run in the folder ``work`` with the files ``beside`` next to it."""
    for file in (script, HERE / "dumpnet.lsh", *beside):
        shutil.copy(file, work / file.name)
    run = subprocess.run(
        [sys.executable, str(ROOT / "interpreter.py"), "--exact", script.name, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SNSIM_QUIET": "1"},
        timeout=300,
        check=False,
    )
    return run.stdout.decode("latin-1")


def assert_printed(record_property: Callable[[str, object], None], case: str, printed: str, original: str) -> None:
    """Every line is the original's; its numbers are counted, right and wrong, for the table."""
    values = wrong = 0
    for ours, theirs in zip_longest(printed.splitlines(), original.splitlines(), fillvalue=""):
        pairs = list(zip_longest(NUMBER.findall(ours), NUMBER.findall(theirs)))
        values += len(pairs)
        wrong += sum(one != other for one, other in pairs)
    record_property("transcript", (case, values, wrong))
    assert printed.splitlines() == original.splitlines()
