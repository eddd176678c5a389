"""The interactive loop against transcripts of the original: values, printing, errors, objects."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from originals import assert_printed

ROOT = Path(__file__).parents[2]
TRANSCRIPTS = Path(__file__).parent / "toplevel"

QUESTION = "Debug toplevel [y/N] ?n\n"
CLOCK = re.compile(r"= \d{10}\.\d+")
ADDRESS = re.compile(r"::([A-Za-z0-9-]+):[0-9a-f]{5,}")


def without_echo(output: str, typed: list[str]) -> str:
    """A transcript as a pipe would have shown it: no banner, no echo of what was typed, no questions."""
    _, _, session = output.partition(" [lushrc.lsh]\n")
    lines = session.replace(QUESTION, "").splitlines(keepends=True)
    waiting = iter(typed)
    expected, kept = next(waiting, None), []
    for line in lines:
        if line.startswith("? "):
            kept.append("? ")
            expected = next(waiting, None)
        elif expected is not None and line == f"  {expected}\n":
            kept.append("  ")
            expected = next(waiting, None)
        else:
            kept.append(line)
    return "".join(kept)


def masked(text: str) -> str:
    """Without addresses, bells and the time of day."""
    return CLOCK.sub("= CLOCK", ADDRESS.sub(r"::\1:ADDRESS", text.replace("\a", "")))


@pytest.mark.parametrize("name", ["t1_values", "t2_errors", "t5_objects"])
def test_transcript(name: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    typed = (TRANSCRIPTS / f"{name}.in").read_text(encoding="latin-1")
    original = (TRANSCRIPTS / f"{name}.out").read_text(encoding="latin-1")
    command = [sys.executable, str(ROOT / "interpreter.py"), "--quiet", "-i"]
    run = subprocess.run(
        command,
        input=typed.encode("latin-1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    expected = masked(without_echo(original, typed.splitlines()))
    assert_printed(record_property, f"toplevel/{name}", masked(run.stdout.decode("latin-1")), expected)
