"""What the tests of the laboratory share: a small script, and the command in this process."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallscript import SCRIPT, Command

from snsim.toplevel.command import main


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "small.sn"
    path.write_text(SCRIPT, encoding="latin-1")
    return path


@pytest.fixture
def command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs ``snsim`` on words, with runs kept under ``tmp_path``; status, output, error output."""

    def run(*words: object) -> tuple[int, str, str]:
        status = main([*map(str, words), "--runs", str(tmp_path / "runs")])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return status, out, err

    return run
