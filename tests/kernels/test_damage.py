"""Damaged files of compiled kernels: they are compiled again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import numpy as np
from snsim.kernels.transfer import spline_curvature
print(spline_curvature(np.arange(4, dtype=np.float32), np.array([0, 1, 0, 1], np.float32)).tolist())
"""


def run(cache: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SNSIM_CACHE": str(cache), "SNSIM_QUIET": "1"}
    command = [sys.executable, "-c", PROGRAM]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300).stdout


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_compiled_again(suffix: str, content: bytes, tmp_path: Path) -> None:
    whole = run(tmp_path)
    files = list((tmp_path / "kernels").rglob(f"*.{suffix}"))
    assert files
    for file in files:
        file.write_bytes(content)
    assert run(tmp_path) == whole
    assert all(file.read_bytes() != content for file in (tmp_path / "kernels").rglob("*.nbi"))
    assert run(tmp_path) == whole
