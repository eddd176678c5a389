"""A net as a C program and as an ONNX model: both answer as ours does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from snsim.datasets.locate import search_dirs
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

CC = shutil.which(os.environ.get("CC", "cc"))
STRICT = ("-std=c99", "-O2", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror")
REAL = all(any((folder / name).is_file() for folder in search_dirs()) for name in ("zip.train.gz", "zip.test.gz"))
ROUNDING = 2e-5  # of sums of 200 terms taken in another order

needs_compiler = pytest.mark.skipif(CC is None, reason="no C compiler")

PATTERNS = "(setq :pattern-matrix (random-patterns 9 6) :desired-matrix (float-matrix 9 2)) (ensemble 0 8)"
HELP = """
(de random-patterns (n m)
  (let ((p (float-matrix n m)))
    (for (i 0 (1- n)) (for (j 0 (1- m)) (p i j (rand -1 1))))
    p ) )
"""
TWO_LAYERS = "((input 6) (hidden 4 {0}) (output 2 {0})) '((input hidden) (hidden output))"
SMALL = {
    "tanh": f"(build-net '{TWO_LAYERS.format('(nlf-tanh 0.66666666 0.1)')})",
    "line": f"(build-net '{TWO_LAYERS.format('(nlf-lin 0.5 0.5)')})",
    "piecewise": f"(build-net '{TWO_LAYERS.format('(nlf-lin 0.1 2)')})",
    "threshold": f"(build-net '{TWO_LAYERS.format('(nlf-bin 0.66666666 0)')})",
    "relu": f"(build-net '{TWO_LAYERS.format('(nlf-relu)')})",
    "bell": f"(build-net '{TWO_LAYERS.format('(nlf-bell)')})",
    # a mask, a list of connections, a weight used twice by a unit, a layer partly without inputs
    "shared": """(build-net-nobias '((input 6) (maps 4) (means 2) (output 2)) '((means output)))
                 (mask-1d-connect input 6 maps 4 1 3)
                 (shared-bias-connect maps)
                 (equal-mask-1d-connect maps 4 means 2 2 2)
                 (connect (list (car input) (caddr maps)) (car output))
                 (bias-connect output)""",
    "sparse": """(build-net-nobias '((input 6) (h 3) (output 2)) '((h output)))
                 (connect (list (nth 0 input) (nth 1 input)) (nth 0 h))
                 (connect (list (nth 3 input)) (nth 1 h))
                 (bias-connect output)""",
    # layers listed the other way round, and a frame
    "reversed": """(build-net-nobias '((input 6) (h 4) (output 2)) ())
                   (setq :h (reverse h))
                   (define-net '((input) (h) (output)))
                   (let ((frame (newneurons 1)))
                     (state frame -0.7)
                     (connect frame h) (connect input h) (connect h output) )""",
}


def small(name: str) -> Interpreter:
    """One of the small nets, with random weights and patterns."""
    lisp = new_interpreter()
    lisp.options["messages"] = False
    lisp.eval_text(f'(libload "sn28/sn28ite") {HELP} (seed 3) (alloc-net 40 99) {SMALL[name]} {PATTERNS} (forget 1)')
    return lisp


def zip_net(source: str) -> Interpreter:
    lisp = new_interpreter()
    lisp.options["messages"] = False
    lisp.eval_text(
        f'(libload "sn28/sn28ite") (load "zip1989") (load-zip-digits "{source}") (seed 1) (zip1989-build \'blocks)'
        "(ensemble 0 7290) (forget-inv 2.4) (epsilon 0.003) (learn 2000)"
    )
    return lisp


def ours(lisp: Interpreter, first: int = 0, last: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Patterns and answers, float32."""
    patterns = lisp.global_value("pattern-matrix").array[first : last + 1]
    return patterns, lisp.eval_text(f"(pattern-outputs {first} {last})").array


def as_program(lisp: Interpreter, folder: Path, patterns: np.ndarray, outputs: int) -> np.ndarray:
    """The answers of the C program."""
    written = lisp.eval_text(f'(export-c "{folder / "my-net"}")')
    assert written == str(folder / "my-net.c")
    program = str(folder / "program")
    subprocess.run([CC, *STRICT, "-DMY_NET_MAIN", written, "-o", program, "-lm"], check=True)  # type: ignore[list-item]
    done = subprocess.run([program], input=patterns.astype(np.float32).tobytes(), capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.float32).reshape(-1, outputs)


def as_model(lisp: Interpreter, folder: Path, patterns: np.ndarray) -> np.ndarray:
    """The answers of the ONNX model, by the reference evaluator."""
    reference = pytest.importorskip("onnx.reference")
    written = lisp.eval_text(f'(export-onnx "{folder / "net"}")')
    (answers,) = reference.ReferenceEvaluator(written).run(None, {"pattern": patterns.astype(np.float32)})
    return np.asarray(answers)


@needs_compiler
@pytest.mark.parametrize("name", SMALL)
def test_small_nets_as_programs(name: str, tmp_path: Path) -> None:
    lisp = small(name)
    patterns, answers = ours(lisp)
    assert answers.std(0).max() > 0
    np.testing.assert_allclose(as_program(lisp, tmp_path, patterns, 2), answers, atol=ROUNDING)


@pytest.mark.parametrize("name", SMALL)
def test_small_nets_as_models(name: str, tmp_path: Path) -> None:
    lisp = small(name)
    patterns, answers = ours(lisp)
    np.testing.assert_allclose(as_model(lisp, tmp_path, patterns), answers, atol=ROUNDING)


@needs_compiler
@pytest.mark.parametrize(
    "source", ["generated", pytest.param("real", marks=pytest.mark.skipif(not REAL, reason="no data"))]
)
def test_the_net_of_1989_on_all_test_digits(source: str, tmp_path: Path) -> None:
    lisp = zip_net(source)
    patterns, answers = ours(lisp, 7291, 9297)
    np.testing.assert_allclose(as_program(lisp, tmp_path, patterns, 10), answers, atol=ROUNDING)
    np.testing.assert_allclose(as_model(lisp, tmp_path, patterns), answers, atol=ROUNDING)
    text = (tmp_path / "my-net.c").read_text()
    assert "/* 12 maps of 64 positions sharing 25 weights each */" in text
    assert "64660 connections" in text


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ('(export-c "net" "2bad")', "not a name for a C function"),
        ('(export-c "/no/such/folder/net")', "No such file"),
        ("(export-c 3)", "not a string"),
        ('(connect (car output) (car hidden)) (export-c "net")', "only feed-forward networks"),
        ('(connect (car output) (newneurons 1)) (export-c "net")', "is in no layer"),
        ('(setq :hidden "x") (export-onnx "net")', "no network to export: hidden is not a list of units"),
    ],
)
def test_mistakes(form: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lisp = small("tanh")
    with pytest.raises(LispError, match=complaint):
        lisp.eval_text(form)
    assert not list(tmp_path.iterdir())


def test_weights_that_have_overflown(tmp_path: Path) -> None:
    lisp = small("tanh")
    lisp.workspace.network.weights[0, 3] = np.inf  # type: ignore[attr-defined]
    with pytest.raises(LispError, match="a weight is not a number"):
        lisp.eval_text(f'(export-c "{tmp_path / "net"}")')


@pytest.mark.parametrize("function", ["export-c", "export-onnx"])
def test_functions_that_have_no_other_form(function: str, tmp_path: Path) -> None:
    lisp = small("tanh")
    lisp.eval_text("(nlf-spline '(-1 0 1) '(-1 0 1)) (define-net '((input) (hidden) (output)))")
    with pytest.raises(LispError, match="this transfer function has no"):
        lisp.eval_text(f'({function} "{tmp_path / "net"}")')


def test_without_onnx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lisp = small("tanh")
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(LispError, match=r"needs the package onnx: pip install 'snsim\[onnx\]'"):
        lisp.eval_text(f'(export-onnx "{tmp_path / "net"}")')
