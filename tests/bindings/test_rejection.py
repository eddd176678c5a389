"""How many answers to refuse: the rule of LeCun et al. 1989, by counting and on matrices worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sweeping import session, way

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.matrices.index import Index


@pytest.fixture
def lisp() -> Interpreter:
    return session()


def rejects(lisp: Interpreter, percent: float, outputs: np.ndarray, desired: np.ndarray) -> float:
    lisp.set_global("answers", Index(np.asarray(outputs, np.float32)))
    lisp.set_global("wanted", Index(np.asarray(desired, np.float32)))
    return lisp.eval_text(f"(rejects-for {percent} answers wanted)")


def by_counting(error: float, outputs: np.ndarray, labels: np.ndarray) -> float:
    """Tries every threshold on the difference of the two greatest outputs."""
    two = np.sort(outputs, axis=1)[:, -2:]
    margins = two[:, 1] - two[:, 0]
    wrong = outputs.argmax(1) != labels
    best = 0
    for threshold in margins:
        accepted = margins >= threshold
        if wrong[accepted].sum() <= error * accepted.sum():
            best = max(best, int(accepted.sum()))
    return 1 - best / len(labels)


DESIRED = [[1, -1], [1, -1], [-1, 1], [-1, 1]]


@pytest.mark.parametrize(
    ("percent", "outputs", "expected"),
    [
        (1, [[0.9, -0.9], [0.5, 0], [-0.9, 0.9], [-0.1, 0.1]], 0),  # nothing wrong
        (1, [[0.9, -0.9], [0.5, 0], [-0.9, 0.9], [0.1, -0.1]], 25),  # the least sure is wrong
        (1, [[-0.9, 0.9], [0.5, 0], [-0.8, 0.8], [-0.1, 0.1]], 100),  # the surest is wrong
        (25, [[0.9, -0.9], [0.5, 0], [-0.9, 0.9], [0.1, -0.1]], 0),  # one of four may be
        (24, [[0.9, -0.9], [0.5, 0], [-0.9, 0.9], [0.1, -0.1]], 25),
        (40, [[-0.9, 0.9], [0.5, 0], [-0.8, 0.8], [-0.1, 0.1]], 0),  # the surest wrong, and forgiven in the mass
        (1, [[0.9, -0.9], [0.5, 0], [0.25, -0.25], [-0.25, 0.25]], 75),  # a threshold takes equals or leaves them
        (100, [[-0.9, 0.9], [0, 0.5], [0.9, -0.9], [0.1, -0.1]], 0),
        (0, [[-0.9, 0.9], [0, 0.5], [0.9, -0.9], [0.1, -0.1]], 100),
    ],
)
def test_by_hand(percent: float, outputs: list[list[float]], expected: float, lisp: Interpreter) -> None:
    assert rejects(lisp, percent, np.array(outputs), np.array(DESIRED)) == expected


@pytest.mark.parametrize("seed", range(8))
def test_against_counting(seed: int, lisp: Interpreter) -> None:
    """Coarse outputs, so that margins coincide."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 10, 300)
    desired = np.where(labels[:, None] == np.arange(10), 1, -1)
    outputs = np.round(2 * desired + 2 * random.standard_normal((300, 10))).astype(np.float32) / 8
    for percent in (0.5, 1, 5, 20):
        expected = 100 * by_counting(percent / 100, outputs, labels)
        assert rejects(lisp, percent, outputs, desired) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [("[f[1 2]]", "[f[1 2 3]]"), ("[f[1 2]]", "[f[1 2][1 2]]"), ("[f 1 2]", "[f 1 2]"), ("[f[1][2]]", "[f[1][2]]")],
)
def test_wrong_matrices(answers: str, wanted: str, lisp: Interpreter) -> None:
    with pytest.raises(LispError, match="matrices differ in size") as caught:
        lisp.eval_text(f"(rejects-for 1 {answers} {wanted})")
    assert caught.value.hint == "Both have one row a pattern, one column a class."


@pytest.mark.parametrize("wrong", ['"1" [f[1 2]] [f[1 2]]', "1 3 [f[1 2]]", "1 [f[1 2]]"])
def test_wrong_arguments(wrong: str, lisp: Interpreter) -> None:
    with pytest.raises(LispError, match=r"not a|arguments were expected"):
        lisp.eval_text(f"(rejects-for {wrong})")


# ---- the answers of the network --------------------------------------------------------------------------------------

EACH = "(let ((l ())) (for (n 0 4) (test-pattern n) (setq l (append l (state output)))) l)"


@pytest.mark.parametrize("exact", [True, False], ids=["exact", "fast"])
def test_outputs(exact: bool) -> None:
    """Those of the patterns one by one, in a float matrix; the states left behind are those of the last pattern."""
    lisp = session(exact=exact)
    expected = np.array(list(lisp.eval_text(EACH)), np.float32).reshape(5, 2)
    found = lisp.eval_text("(pattern-outputs 0 4)").array
    assert (found.dtype, found.shape) == (np.float32, (5, 2))
    if exact:
        assert np.array_equal(found, expected)
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-6)
    last = lisp.eval_text("(state output)")
    assert list(last) == pytest.approx(found[-1].tolist(), rel=1e-5, abs=1e-6)
    assert lisp.eval_text("(pattern-outputs 2 3)").array == pytest.approx(expected[2:4], rel=1e-5, abs=1e-6)
    assert lisp.eval_text("(pattern-outputs 4 4)").array == pytest.approx(expected[4:], rel=1e-5, abs=1e-6)


def test_outputs_through_hooks(lisp: Interpreter) -> None:
    """A redefined hook is obeyed, and an equivalent one changes no bit."""
    swept = lisp.eval_text("(pattern-outputs 0 4)").array
    lisp.eval_text("(setq :kept present-pattern) (setq :present-pattern (lambda (l n) (kept l n)))")
    assert way(lisp, "perf")[0] == "interpreted"
    assert np.array_equal(lisp.eval_text("(pattern-outputs 0 4)").array, swept)
    lisp.eval_text("(setq :present-pattern (lambda (l n) (kept l (- 4 n))))")
    assert np.array_equal(lisp.eval_text("(pattern-outputs 0 4)").array, swept[::-1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("(pattern-outputs 3 0)", "no patterns"),
        ("(pattern-outputs 0 5)", "subscript out of range"),
        ("(pattern-outputs 'a 2)", "not a"),
        ("(pattern-outputs 1)", "2 arguments were expected"),
    ],
)
def test_wrong_ranges(call: str, message: str, lisp: Interpreter) -> None:
    with pytest.raises(LispError, match=message):
        lisp.eval_text(call)
