"""The net of 1989 leaves the simulator as a program and as a model: the script that does it, from end to end."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.long
@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_deploy1989(tmp_path: Path) -> None:
    script = str(ROOT / "scripts" / "deploy1989.sn")
    words = [sys.executable, str(ROOT / "interpreter.py"), script, "--passes", "1", "--digits", "generated"]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "SNSIM_QUIET": "1"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = re.search(r"2007 digits, largest difference of any output from ours (\S+), (\d+) digits/s\n", done.stdout)
    assert found
    assert 0 < float(found[1]) < 1e-5
    assert int(found[2]) > 30
    assert sorted(path.name for path in tmp_path.iterdir()) == ["zip1989.c", "zip1989.onnx"]
