"""Every experiment of the record and of the ladder of 2022 runs and gives what it declares; the net of NIPS-89 has the
published size."""

from __future__ import annotations

from pathlib import Path

import pytest

from snsim.datasets.locate import search_dirs
from snsim.laboratory.declaration import Experiment
from snsim.laboratory.job import FINISHED, Job
from snsim.laboratory.record.sections import experiments
from snsim.toplevel.jobs import run_job
from snsim.toplevel.session import new_interpreter

FOLDERS = [Path(__file__).parents[2] / "scripts" / name for name in ("record", "modern")]
QUICK = {
    "passes": 1.0,
    "digits": "generated",
    "presentations": 300.0,
    "steps": 2.0,
    "curvature-patterns": 5.0,
    "size": 300.0,
}
FILES = {"zip": "zip.train.gz", "mnist": "t10k-images-idx3-ubyte.gz", "mouse": "dig.pat", "": ""}


def runnable(experiment: Experiment) -> bool:
    """Are its digits here, or can it take drawn ones?"""
    name = FILES[experiment.data]
    drawn = any(setting.name == "digits" for setting in experiment.settings)
    return drawn or any((folder / name).is_file() for folder in search_dirs())


@pytest.mark.long
@pytest.mark.parametrize("experiment", experiments(FOLDERS), ids=lambda one: one.name)
def test_an_experiment_gives_what_it_declares(experiment: Experiment) -> None:
    if not runnable(experiment):
        pytest.skip("its digits are not on this machine")
    names = {setting.name for setting in experiment.settings}
    variant = experiment.variants[-1]
    settings = variant.settings | {name: value for name, value in QUICK.items() if name in names}
    text = experiment.script.read_text(encoding="latin-1")
    outcome = run_job(Job(str(experiment.script), text, 1, tuple(sorted(settings.items()))))
    assert (outcome.status, outcome.error) == (FINISHED, "")
    # of a deletion in two steps only these
    expected = {one.name for one in experiment.figures} - {"test-misses-at-60"}
    assert expected <= outcome.results.keys()
    for kind, name, *_ in (view for view in experiment.views if len(view) > 1 and view[0] != "rank"):
        if kind in ("curves", "deletion"):
            assert len(outcome.results[name]) > 1  # type: ignore[arg-type]


def test_the_net_of_nips89_has_the_published_size(capfd: pytest.CaptureFixture[str]) -> None:
    lisp = new_interpreter()
    lisp.eval_text('(libload "sn28/sn28ite") (load "nips1989") (nips1989)')
    lisp.output.flush()
    assert "nips1989: 4635 units, 98442 connections, 2578 weights" in capfd.readouterr().out


def test_the_net_of_nips89_shares_weights() -> None:
    lisp = new_interpreter()
    with pytest.raises(Exception, match="shared weights are needed"):
        lisp.eval_text('(libload "sn28/sn28") (load "nips1989") (nips1989)')
