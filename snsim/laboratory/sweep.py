"""Many runs of one script: those kept already are taken, the others run, each is kept as soon as it is there.

Ctrl-C ends the sweep and keeps what has finished; the same sweep again goes on from there. A worker that dies takes no
job with it: what it was at is run again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .errors import LaboratoryError
from .executors import Place, cores, processes
from .finished import FinishedRuns
from .job import FINISHED, REFUSED, Job, Outcome, Runner, Value
from .runfolder import RUNS, Run, check_writable, keep
from .summary import rows, summary_table

MOST_DEATHS = 3  # pools of workers that may die without one job done in between
PATIENCE = 0.2  # seconds between two looks at Ctrl-C: waiting for a future cannot be interrupted everywhere


@dataclass
class Swept:
    """What came of a sweep. ``by_job``: the finished runs, in the order of the jobs; ``failures``: job and message."""

    by_job: dict[Job, Run] = field(default_factory=dict)
    failures: list[tuple[Job, str]] = field(default_factory=list)
    computed: int = 0
    interrupted: bool = False

    @property
    def runs(self) -> list[Run]:
        """The finished runs."""
        return list(self.by_job.values())

    def rows(self) -> list[dict[str, Value]]:
        """A row for each run: seed, settings, results that are numbers."""
        return rows(self.runs)

    def table(self) -> str:
        """Mean, standard deviation, minimum and maximum of every result, for people."""
        return summary_table(self.runs)


@dataclass
class Sweep:
    """How to sweep. ``runner`` does a job in a worker; the digests tell whether a kept run still holds."""

    runner: Runner
    place: Place | None = None
    runs: Path = RUNS
    quiet: bool = False
    fresh: bool = False
    """Run even what is kept."""

    def run(self, jobs: list[Job]) -> Swept:
        """Run the jobs; raises LaboratoryError where nothing can run."""
        jobs = list(dict.fromkeys(jobs))
        known = {} if self.fresh else self._known(jobs)
        done = Swept()
        todo = [job for job in jobs if job not in known]
        if todo:
            check_writable(self.runs)
        with self._progress(len(jobs), len(known)) as step:

            def finish(job: Job, outcome: Outcome) -> None:
                if outcome.status == REFUSED:
                    raise LaboratoryError(f"{job.words()}: {outcome.error}")
                run = keep(self.runs, job, outcome)
                done.computed += 1
                if outcome.status == FINISHED:
                    known[job] = run
                else:
                    done.failures.append((job, outcome.error))
                step()

            try:
                self._drive(todo, finish)
            except KeyboardInterrupt:
                done.interrupted = True
        done.by_job = {job: known[job] for job in jobs if job in known}
        return done

    def _known(self, jobs: list[Job]) -> dict[Job, Run]:
        finished = FinishedRuns(self.runs, self.runner)
        answers = ((job, finished.answer(job)) for job in jobs)
        return {job: run for job, run in answers if run is not None}

    def _drive(self, todo: list[Job], finish: Callable[[Job, Outcome], None]) -> None:
        """Give all jobs to executors until each is finished."""
        left, deaths = list(todo), 0
        while left:
            before = len(left)
            try:
                with (self.place or processes(min(len(left), len(cores()))))() as executor:
                    _work(executor, self.runner.run, left, finish)
            except BrokenProcessPool:
                deaths = deaths + 1 if len(left) == before else 1
                if deaths >= MOST_DEATHS:
                    message = f"the workers die before they finish a job ({left[0].words()} or one near it)"
                    raise LaboratoryError(message, "too little memory? try fewer with --workers") from None

    @contextmanager
    def _progress(self, total: int, before: int) -> Iterator[Callable[[], None]]:
        if self.quiet or not sys.stderr.isatty():
            yield lambda: None
            return
        from tqdm import tqdm  # noqa: PLC0415

        with tqdm(total=total, initial=before, unit=" runs", dynamic_ncols=True) as bar:
            yield lambda: bar.update() and None


def _work(
    executor: Executor, run: Callable[[Job], Outcome], left: list[Job], finish: Callable[[Job, Outcome], None]
) -> None:
    """Run the jobs that are ``left``, taking each off the list when it is finished."""
    futures = {executor.submit(run, job): job for job in left}

    def collect(future: Future[Outcome]) -> None:
        job = futures[future]
        finish(job, future.result())
        del futures[future]
        left.remove(job)

    try:
        while futures:
            for future in wait(futures, PATIENCE, FIRST_COMPLETED).done:
                collect(future)
    finally:
        for future in [one for one in futures if one.done() and not one.cancelled() and one.exception() is None]:
            collect(future)
