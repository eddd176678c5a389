"""The numbers that the reference gives for small nets (sn28.md, 7.1): networks, algorithms, seeds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from originals import ROOT, data_folder

from snsim.lisp.interpreter import Interpreter
from snsim.streams.searchpath import add_directories
from snsim.toplevel.session import new_interpreter

DECODER = """
(libload "sn28/{kernel}")
(alloc-net 20 100)
(build-net '((input 4) (hidden 2) (output 4)) '((input hidden) (hidden output)))
(setq pattern-matrix [[1 -1 -1 -1] [-1 1 -1 -1] [-1 -1 1 -1] [-1 -1 -1 1]])
(setq desired-matrix pattern-matrix)
(ensemble 0 3)
(seed 1)
(forget 1)
(epsi {rate})
(set-class-max)
{training}
(performance 0 3)
"""

RUN = [
    ("sn28", 1, "(run 4 50)", 0.0470136083),
    ("sn28ite", 1, "(repeat 50 (learn 4))", 0.0470136083),
    ("sn28itenew", 1, "(learn-cycle 50)", 0.0470136083),
    ("sn28", 0.1, "(learn 200)", 0.119186128),
    ("sn28", 1, "(set-nextpat-stay) (learn 200)", 0.0497022672),
    ("sn28ite", 1, "(run-batch 1 50)", 0.0570585672),
    ("sn28ite", 0.1, "(learn-batch 50)", 0.118961076),
    ("sn28new", 0.1, "(run-lm 4 50)", 0.116487744),
    ("sn28itenew", 0.1, "(learn-lm 200)", 0.116487732),
    ("sn28new", 0.1, "(learn-newton 200)", 0.116009071),
    ("sn28itenew", 0.1, "(learn-newton 200)", 0.116006058),
    ("sn28itenew", 0.1, "(learn-batch-lm 50)", 0.148111667),
    ("sn28itenew", 0.1, "(learn-batch-newton 50)", 0.148813291),
    ("sn28itenew", 0.1, "(run-batch-cg 1 20)", 0.114471512),
    ("sn28ite", 0.1, "(learn-batch-cg 20)", 0.114471512),
]


@pytest.fixture
def lisp() -> Iterator[Interpreter]:
    interpreter = new_interpreter()
    interpreter.options.update(exact=True, quiet=True)
    yield interpreter


@pytest.mark.parametrize(("kernel", "rate", "training", "error"), RUN)
def test_decoder(kernel: str, rate: float, training: str, error: float, lisp: Interpreter) -> None:
    found = lisp.eval_text(DECODER.format(kernel=kernel, rate=rate, training=training))
    assert f"{found:.9g}" == f"{error:.9g}"


XOR = """
(libload "sn28/{kernel}")
(alloc-net 100 1000)
(build-net '((input 2) (hidden 2) (output 1)) '((input hidden) (hidden output)))
(setq pattern-matrix [[-1 -1] [1 -1] [1 1] [-1 1]])
(setq desired-matrix [[1] [-1] [1] [-1]])
(ensemble 0 3)
(seed 0.87)
(epsi 1)
(forget 1)
"""

XOR_ERRORS = {0: (0.80398017, 50), 4: (1.28392029, 50), 8: (0.81168916, 75), 12: (0.74570064, 75)}
XOR_WEIGHTS = {
    (0, 3): -1.83857358,
    (1, 3): 2.46105456,
    (2, 3): 0.820271492,
    (0, 4): 2.23720789,
    (1, 4): 2.04552174,
    (2, 4): 1.98111665,
    (0, 5): 1.56002939,
    (3, 5): 1.54306638,
    (4, 5): -1.45554054,
}


@pytest.mark.parametrize("kernel", ["sn28", "sn28ite", "sn28new", "sn28itenew"])
def test_xor(kernel: str, lisp: Interpreter) -> None:
    lisp.eval_text(XOR.format(kernel=kernel))
    for age, (error, good) in XOR_ERRORS.items():
        lisp.eval_text(f"(learn (- {age} age)) (performance 0 3)")
        assert f"{lisp.global_value('global-error'):.8f}" == f"{error:.8f}"
        assert lisp.global_value("good-an-percent") == good
    lisp.eval_text("(learn (- 160 age)) (performance 0 3)")
    assert lisp.image(lisp.global_value("global-error")) == "0.0569"
    for (pre, post), weight in XOR_WEIGHTS.items():
        assert f"{lisp.eval_text(f'(sval {pre} {post})'):.9g}" == f"{weight:.9g}"
    assert f"{lisp.eval_text('(sdelta 3 5)'):.9g}" == "-0.0195278805"


def test_first_example_of_the_manual(lisp: Interpreter) -> None:
    """The 4-2-4 net: unit numbers, counts, neighbours (sn28.md, 3.5)."""
    lisp.eval_text(
        """(libload "sn28/sn28") (alloc-net 50 100)
        (build-net '((input 4) (hidden 2) (output 4)) '((input hidden) (hidden output)))"""
    )
    state = lisp.eval_text("(list nnum snum nmax smax input hidden output desired-layer (amont 5) (nfanin 5) (aval 0))")
    assert lisp.image(state) == ("(15 22 50 100 (1 2 3 4) (5 6) (7 8 9 10) (11 12 13 14) (0 1 2 3 4) 5 (5 6 7 8 9 10))")


ADALINE = """
(libload "sn28/sn28")
(alloc-net 10 10)
(build-net '((input 2) (output 1)) '((input output)))
(setq pattern-matrix [[-1 -1] [1 -1] [-1 1] [1 1]])
(setq desired-matrix [[-1] [1] [1] [1]])
(ensemble 0 3)
(nlf-lin 1 1)
(epsilon 0.1)
(forget 0)
"""


def test_linear_units(lisp: Interpreter) -> None:
    """The delta rule on a linear unit is the Widrow-Hoff rule: the errors of the adaline."""
    lisp.eval_text(ADALINE)
    errors = []
    for _ in range(8):
        lisp.eval_text("(learn 1)")
        errors.append(f"{lisp.global_value('local-error'):.5f}")
    assert errors == ["0.50000", "0.60500", "0.73205", "0.22378", "0.37333", "0.41451", "0.45846", "0.01903"]


NETMASK = {
    0: (0.673102792, 9.6875, 0.667854193, 7.5),
    320: (0.139494923, 60.0, 0.144181597, 53.75),
    640: (0.0836031014, 88.125, 0.0912065414, 83.125),
    6400: (0.0326347836, 100.0, 0.0469344019, 99.375),
}


def _netmask(lisp: Interpreter) -> None:
    lisp.eval_text('(libload "sn28/sn28ite") (load "netmask") (create-net)')


def test_netmask_counts(lisp: Interpreter) -> None:
    """What the reference says about this net, and the order of its first random weights."""
    _netmask(lisp)
    assert lisp.image(lisp.eval_text("(list nnum snum wnum)")) == "(469 3146 746)"
    lisp.eval_text("(seed 0) (forget-sqrt 1)")
    weights = lisp.eval_text("(weight-to-matrix)").values
    first = [0.19279471, -0.0846615136, 0.0311111454, -0.0125604216, -0.150844395]
    assert [f"{w:.9g}" for w in weights[:5]] == [f"{w:.9g}" for w in first]
    assert f"{sum(weights.astype(float)):.9g}" == "-3.67299527"
    assert f"{sum(weights.astype(float) ** 2):.9g}" == "5.46698689"


@pytest.mark.skipif(data_folder() is None, reason="needs the mouse digits, dig.pat and dig.des")
def test_netmask_on_mouse_digits(lisp: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_folder()
    assert data is not None
    for name in ("dig.pat", "dig.des"):
        shutil.copy(data / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    add_directories(lisp, [str(ROOT / "nets")])
    _netmask(lisp)
    lisp.eval_text('(load-patterns "dig.pat" "dig.des") (ensemble 0 319) (set-class-max)')
    lisp.eval_text("(seed 0) (forget-sqrt 1) (mask-epsi 0.1)")
    for age, (train, train_good, test, test_good) in NETMASK.items():
        lisp.eval_text(f"(learn (- {age} age))")
        for first, last, error, good in ((0, 319, train, train_good), (320, 479, test, test_good)):
            lisp.eval_text(f"(performance {first} {last})")
            assert f"{lisp.global_value('global-error'):.9g}" == f"{error:.9g}"
            assert lisp.global_value("good-an-percent") == good
