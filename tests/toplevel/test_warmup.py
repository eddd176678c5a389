"""snsim warmup: afterwards nothing that the shipped nets need is compiled."""

from __future__ import annotations

import pytest

from snsim.codegen import library
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel import warmupcommand
from snsim.toplevel.command import main
from snsim.toplevel.session import new_interpreter


def trained(program: str) -> Interpreter:
    lisp = new_interpreter()
    lisp.options.update(quiet=True, messages=False)
    lisp.eval_text(program)
    return lisp


def test_nothing_is_left_to_compile(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(warmupcommand, "NETS", warmupcommand.NETS[:1])
    assert main(["warmup"]) == 0
    assert capsys.readouterr().out.startswith("zip1989 (zip1989)")
    made: list[str] = []
    real = library.compile_text
    monkeypatch.setattr(library, "compile_text", lambda text, processor: made.append("code") or real(text, processor))
    trained(
        """(libload "sn28/sn28itenew") (load "nets/zip1989") (zip1989) (generate-digits 20 10) (ensemble 0 19)
        (set-class-max) (forget-inv 2.4) (epsilon 0.003) (learn 20) (learn-lm 20) (performance 0 19) (learn-batch 1)"""
    )
    assert made == []


@pytest.mark.long
@pytest.mark.parametrize("net", warmupcommand.NETS, ids=lambda net: net.form)
def test_every_net(net: warmupcommand.Warm) -> None:
    warmupcommand.prepare(net)


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["warmup", "--help"]) == 0
    assert "machine code of every net" in capsys.readouterr().out
