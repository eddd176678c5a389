"""Random numeric programs: compiled they give what they give interpreted, errors and stored cells included.

Most run as the Python text that is compiled, which is quick; some as machine code, many functions at a time.
"""

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from plaincode import plain_code

from snsim.compiled import machine
from snsim.compiled.install import install
from snsim.compiled.kinds import Refusal
from snsim.environment.language import new_language
from snsim.lisp.errors import LispError
from snsim.matrices.index import Index
from snsim.toplevel.report import make_report

LISP = new_language()
LISP.options["quiet"] = True
install(LISP)
LISP.eval_text("(de inner (x) (if (< x 2) (* x x) (- x alpha))) (setq :alpha 0.5) (compile 'inner)")

numbers = st.sampled_from(["0", "1", "2", "-1", "0.5", "3", "-2.5", "1e300", "x", "y", "z", "i", "alpha"])
ONE = ["-", "1+", "1-", "2*", "2/", "abs", "int", "sgn", "sqrt", "exp", "tanh", "qtanh", "qdexpmx", "0-x-1", "inner"]
TWO = ["+", "-", "*", "/", "**", "div", "mod", "max", "min", "bitand", "bitxor", "bitshl"]


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Forms whose value is a number (or an error)."""
    truths = st.one_of(
        st.builds("({} {} {})".format, st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), parts, parts),
        st.builds("(and (< {} {}) (not (> {} 1)))".format, parts, parts, parts),
        st.builds("(or (0= {}) (> {} 2))".format, parts, parts),
        st.sampled_from(["t", "()", "z"]),
    )
    subscripts = st.one_of(st.sampled_from(["0", "1", "2", "i", "4"]), parts)
    return st.one_of(
        st.builds("({} {})".format, st.sampled_from(ONE), parts),
        st.builds("({} {} {})".format, st.sampled_from(TWO), parts, parts),
        st.builds("(+ {} {} {})".format, parts, parts, parts),
        st.builds("(if {} {} {})".format, truths, parts, parts),
        st.builds("(cond ({} {}) ({} {}) (t {}))".format, truths, parts, truths, parts, parts),
        st.builds("(let ((z {}) (i {})) {})".format, parts, parts, parts),
        st.builds("(let* ((z {}) (y z)) (setq z (+ y 1) y z) {})".format, parts, parts),
        st.builds("(let ((z ())) (when {} (setq z {})) (if z 1 {}))".format, truths, parts, parts),
        st.builds("(progn (setq y {}) {})".format, parts, parts),
        st.builds("(let ((s 0)) (for (i 0 3) (incr s {})) s)".format, parts),
        st.builds("(let ((s 0)) (for (i {} (min y 3) 0.5) (incr s (/ i 4))) s)".format, st.sampled_from("012")),
        st.builds("(let ((s 0)) (repeat 3 (setq s (- {} s))) s)".format, parts),
        st.builds("(let ((k 0)) (while (< k 3) (incr k) {}) k)".format, parts),
        st.builds("(m {} {})".format, subscripts, subscripts),
        st.builds("(v {})".format, subscripts),
        st.builds("(progn (m {} {} {}) (v 1 {}) (m 1 1))".format, subscripts, subscripts, parts, parts),
        st.builds("(let ((s 0)) (idx-bloop ((r m)) (incr s (r 1)) (r 0 {})) s)".format, parts),
        st.builds("(bound m {})".format, st.sampled_from(["0", "1", "2", "x"])),
    )


bodies = st.recursive(numbers, larger, max_leaves=14)


def outcome(function: str, x: float, y: float) -> tuple[Any, ...]:
    """The value, or the error, and what is in the matrices then."""
    m, v = np.arange(12, dtype=np.float32).reshape(3, 4), np.linspace(-1, 3, 5)
    mark = len(LISP.trail)
    try:
        value = LISP.apply(LISP.global_value(function), [x, y, Index(m), Index(v)])
        result = repr(value) if type(value) is float else LISP.image(value)
    except LispError as error:
        result = make_report(LISP, error).message
        LISP.trail.unwind(mark)
    return result, m.tobytes(), v.tobytes()


def compare(texts: list[str], x: float, y: float) -> None:
    """Define, run, compile, run again."""
    definition = "(de f{} (x y m v) ((-idx2- (-float-)) m) ((-idx1- (-double-)) v) (let ((z 1) (i 2)) {}))"
    LISP.eval_text(" ".join(definition.format(number, text) for number, text in enumerate(texts)))
    names = [f"f{number}" for number in range(len(texts))]
    before = [outcome(name, x, y) for name in names]
    for name in names:
        with suppress(Refusal):  # it stays interpreted, and gives the same for sure
            LISP.eval_text(f"(compile '{name})")
    with np.errstate(all="ignore"):
        assert [outcome(name, x, y) for name in names] == before


arguments = st.sampled_from([0.0, 1.0, -1.0, 2.5, 1e10, 0.1])


@settings(max_examples=150)
@given(bodies, arguments, arguments)
def test_the_text(body: str, x: float, y: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "machine_code", plain_code)
        compare([body], x, y)


@settings(max_examples=3, phases=[Phase.generate])
@given(st.lists(bodies, min_size=2, max_size=2), arguments, arguments)
def test_machine_code(texts: list[str], x: float, y: float) -> None:
    compare(texts, x, y)


@pytest.mark.long
@settings(max_examples=100)
@given(st.lists(bodies, min_size=3, max_size=3), arguments, arguments)
def test_much_machine_code(texts: list[str], x: float, y: float) -> None:
    compare(texts, x, y)
