"""Runs that need not be made again.

A kept run answers a job if it finished with the same script, seed and settings, if every file that it loaded is still
the same, and if the calls that loaded its digits would load the same digits today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from snsim import __version__

from .job import FINISHED, Job, Runner
from .runfolder import Run, kept


class FinishedRuns:
    """The runs in a folder, to be asked for the one that answers a job."""

    def __init__(self, runs: Path, runner: Runner):
        self.digests = {"files": runner.file_digest, "data": runner.data_digest}
        self.known: dict[tuple[str, str], str] = {}
        self.by_script: dict[tuple[str, int, bool], list[Run]] = defaultdict(list)
        for run in kept(runs):
            record = run.record
            if record["status"] == FINISHED and record["machine"].get("snsim") == __version__:
                self.by_script[record["script_sha256"], record["seed"], record["exact"]].append(run)

    def answer(self, job: Job) -> Run | None:
        """The newest run that answers the job."""
        for run in reversed(self.by_script[job.digest, job.seed, job.exact]):
            if _same_settings(run.record, job) and self._same_world(run.record):
                return run
        return None

    def _same_world(self, record: dict[str, Any]) -> bool:
        files: Iterable[tuple[str, str]] = record["files"].items()
        data = ((loaded["call"], loaded["digest"]) for loaded in record["data"])
        return all(self._digest("files", *pair) for pair in files) and all(self._digest("data", *pair) for pair in data)

    def _digest(self, kind: str, name: str, expected: str) -> bool:
        """Is it what it was? Each is looked at once."""
        if (kind, name) not in self.known:
            self.known[kind, name] = self.digests[kind](name)
        return self.known[kind, name] == expected


def _same_settings(record: dict[str, Any], job: Job) -> bool:
    """Would the job's settings, completed by the script's defaults, be those of the run?"""
    given = dict(job.given)
    return bool(given.keys() <= record["defaults"].keys() and record["settings"] == record["defaults"] | given)
