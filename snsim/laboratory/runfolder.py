"""A run on disk: one folder, written whole or not at all.

runs/NAME-20261128-051100-SEED/     (-2, -3 ... where that is taken)
    run.json      what was run and what it found: arguments, versions, seed, digests, results
    script.sn     the script as it ran
    log.txt       what it printed
    weights.npy   float32, in the order of the network's weight records
    NAME.npy      each result that is a matrix
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .errors import LaboratoryError
from .job import Job, Outcome

RUNS = Path("runs")
RECORD = "run.json"
FORMAT = 1


@dataclass(frozen=True)
class Run:
    """A run that was kept: its folder, and what its ``run.json`` says."""

    folder: Path
    record: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.record["name"])

    @property
    def results(self) -> dict[str, Any]:
        return dict(self.record["results"])

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.record["settings"])

    def array(self, name: str) -> np.ndarray:
        """A result that is a matrix or a list of numbers."""
        if isinstance(self.results.get(name), list):
            return np.array(self.results[name])
        if name not in self.record["arrays"]:
            raise LaboratoryError(f"the run in {self.folder} has no matrix {name}")
        return np.asarray(np.load(self.folder / f"{name}.npy", allow_pickle=False))


def keep(runs: Path, job: Job, outcome: Outcome) -> Run:
    """Write a run's folder into ``runs``: under another name first, so that it is there whole or not at all."""
    name = Path(job.script).stem
    record = {
        "format": FORMAT,
        "name": name,
        "script": job.script,
        "script_sha256": job.digest,
        "seed": job.seed,
        "given": dict(job.given),
        "exact": job.exact,
        "status": outcome.status,
        "error": outcome.error,
        "started": outcome.started,
        "seconds": outcome.seconds,
        "settings": outcome.settings,
        "defaults": outcome.defaults,
        "results": outcome.results,
        "arrays": sorted(outcome.arrays),
        "data": outcome.data,
        "files": outcome.files,
        "machine": outcome.machine,
    }
    try:
        runs.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=runs))
    except OSError as error:
        raise _unwritable(runs, error) from None
    try:
        scratch.chmod(0o755)
        (scratch / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        (scratch / "script.sn").write_bytes(job.text.encode("latin-1"))
        (scratch / "log.txt").write_bytes(outcome.log.encode("latin-1", "replace"))
        if len(outcome.weights):
            np.save(scratch / "weights.npy", outcome.weights)
        for array_name, values in outcome.arrays.items():
            np.save(scratch / f"{array_name}.npy", values)
        folder = _settle(scratch, runs, f"{name}-{_stamp(outcome.started)}-{job.seed}")
    except OSError as error:
        raise _unwritable(runs, error) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Run(folder, json.loads((folder / RECORD).read_text(encoding="utf-8")))


def check_writable(runs: Path) -> None:
    """Raises LaboratoryError if no run can be kept there: better before it runs than after."""
    try:
        runs.mkdir(parents=True, exist_ok=True)
        Path(tempfile.mkdtemp(prefix=".writing-", dir=runs)).rmdir()
    except OSError as error:
        raise _unwritable(runs, error) from None


def _unwritable(runs: Path, error: OSError) -> LaboratoryError:
    return LaboratoryError(f"cannot write into {runs}: {error.strerror}", "name another folder with --runs")


def _stamp(started: str) -> str:
    """2026-11-28T05:11:00 as 20261128-051100."""
    return started[:19].replace("-", "").replace(":", "").replace("T", "-")


def _settle(scratch: Path, runs: Path, name: str) -> Path:
    """Rename the finished folder; a number is added while the name is taken."""
    number = 1
    while True:
        folder = runs / (name if number == 1 else f"{name}-{number}")
        try:
            os.rename(scratch, folder)
        except OSError:
            if not folder.exists():
                raise
            number += 1
        else:
            return folder


def kept(runs: Path) -> Iterator[Run]:
    """The runs in a folder, oldest first; what is no run is passed over."""
    found = []
    for path in runs.glob(f"*/{RECORD}") if runs.is_dir() else ():
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(record, dict) and record.get("format") == FORMAT:
            found.append(Run(path.parent, record))
    yield from sorted(found, key=lambda run: (run.record["started"], run.folder.name))
