"""docs/coming-from-sn.md: every session on the page is run, in one interpreter each."""

import re
from pathlib import Path

import pytest
from transcript import run

from snsim.toplevel.session import new_interpreter

PAGE = Path(__file__).parents[2] / "docs" / "coming-from-sn.md"
SESSIONS = re.findall(r"^```lisp\n(.*?)\n```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_there_are_sessions() -> None:
    assert len(SESSIONS) == PAGE.read_text(encoding="utf-8").count("```lisp")


@pytest.mark.parametrize("session", SESSIONS, ids=lambda text: text.splitlines()[0])
def test_a_session_is_true(session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    faults = run(new_interpreter(), session.split("\n"))
    assert not faults, "\n".join(faults)
