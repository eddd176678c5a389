"""Choosing a kernel, and another after it: nothing of the first is left (sn28.md, 0.1)."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any

import pytest

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import UNSET
from snsim.toplevel.session import new_interpreter

KERNELS = ["sn28", "sn28ite", "sn28new", "sn28itenew"]
SESSION = """
(alloc-net 20 50)
(build-net '((input 2) (hidden 2 (nlf-lin 1 1)) (output 1)) '((input hidden) (hidden output)))
(setq pattern-matrix [[-1 -1] [1 -1] [1 1] [-1 1]] desired-matrix [[1] [-1] [1] [-1]])
(ensemble 0 3) (test-set 0 1) (seed 1) (forget 1) (epsi 0.1) (nlf-tanh 0.5 0.1)
(set-class-max) (set-cost-thlms 0.5) (set-nextcho-rnd) (set-disp-user)
(setq alpha 0.5 decay 0.1 theta 0.1 input-noise 0.1 mu 1 gamma 1 perf-file ())
(de present-pattern (layer n) (get-pattern pattern-matrix n layer))
(de disp-user (n) ()) (init-error-plotting 2 2) (learn 3)
"""
ADDRESS = re.compile(r"(?<=::)([A-Za-z0-9-]+:)[0-9a-f]+")
OWN = {"input", "hidden", "output", "result"}  # layers of the session, the value of the last form


def session(*kernels: str) -> Interpreter:
    lisp = new_interpreter()
    lisp.options.update(quiet=True, exact=True)
    for kernel in kernels[:-1]:
        lisp.eval_text(f'(libload "sn28/{kernel}")' + SESSION)
    lisp.eval_text(f'(libload "sn28/{kernels[-1]}")')
    return lisp


def seen(lisp: Interpreter) -> dict[str, str]:
    """Every bound symbol, with its value as it prints, addresses left out."""
    symbols = [symbol for symbol in lisp.symbols.values() if symbol.top.state != UNSET and symbol.name not in OWN]
    return {symbol.name: ADDRESS.sub("", lisp.image(symbol.top.value)) for symbol in symbols}


@pytest.fixture(scope="module")
def fresh() -> dict[str, dict[str, str]]:
    return {kernel: seen(session(kernel)) for kernel in KERNELS}


@pytest.mark.parametrize(("first", "second"), list(permutations(KERNELS, 2)))
def test_another_kernel(first: str, second: str, fresh: dict[str, dict[str, str]], capfd: Any) -> None:
    """All names and values are as if the first had never been there; a warning says that the network is gone."""
    lisp = session(first, second)
    assert f"{second} replaces {first}: the network is gone" in capfd.readouterr().err
    found = seen(lisp)
    assert sorted(set(found) ^ set(fresh[second])) == []
    assert {name: value for name, value in found.items() if value != fresh[second][name]} == {}
    assert lisp.eval_text("(list nnum snum)").car == 0
    with pytest.raises(LispError, match="there is no network to run"):
        lisp.eval_text("(forward-prop ())")
    lisp.eval_text(SESSION)
    assert lisp.eval_text("age") == 3


def test_the_same_kernel_again() -> None:
    """It is there already: nothing happens, unless one insists."""
    lisp = session("sn28ite")
    lisp.eval_text(SESSION)
    assert lisp.eval_text('(libload "sn28/sn28ite")') is None
    assert lisp.eval_text("age") == 3
    lisp.eval_text('(libload "sn28/sn28ite" t)')
    assert lisp.eval_text("(list age nnum)").car == 0


@pytest.mark.parametrize("name", ["sn28/sn28it", "sn28", "sn28/sn28ITE"])
def test_names(name: str) -> None:
    lisp = new_interpreter()
    lisp.options.update(quiet=True)
    if name == "sn28":
        assert lisp.eval_text(f'(libload "{name}") (iterative-mode)') is None
    else:
        with pytest.raises(LispError, match="File not found"):
            lisp.eval_text(f'(libload "{name}")')
