"""Sweeps on a real Dask scheduler with two workers, one of which is killed in the middle."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.executors import dask_cluster
from snsim.laboratory.runfolder import kept

ROOT = Path(__file__).parents[2]
SCRIPT = "(sleep 0.5) (record 'x run-seed) (record 'worker (getenv \"WORKER\"))"


@contextmanager
def started(*words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A program of Dask on loopback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr
        process.stderr.close()


def address_of(scheduler: subprocess.Popen[str]) -> str:
    assert scheduler.stderr
    for line in scheduler.stderr:
        if found := re.search(r"Scheduler at: +(tcp://\S+)", line):
            return found[1]
    raise AssertionError("the scheduler tells no address")


WORKER = ("--nthreads", "1", "--no-dashboard", "--no-nanny")


@pytest.mark.long
def test_a_worker_is_killed_in_mid_sweep(tmp_path: Path) -> None:
    (tmp_path / "slow.sn").write_text(SCRIPT)
    scheduler_words = ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with started(*scheduler_words) as scheduler:
        address = address_of(scheduler)
        with (
            started("dask_worker", address, *WORKER, WORKER="first") as first,
            started("dask_worker", address, *WORKER, WORKER="second"),
        ):
            words = ["sweep", "slow.sn", "--seeds", "0:20", "--scheduler", address]
            sweep = subprocess.Popen(
                [sys.executable, str(ROOT / "interpreter.py"), *words],
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            by = wait_for(tmp_path / "runs", lambda names: {"first", "second"} <= set(names))
            assert len(by) < 15, "too late to kill anyone"
            first.send_signal(signal.SIGKILL)
            out, err = sweep.communicate(timeout=120)
    assert sweep.returncode == 0, err
    assert "20 runs, 20 of them new" in out
    runs = list(kept(tmp_path / "runs"))
    assert sorted(run.results["x"] for run in runs) == list(range(20))
    assert {run.results["worker"] for run in runs} == {"first", "second"}


def wait_for(runs: Path, enough) -> list[str]:  # type: ignore[no-untyped-def]
    """The workers of the runs kept, once they are ``enough``."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        names = [run.results["worker"] for run in kept(runs)]
        if enough(names):
            return names
        time.sleep(0.1)
    raise AssertionError("nothing comes of the sweep")


@pytest.mark.long
def test_no_scheduler_there(tmp_path: Path) -> None:
    (tmp_path / "slow.sn").write_text(SCRIPT)
    words = ["sweep", "slow.sn", "--seeds", "0:2", "--scheduler", "tcp://127.0.0.1:9"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "interpreter.py"), *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(LaboratoryError, match=r"pip install 'snsim\[dask\]'"):
        dask_cluster("tcp://127.0.0.1:1")
