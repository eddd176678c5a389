"""The connect library: which unit feeds which, with which weight (sn28.md, section 4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter


@pytest.fixture
def lisp() -> Interpreter:
    """A network of 100 units; ``a`` is 1..16, ``b`` what a test makes."""
    interpreter = new_interpreter()
    interpreter.options["quiet"] = True
    interpreter.eval_text('(libload "sn28/sn28ite") (alloc-net 100 1000) (setq a (newneurons 16))')
    return interpreter


def links(lisp: Interpreter) -> list[str]:
    """``pre>post:weight`` of all connections, grouped by unit, in the order they were made."""
    lisp.eval_text("(all-synapse (i j) (setq found (cons (list i j (sindex i j)) found)))")
    return [f"{i:g}>{j:g}:{k:g}" for i, j, k in reversed([list(item) for item in lisp.global_value("found") or []])]


def test_mask_1d_inexact(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    lisp.eval_text("(setq l1 (nfirst 12 a) l2 (newneurons 6)) (mask-1d-connect l1 12 l2 6 2 3)")
    expected = [f"{start + d}>{17 + k}:{d}" for k, start in enumerate((1, 3, 5, 7, 9, 10)) for d in range(3)]
    assert links(lisp) == expected
    lisp.output.flush()
    assert capsys.readouterr().out == "mask-1d-connect:[warning]:inexact layer size.\n"


def test_mask_2d(lisp: Interpreter) -> None:
    lisp.eval_text("(setq l1 (nfirst 12 a) l2 (newneurons 6)) (mask-2d-connect l1 3 4 l2 2 3 1 1 2 2)")
    found = links(lisp)
    assert found[:4] == ["1>17:0", "2>17:1", "5>17:2", "6>17:3"]
    assert found[12:16] == ["5>20:0", "6>20:1", "9>20:2", "10>20:3"]
    assert len(found) == 24


def test_mask_toric(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    lisp.eval_text("(setq l2 (newneurons 4)) (mask-toric-connect a 4 4 l2 2 2 2 2 3 3)")
    sources = (3, 4, 1, 7, 8, 5, 11, 12, 9)
    assert links(lisp)[9:18] == [f"{unit}>18:{k}" for k, unit in enumerate(sources)]
    lisp.output.flush()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("call", "shared"),
    [("local-1d-connect a 16 l2 5 3 4", False), ("mask-1d-connect a 16 l2 5 3 4", True)],
)
def test_windows_1d(call: str, shared: bool, lisp: Interpreter) -> None:
    lisp.eval_text(f"(setq l2 (newneurons 5)) ({call})")
    expected = [f"{1 + 3 * k + d}>{17 + k}:{d if shared else 4 * k + d}" for k in range(5) for d in range(4)]
    assert links(lisp) == expected


def _local_2d(weight: Callable[[int, int], int]) -> list[str]:
    """4 x 4 to 2 x 3, windows 3 wide and 2 high, step 1 across (clamped) and 2 down."""
    result, windows = [], [(row, min(col, 1)) for row in (0, 2) for col in range(3)]
    for number, (row, col) in enumerate(windows):
        for k in range(6):
            unit = 1 + (row + k // 3) * 4 + col + k % 3
            result.append(f"{unit}>{17 + number}:{weight(number, k)}")
    return result


@pytest.mark.parametrize(
    ("function", "weight"),
    [
        ("local-2d-connect", lambda number, k: 6 * number + k),
        ("mask-2d-connect", lambda number, k: k),
        ("equal-mask-2d-connect", lambda number, k: 0),
    ],
)
def test_windows_2d(
    function: str, weight: Callable[[int, int], int], lisp: Interpreter, capsys: pytest.CaptureFixture[str]
) -> None:
    lisp.eval_text(f"(setq l2 (newneurons 6)) ({function} a 4 4 l2 2 3 1 2 3 2)")
    assert links(lisp) == _local_2d(weight)
    lisp.output.flush()
    name = "mask-2d-connect" if function.startswith("equal") else function
    assert capsys.readouterr().out == f"{name}:[warning]:inexact layer size.\n"


def test_local_toric(lisp: Interpreter) -> None:
    lisp.eval_text("(setq l2 (newneurons 4)) (local-toric-connect a 4 4 l2 2 2 2 2 3 3)")
    assert links(lisp)[27:] == [f"{u}>20:{27 + k}" for k, u in enumerate((11, 12, 9, 15, 16, 13, 3, 4, 1))]


def test_equal_mask_1d(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    lisp.eval_text("(setq l2 (newneurons 3)) (equal-mask-1d-connect a 16 l2 3 4 5)")
    assert links(lisp) == [f"{1 + 4 * k + d}>{17 + k}:0" for k in range(3) for d in range(5)]
    lisp.output.flush()
    assert capsys.readouterr().out == "mask-1d-connect:[warning]:inexact layer size.\n"


def test_mask_2d_reverse(lisp: Interpreter) -> None:
    lisp.eval_text("(setq small (newneurons 4)) (mask-2d-reverse small 2 2 a 4 4 2 2 2 2)")
    assert lisp.image(lisp.eval_text("(all ((u small)) (aval u))")) == (
        "((1 2 5 6) (3 4 7 8) (9 10 13 14) (11 12 15 16))"
    )
    assert lisp.image(lisp.eval_text("(all ((u (aval 19))) (sindex 19 u))")) == "(0 1 2 3)"


def test_tdnn(lisp: Interpreter) -> None:
    """8 frames of 2 traits to 3 frames of 3 traits, windows of 4 frames, step 2."""
    lisp.eval_text("(setq l2 (newneurons 9)) (tdnn-bias-connect l2 3 3) (tdnn-connect a 8 2 l2 3 3 2 4)")
    for frame in range(3):
        for trait in range(3):
            unit = 17 + 3 * frame + trait
            sources = [0, *range(1 + 4 * frame, 9 + 4 * frame)]
            assert [int(u) for u in lisp.eval_text(f"(amont {unit})")] == sources
            weights = [int(lisp.eval_text(f"(sindex {source} {unit})")) for source in sources]
            assert weights == [trait, *range(3 + trait, 27, 3)]


def test_tdnn_warns(lisp: Interpreter, capsys: pytest.CaptureFixture[str]) -> None:
    lisp.eval_text("(setq l2 (newneurons 9)) (tdnn-connect a 8 2 l2 3 3 3 4)")
    lisp.output.flush()
    assert capsys.readouterr().out == "tdnn-connect:[benign warning] bad frame numbers.\n"


def test_biases_and_rates(lisp: Interpreter) -> None:
    """3 x 3 windows and a shared bias: fan-in 10, 4 sharers."""
    lisp.eval_text("(setq l2 (newneurons 4)) (shared-bias-connect l2) (mask-toric-connect a 4 4 l2 2 2 2 2 3 3)")
    assert links(lisp)[0] == "0>17:0"
    assert lisp.eval_text("(scounter 0 18)") == 4
    lisp.eval_text("(mask-epsi 0.1)")
    assert lisp.eval_text("(nepsilon 18)") == pytest.approx(0.1 / 10**0.5 / 2, rel=1e-6)


LOOP = "(each ((w others) (u units)) (dup-connection window 17 w u))"
WINDOWS = [
    ("((2 3 4) (3 4 5))", "(18 19)", True),
    ("((2 3 4) (3 4 4))", "(18 19)", True),  # 4 -> 19 twice
    ("((2 3 4) (3 4 5))", "(18 18)", True),
    ("()", "()", True),
    ("((2 3 4) (3 4))", "(18 19)", False),
    ("((2 3 4) (3 (4 5)))", "(18 19)", False),
    ("((2 3 4) (3 4 5))", "(18)", False),
    ("((2 3 4) (3 4 77))", "(18 19)", False),
]


@pytest.mark.parametrize(("others", "units", "at_once"), WINDOWS)
def test_windows_are_shared_at_once_as_one_by_one(others: str, units: str, at_once: bool, lisp: Interpreter) -> None:
    """The same connections, counts and errors; or nothing is done."""
    found = []
    for call in ("(dup-windows window 17 others units)", LOOP):
        lisp.eval_text(f"(alloc-net 30 20) (newneurons 20) (setq window '(1 2 3) others '{others} units '{units})")
        lisp.eval_text("(connect window 17) (setq found ())")
        try:
            result = lisp.image(lisp.eval_text(call))
        except LispError as error:
            result = error.text
        found.append((links(lisp), lisp.eval_text("snum"), lisp.eval_text("(scounter 1 17)"), result))
    if at_once:
        assert found[0][:3] == found[1][:3]
        assert found[0][3] in ("t", found[1][3])
    else:
        assert found[0] == (["1>17:0", "2>17:1", "3>17:2"], 3, 1, "()")


def test_windows_without_room_are_shared_one_by_one(lisp: Interpreter) -> None:
    lisp.eval_text("(alloc-net 30 8) (newneurons 20) (connect '(1 2 3) 17)")
    assert lisp.eval_text("(dup-windows '(1 2 3) 17 '((2 3 4) (3 4 5)) '(18 19))") is None
    with pytest.raises(LispError, match="the source connection does'nt exist"):
        lisp.eval_text("(dup-windows '(1 2 6) 17 '((2 3 4)) '(18))")


def test_window_larger_than_the_layer(lisp: Interpreter) -> None:
    with pytest.raises(Exception, match="a window of 1 x 17 does not fit into a layer of 1 x 16"):
        lisp.eval_text("(setq l2 (newneurons 2)) (local-1d-connect a 16 l2 2 1 17)")
    with pytest.raises(Exception, match="there are 3 windows for the 2 units of a layer"):
        lisp.eval_text("(local-1d-connect a 16 l2 3 1 14)")
    with pytest.raises(Exception, match="a layer of 2 units is no grid of 1 x 16"):
        lisp.eval_text("(local-1d-connect l2 16 a 3 1 14)")


def test_shared_weights_need_an_iterative_kernel(lisp: Interpreter) -> None:
    lisp.eval_text('(libload "sn28/sn28")')
    with pytest.raises(Exception, match="not a function call"):
        lisp.eval_text("(mask-1d-connect () 1 () 1 1 1)")
