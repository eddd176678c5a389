"""Lisp inside a Python program: values, errors, output, functions both ways."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import snsim
from snsim.toplevel.embedding import Interpreter, LispError

SN = Interpreter()

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
values = st.recursive(
    st.none() | st.just(True) | st.floats(allow_nan=False) | texts,
    lambda parts: st.lists(parts, min_size=1),
    max_leaves=8,
)


@given(values)
def test_values_come_back(value: Any) -> None:
    SN["value"] = value
    assert SN["value"] == value


@pytest.mark.parametrize("half", ["\ud800", "a\udfffb"])
def test_half_a_character_is_no_text(half: str) -> None:
    with pytest.raises(LispError, match="half a character") as caught:
        SN["value"] = half
    assert "internal" not in str(caught.value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, np.int16, np.int8, np.uint8])
def test_matrices_share_their_cells(dtype: Any) -> None:
    cells = np.arange(6, dtype=dtype).reshape(2, 3)[:, ::2]
    SN["m"] = cells
    assert SN["m"] is cells
    SN.eval("(m 1 1 9)")
    assert cells[1, 1] == 9


def test_other_arrays_are_copied() -> None:
    cells = np.array([1, 2], np.int64)
    SN["m"] = cells
    assert SN["m"].dtype == np.float64
    SN["names"] = np.array(["a"])
    assert SN["names"].tolist() == ["a"]


def test_packed_matrices_and_arrays() -> None:
    assert SN.eval("(let ((m (packed-matrix 2))) (m 0 0.5) m)").tolist() == [0.5, 0.0]
    assert SN.eval("#[ a (b) #]").shape == (2,)


def test_other_values() -> None:
    assert SN.eval("'(1 2 . 3)") == (1.0, 2.0, 3.0)
    assert SN.eval("(let ((h (htable))) (h '(1 2) 3) h)") == {(1.0, 2.0): 3.0}
    assert SN.eval("'some-name") is SN.symbol("Some_Name")
    SN["thing"] = SN
    assert SN["thing"] is SN
    car = SN["car"]
    SN["kar"] = car
    assert SN.eval("(== car kar)") is True
    assert "Lisp function" in repr(car)


def test_errors(tmp_path: Path) -> None:
    file = tmp_path / "wrong.sn"
    file.write_text('(print "fine")\n(de f (x)\n  (let ((y x)) (nth y 3)))\n(f 1)\n', encoding="utf-8")
    with pytest.raises(LispError) as caught:
        SN.load(file)
    error = caught.value
    assert (error.message, error.file, error.line, error.column) == ("nth : not a list : 3", str(file), 3, 16)
    assert str(error).startswith(f"nth : not a list : 3\n{file}:3:16\n")
    assert SN.eval("(list (car '(1)))") == [1.0]
    assert len(SN.lisp.trail) == 0
    with pytest.raises(LispError, match="end of file"):
        SN.eval("(car")
    with pytest.raises(KeyError):
        SN["never-set"]
    with pytest.raises(LispError, match="locked symbol"):
        SN["car"] = 3


def test_an_error_in_a_function_called_back() -> None:
    SN.eval("(de bad (x) (let ((k x)) (car k)))")
    bad = SN["bad"]
    SN.define("call-it", lambda function: function(3))
    with pytest.raises(LispError, match="LispError: car : not a list : 3") as caught:
        SN.eval("(let ((k 1)) (call-it bad))")
    assert isinstance(caught.value.__cause__, LispError)
    with pytest.raises(LispError, match="not a list"):
        bad(1)
    assert len(SN.lisp.trail) == 0


def test_leaving() -> None:
    with pytest.raises(SystemExit) as caught:
        SN.eval("(exit 3)")
    assert caught.value.code == 3


def test_output(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    other = Interpreter(stream)
    other.eval('(print "über" 3) (printf "%s" "é")')
    assert stream.getvalue() == '"\\xc3\\xbcber" 3\né'
    SN.eval('(printf "to stdout")')
    assert capsys.readouterr().out == "to stdout"


def test_interpreters_are_separate() -> None:
    other = Interpreter()
    other["only-here"] = 1
    assert "only-here" not in SN


def test_python_objects() -> None:
    members = {"some_value": 3, "__repr__": lambda self: "<box>", "__call__": lambda self, x: x * 2}
    SN["box"] = type("Box", (), members)()
    assert SN.eval("(list :box:some-value (box 4) (pname box) (classof box))")[:3] == [3.0, 8.0, "::PYTHON:<box>"]
    assert SN.eval("(setq :box:some-value 5) (py-get box 'some-value)") == 5.0
    assert SN.eval('(py-set box "other" \'a) (= box box)') is True
    assert SN.eval("(defmethod |PYTHON| hello (x) (list x this)) (==> box hello 1)")[0] == 1.0
    with pytest.raises(LispError, match="==> : AttributeError: 'Box' object has no attribute 'nothing'"):
        SN.eval("(==> box nothing)")
    with pytest.raises(LispError, match="py-import : ModuleNotFoundError"):
        SN.eval('(py-import "no.such.module")')
    with pytest.raises(LispError, match="a value for each name"):
        SN.eval("(py-keywords 'axis)")
    text = '(py-call (py-import "builtins") "sorted" (list 3 1 2) (py-keywords "reverse" t))'
    assert SN.eval(text) == [3.0, 2.0, 1.0]
    assert SN.eval('(py-call (py-get (py-import "builtins") "len") () "abc")') == 3.0


def test_importing_is_cheap_until_something_is_asked_for() -> None:
    command = (
        "import snsim, sys; assert 'numpy' not in sys.modules; snsim.Interpreter; assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", command], check=True)
    assert snsim.Interpreter is Interpreter
    with pytest.raises(AttributeError):
        snsim.nothing  # noqa: B018


def test_a_circular_list_is_refused() -> None:
    SN.eval("(defvar ring (list 1 2 3)) (rplacd (cddr ring) ring) ()")
    for form in ('(py-call (py-import "math") "fsum" ring)', "ring"):
        with pytest.raises(LispError, match="circular list"):
            SN.eval(form)
    with pytest.raises(LispError, match="circular list"):
        SN["ring"]
    SN.eval("(setq ring ())")
