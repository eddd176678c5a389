"""``snsim run`` and ``snsim runs``: a run is kept whole, and found again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from smallscript import Command

import snsim
from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.job import Job, Outcome
from snsim.laboratory.runfolder import keep, kept
from snsim.toplevel.command import main

NET = """
(libload "sn28/sn28ite")
(alloc-net 10 20)
(build-net '((input 2) (hidden 2) (output 1)) '((input hidden) (hidden output)))
(load-zip-digits "generated")
(forget 1)
(record 'matrix [f [1 2] [3 4]])
(record 'lines (list (list 1 2 3)))
(record "said" "well")
"""


def test_a_run_is_kept(script: Path, command: Command, tmp_path: Path) -> None:
    status, out, err = command("run", script, "--seed", 5, "--set", "eps=2", "--set", "mode=slow")
    assert (status, err) == (0, "")
    assert out.startswith("slow 5\n")
    (run,) = kept(tmp_path / "runs")
    assert run.folder.name.startswith("small-2") and run.folder.name.endswith("-5")
    assert run.settings == {"eps": 2.0, "mode": "slow"}
    assert run.record["defaults"] == {"eps": 0.1, "mode": "fast"}
    assert 2 < run.results["x"] < 3
    assert run.results["curve"] == [1, 2, 3]
    assert run.record["machine"]["snsim"] == snsim.__version__
    assert (run.folder / "log.txt").read_text() == "slow 5\n"
    assert (run.folder / "script.sn").read_text() == script.read_text()
    assert not (run.folder / "weights.npy").exists()


def test_weights_matrices_and_digests(command: Command, tmp_path: Path) -> None:
    (tmp_path / "net.sn").write_text(NET)
    assert command("run", tmp_path / "net.sn")[0] == 0
    (run,) = kept(tmp_path / "runs")
    assert np.load(run.folder / "weights.npy").shape == (9,)
    assert run.array("matrix").tolist() == [[1, 2], [3, 4]]
    assert run.array("lines").tolist() == [[1, 2, 3]]
    assert run.results == {"said": "well"}
    (loaded,) = run.record["data"]
    assert loaded["call"] == '(load-zip-digits "generated")'
    assert len(loaded["digest"]) == 64
    assert any(name.startswith("snsim:") and name.endswith("netenv.sn") for name in run.record["files"])
    with pytest.raises(LaboratoryError, match="no matrix"):
        run.array("other")


def test_the_same_seed_gives_the_same_numbers(script: Path, command: Command, tmp_path: Path) -> None:
    for _ in range(2):
        command("run", script, "--seed", 3)
    command("run", script, "--seed", 4)
    found = [run.results["x"] for run in kept(tmp_path / "runs")]
    assert len(set(found)) == 2


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--set", "epz=1"], "the script has no setting epz"),
        (["--set", "eps=fast"], "this setting is a number"),
        (["--set", "eps=1,2"], "a run has one value"),
        (["--set", "eps"], "not a setting"),
        (["--set", "eps=1", "--set", "eps=2"], "given twice"),
        (["--seed", "-1"], "not a seed: -1"),
    ],
)
def test_mistakes_in_settings(script: Path, command: Command, words: list[str], complaint: str) -> None:
    status, _, err = command("run", script, *words)
    assert status == 1
    assert complaint in err
    assert not command("runs", "--json")[1].strip("[]\n")  # nothing was run, nothing is kept


def test_a_setting_of_a_file_that_is_loaded(command: Command, tmp_path: Path) -> None:
    (tmp_path / "part.sn").write_text("(setting eps 1)")
    (tmp_path / "whole.sn").write_text('(load "part")\n(record \'twice (* 2 eps))')
    assert "twice                    6\n" in command("run", tmp_path / "whole.sn", "--set", "eps=3")[1]
    status, _, err = command("run", tmp_path / "whole.sn", "--set", "epz=3")
    assert (status, err) == (1, "snsim run: the script has no setting epz\nthere are eps\n")


def test_a_setting_of_a_file_whose_name_is_computed(command: Command, tmp_path: Path) -> None:
    (tmp_path / "part.sn").write_text("(setting eps 1)")
    (tmp_path / "whole.sn").write_text('(load (concat "pa" "rt"))\n(record \'twice (* 2 eps))')
    assert "twice                    6\n" in command("run", tmp_path / "whole.sn", "--set", "eps=3")[1]


def test_a_setting_that_only_seemed_one(command: Command, tmp_path: Path) -> None:
    """What the script has computed is kept."""
    (tmp_path / "late.sn").write_text("(defvar eps 1) (record 'x eps)")
    status, _, err = command("run", tmp_path / "late.sn", "--set", "eps=3")
    assert (status, "the script has no setting eps\n" in err) == (1, True)
    (kept_run,) = json.loads(command("runs", "--json")[1])
    assert (kept_run["status"], kept_run["results"]) == ("failed", {"x": 1.0})
    assert kept_run["error"] == "setting : the script has no setting eps. It has none."


def test_a_folder_that_cannot_be_written_is_told_first(
    script: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Before anything runs."""
    (tmp_path / "file").write_text("")
    assert main(["run", str(script), "--runs", str(tmp_path / "file")]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert err.endswith("name another folder with --runs\n")


def test_no_script(command: Command, tmp_path: Path) -> None:
    assert command("run", "nothing.sn") == (10, "", "snsim run: file not found: nothing.sn\n")
    assert command("run", tmp_path)[0] == 10


def test_a_script_that_fails_is_kept_with_its_error(command: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.sn").write_text("(record 'x 1)\n(car 3)\n")
    status, _, err = command("run", tmp_path / "bad.sn")
    assert status == 1
    assert "bad.sn:2:1" in err
    status, out, _ = command("runs", "bad")
    assert (status, "failed" in out, "car : not a list : 3" in out) == (0, True, True)


def test_a_status_is_kept(command: Command, tmp_path: Path) -> None:
    (tmp_path / "leaves.sn").write_text("(exit 3)")
    assert command("run", tmp_path / "leaves.sn")[0] == 1
    (tmp_path / "ends.sn").write_text("(record 'x 1) (exit 0) (car 3)")
    assert command("run", tmp_path / "ends.sn")[0] == 0


def test_the_list(script: Path, command: Command) -> None:
    status, _, err = command("runs")
    assert (status, err.startswith("snsim runs: no run in ")) == (1, True)
    command("run", script)
    status, out, _ = command("runs")
    assert status == 0
    assert "finished" in out and "x 0." in out
    (listed,) = json.loads(command("runs", "--json")[1])
    assert listed["name"] == "small"
    assert command("runs", "other")[0] == 1


def test_what_is_no_run_is_passed_over(tmp_path: Path) -> None:
    for name, text in {"a": "no json", "b": "[]", "c": '{"format": 0}'}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(text)
    assert not list(kept(tmp_path))
    assert not list(kept(tmp_path / "nowhere"))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LaboratoryError, match="cannot write into"):
        keep(tmp_path / "file", Job("s.sn", ""), Outcome("finished", started="2026-01-02T03:04:05"))


def test_names_are_never_taken_twice(tmp_path: Path) -> None:
    outcome = Outcome("finished", started="2026-01-02T03:04:05")
    names = [keep(tmp_path, Job("s.sn", ""), outcome).folder.name for _ in range(3)]
    assert names == ["s-20260102-030405-1", "s-20260102-030405-1-2", "s-20260102-030405-1-3"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_an_experiment_has_settings_not_options(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What would be ignored in silence is refused; a script that loads an experiment has arguments of its own."""
    (tmp_path / "small.sn").write_text('(experiment small (settings (eps 0.1 "rate")))\n(print eps)\n')
    (tmp_path / "other.sn").write_text(f'(load "{tmp_path}/small")\n')
    assert main([str(tmp_path / "small.sn")]) == 0
    assert main([str(tmp_path / "other.sn"), "--eps", "2"]) == 0
    assert capfd.readouterr().out == "0.1\n0.1\n"
    assert main([str(tmp_path / "small.sn"), "--eps", "2"]) == 1
    told = capfd.readouterr()
    assert told.out == ""
    assert '*** experiment : an experiment takes no arguments : "--eps"' in told.err
    assert f"Settings are given so: snsim run {tmp_path}/small.sn --set NAME=VALUE" in told.err
