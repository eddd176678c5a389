"""The table of mistakes (``mistakes.txt`` beside this file): each text and exactly what is said about it.

A case is the text, a caret under the place that is blamed, the message, and the hint if there is one. In hints the
search path is left out.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from snsim.lisp.console import StringOutput
from snsim.lisp.source import Source
from snsim.streams.loading import run
from snsim.toplevel.report import make_report
from snsim.toplevel.session import new_interpreter

TABLE = Path(__file__).with_name("mistakes.txt")
LEAST = 60  # cases the table must have


def cases() -> Iterator[tuple[str, str]]:
    """Text and complaint of each case."""
    for block in TABLE.read_text(encoding="utf-8").split("\n\n"):
        if block and not block.startswith("# "):
            text, complaint = block.rstrip("\n").split("\n", 1)
            yield text, complaint


def complaint(text: str) -> str:
    """What is said about a text, as the table has it."""
    lisp = new_interpreter()
    lisp.output = lisp.error_output = StringOutput()  # type: ignore[assignment]
    try:
        run(lisp, Source(text, "a text"))
    except Exception as error:
        report = make_report(lisp, error)
    else:
        return "nothing"
    assert report.place is not None
    assert report.place.file in ("a text", "a string")
    lines = [" " * (report.place.column - 1) + "^", f"*** {report.message}"]
    if report.hint:
        lines.append("hint: " + report.hint.replace(", ".join(lisp.path[1:]), "..."))
    return "\n".join(lines)


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case, id=case[0]) for case in cases()])
def test_mistake(text: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert complaint(text) == expected


def test_the_table_is_long() -> None:
    assert len(list(cases())) >= LEAST
