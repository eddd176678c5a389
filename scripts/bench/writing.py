"""Writing results into files: at once or not at all."""

from __future__ import annotations

import os
from pathlib import Path

BEGIN, END = "<!-- printed by make bench: begin -->", "<!-- printed by make bench: end -->"


def insert(path: Path, text: str) -> None:
    """The text between the marks of a page, instead of what is there; a file without marks becomes that alone."""
    try:
        page = path.read_text(encoding="utf-8")
    except OSError:  # not there yet; what else may be wrong is seen when it is written
        page = ""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    write(path, f"{before}{BEGIN}\n\n{text}\n{END}{after}" if begin and end else f"{BEGIN}\n\n{text}\n{END}\n")


def write(path: Path, text: str) -> None:
    """The text under a temporary name beside the file, then renamed."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise SystemExit(f"{path} cannot be written: {error.strerror}") from None
