"""What is found out about names by loading kernels and programs."""

from pathlib import Path

import pytest

from snsim.environment.language import new_language
from snsim.lisp.functions import Lambda
from snsim.manual.survey import load_declared, survey
from snsim.toplevel.session import new_interpreter


def test_kernels() -> None:
    facts = survey(new_interpreter)
    assert facts["car"].kernels == []
    assert facts["nval"].kernels == ["sn28", "sn28ite", "sn28new", "sn28itenew"]
    assert facts["scounter"].kernels == ["sn28ite", "sn28itenew"]
    assert facts["learn-lm"].kernels == ["sn28new", "sn28itenew"]
    assert facts["shess"].kernels == ["sn28itenew"]
    assert facts["do-update-acc"].kernels == ["sn28ite", "sn28itenew"]  # only there after define-net
    assert facts["mu"].value == 0.05


def test_autoloaded_functions_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("late.sn").write_text("(de late (x) x)")
    lisp = new_language()
    lisp.options["quiet"] = True
    lisp.eval_text('(autoload "late" late)')
    assert not isinstance(lisp.global_value("late"), Lambda)
    load_declared(lisp)
    assert isinstance(lisp.global_value("late"), Lambda)
