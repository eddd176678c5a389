"""Sweeps: in processes, resumed, interrupted, from Lisp; with workers that die."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from smallscript import SCRIPT, Command, Here

from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.executors import processes
from snsim.laboratory.job import Job, Outcome, Runner, jobs_of
from snsim.laboratory.runfolder import kept
from snsim.laboratory.sweep import Sweep
from snsim.toplevel.jobs import RUNNER
from snsim.toplevel.session import new_interpreter

ROOT = Path(__file__).parents[2]


def jobs(count: int, text: str = SCRIPT) -> list[Job]:
    return jobs_of("small.sn", text, range(count), {}, False)


def sweep(tmp_path: Path, executor: Here) -> Sweep:
    return Sweep(RUNNER, executor.place(), tmp_path / "runs", quiet=True)


def test_nothing_is_computed_twice(tmp_path: Path) -> None:
    assert sweep(tmp_path, Here()).run(jobs(3)).computed == 3
    again = sweep(tmp_path, Here()).run(jobs(5))
    assert (again.computed, [run.record["seed"] for run in again.runs]) == (2, [0, 1, 2, 3, 4])
    assert Sweep(RUNNER, Here().place(), tmp_path / "runs", True, fresh=True).run(jobs(5)).computed == 5


def test_a_default_that_is_given_is_the_default(tmp_path: Path) -> None:
    sweep(tmp_path, Here()).run(jobs(1))
    given = [Job("small.sn", SCRIPT, 0, (("eps", 0.1),)), Job("small.sn", SCRIPT, 0, (("eps", 0.2),))]
    assert sweep(tmp_path, Here()).run(given).computed == 1


def test_another_script_or_arithmetic_is_computed(tmp_path: Path) -> None:
    sweep(tmp_path, Here()).run(jobs(1))
    assert sweep(tmp_path, Here()).run(jobs(1, SCRIPT + ";")).computed == 1
    assert sweep(tmp_path, Here()).run(jobs_of("small.sn", SCRIPT, [0], {}, True)).computed == 1


def test_a_file_or_digits_that_changed(tmp_path: Path) -> None:
    part = tmp_path / "part.sn"
    part.write_text("(setq :x 1)")
    text = f'(load "{part}") (generate-digits 10 10) (record \'x 1)'
    changed = Runner(RUNNER.run, RUNNER.file_digest, lambda call: "other digits")
    assert [sweep(tmp_path, Here()).run(jobs(1, text)).computed for _ in range(2)] == [1, 0]
    assert Sweep(changed, Here().place(), tmp_path / "runs", True).run(jobs(1, text)).computed == 1
    part.write_text("(setq :x 2)")
    assert sweep(tmp_path, Here()).run(jobs(1, text)).computed == 1


def test_failures_are_told_and_tried_again(tmp_path: Path) -> None:
    text = "(when (= run-seed 1) (car 3)) (record 'x run-seed)"
    for _ in range(2):
        swept = sweep(tmp_path, Here()).run(jobs(3, text))
        assert [job.seed for job, _ in swept.failures] == [1]
        assert [run.record["seed"] for run in swept.runs] == [0, 2]


def test_interrupted_and_resumed(tmp_path: Path) -> None:
    def stops(job: Job) -> Outcome:
        if job.seed == 2:
            raise KeyboardInterrupt
        return RUNNER.run(job)

    stopped = Sweep(Runner(stops, *digests()), Here().place(), tmp_path / "runs", True)
    assert stopped.run(jobs(4)).interrupted
    finished = len(list(kept(tmp_path / "runs")))
    rest = sweep(tmp_path, Here()).run(jobs(4))
    assert (len(rest.runs), rest.computed) == (4, 4 - finished)


def digests():  # type: ignore[no-untyped-def]
    return RUNNER.file_digest, RUNNER.data_digest


def test_workers_that_die(tmp_path: Path) -> None:
    assert sweep(tmp_path, Here(deadly=2)).run(jobs(3)).computed == 3
    with pytest.raises(LaboratoryError, match="the workers die"):
        sweep(tmp_path, Here(deadly=10**6)).run(jobs(5))


def test_the_command(script: Path, command: Command, tmp_path: Path) -> None:
    words = ("sweep", script, "--seeds", "0:3", "--set", "eps=0.1,0.5", "--workers", 2)
    status, out, err = command(*words)
    assert (status, err) == (0, "")
    assert "eps=0.1, 3 runs" in out and "eps=0.5, 3 runs" in out
    assert "6 runs, 6 of them new" in out
    table = list(csv.DictReader((tmp_path / "runs" / "small.csv").read_text().splitlines()))
    assert [(row["eps"], row["seed"]) for row in table] == [(e, s) for e in ("0.1", "0.5") for s in "012"]
    assert all(Path(row["folder"]).is_dir() for row in table)
    assert "6 runs, 0 of them new" in command(*words)[1]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--seeds", "a"], "not seeds"),
        (["--seeds", "0:100000000"], "too many seeds"),
        (["--scheduler", "nowhere"], "write tcp://host:port"),
        (["--workers", "0"], "not a number of workers"),
        (["--set", "epz=1"], "snsim sweep: the script has no setting epz\nthere are eps, mode\n"),
        (["--set", "eps=1,a", "--workers", "1"], "seed 1 eps=a: setting : this setting is a number : eps. a is none."),
        (["--csv", "/no/such/folder/x.csv", "--seeds", "1"], "cannot write"),
        (["--csv", "/", "--seeds", "1"], "cannot write /"),
    ],
)
def test_mistakes(script: Path, command: Command, words: list[str], complaint: str) -> None:
    status, _, err = command("sweep", script, *words)
    assert (status, complaint in err) == (1, True)


def test_missing_scripts(command: Command, tmp_path: Path) -> None:
    assert command("sweep", "nothing.sn") == (10, "", "snsim sweep: file not found: nothing.sn\n")
    (tmp_path / "binary.sn").write_bytes(b"a\0b")
    assert "binary file" in command("sweep", tmp_path / "binary.sn")[2]


def test_from_lisp(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lisp = new_interpreter()
    lisp.options["messages"] = False
    rows = lisp.eval_text(f"(sweep \"{script}\" '(1 2) '((eps 1 2)))")
    found = [{pair.car.name: pair.cdr.car for pair in row} for row in rows]
    assert [(row["seed"], row["eps"]) for row in found] == [(1, 1), (2, 1), (1, 2), (2, 2)]
    assert found[2]["x"] == pytest.approx(found[0]["x"] + 1)


SLOW = "(when (> run-seed 1) (sleep 60)) (record 'x run-seed)"


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="Ctrl-C for a whole group of processes")
def test_ctrl_c_keeps_what_has_finished(tmp_path: Path) -> None:
    (tmp_path / "slow.sn").write_text(SLOW)
    words = [sys.executable, str(ROOT / "interpreter.py"), "sweep", "slow.sn", "--seeds", "0:4", "--workers", "2"]
    process = subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while len(list(kept(tmp_path / "runs"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "2 runs, 2 of them new" in out
    assert err == "interrupted: the same command goes on from here\n"


ORPHAN = """
import os, time
from snsim.laboratory.executors import processes
if __name__ == "__main__":
    with processes(1)() as executor:
        print(executor.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(ORPHAN)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        os.kill(worker, 0)
        parent.kill()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the worker is still there")


def test_workers_never_hear_ctrl_c() -> None:
    """Nor do they while they start; who asked for them hears it as before."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with processes(1)() as executor:
        blocked = executor.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result()
        assert signal.SIGINT in blocked
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
