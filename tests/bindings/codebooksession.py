"""What the tests of codebooks share: an interpreter with knnenv, and data of three classes in it."""

from __future__ import annotations

import numpy as np

from snsim.bindings.codebookobject import Codebook
from snsim.lisp.console import StringOutput
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

F = np.float32


def session() -> Interpreter:
    """With three classes of points in ``data`` (60 rows) and ``test`` (30 rows), and their twins' arrays."""
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.error_output = StringOutput()
    lisp.eval_text('(libload "sn28/knnenv")')
    lisp.set_global("data", sample(1, 60))
    lisp.set_global("test", sample(2, 30))
    return lisp


def sample(seed: int, count: int) -> Codebook:
    """Overlapping classes, in turn."""
    random = np.random.default_rng(seed)
    labels = np.arange(count, dtype=np.int32) % 3
    centres = np.array([[0, 0, 0, 0], [2, 1, 0, 1], [2, 3, 1, 0]])
    return Codebook((centres[labels] + random.normal(0, 1, (count, 4))).astype(F), labels)


def book(lisp: Interpreter, text: str) -> Codebook:
    """The codebook that an expression gives."""
    found = lisp.eval_text(text)
    assert isinstance(found, Codebook)
    return found


def said(lisp: Interpreter, text: str) -> str:
    """What it prints."""
    output = StringOutput()
    with lisp.writing(output):
        lisp.eval_text(text)
    return output.text


def distances(x: np.ndarray, references: np.ndarray) -> np.ndarray:
    total = np.zeros(len(references), F)
    for i in range(len(x)):
        d = x[i] - references[:, i]
        total += d * d
    return total


def neighbours(x: np.ndarray, references: np.ndarray, k: int) -> list[int]:
    return np.argsort(distances(x, references), kind="stable")[:k].tolist()
