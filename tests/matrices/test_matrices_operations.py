"""Operations on whole matrices (language.md, 11.5)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from snsim.lisp.errors import LispError
from snsim.lisp.floating import TRAPS
from snsim.lisp.functions import BUILTINS
from snsim.lisp.numericfunctions import quick_tanh
from snsim.matrices import elementwise, old_names, products, reductions  # noqa: F401
from snsim.matrices.index import Index
from snsim.matrices.literal import matrix_literal

VECTORS = st.integers(1, 8).flatmap(
    lambda n: st.tuples(*[arrays(np.float32, n, elements=st.floats(-1e3, 1e3, width=32))] * 2)
)


def f(name):
    return BUILTINS[name].call


def double(*values):
    return Index(np.array(values, np.float64))


def single(*values):
    return Index(np.array(values, np.float32))


def complaint(function, *args):
    with pytest.raises(LispError) as caught:
        function(*args)
    return caught.value.text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("idx-minus", np.negative), ("idx-abs", np.abs), ("idx-sqrt", np.sqrt), ("idx-inv", lambda x: 1 / x),
        ("idx-sin", np.sin), ("idx-cos", np.cos), ("idx-atan", np.arctan), ("idx-log", np.log), ("idx-exp", np.exp),
        ("idx-qtanh", np.vectorize(quick_tanh)),
    ],
)  # fmt: skip
def test_functions_of_each_element(name, expected):
    m = single([0.5, 1.0], [2.0, 20.0])
    result = f(name)(m)
    assert result.array.dtype == np.float32
    np.testing.assert_array_equal(result.array, expected(m.values).astype(np.float32))
    target = double([0.0, 0.0], [0.0, 0.0])
    assert f(name)(m, target) is target
    np.testing.assert_array_equal(target.array, expected(m.values))


@pytest.mark.parametrize("name", ["idx-stdsigmoid", "idx-dstdsigmoid", "idx-expmx", "idx-dexpmx", "idx-qdtanh"])
def test_fast_functions_agree_with_those_of_numbers(name):
    scalar = f(name.replace("idx-", "" if name == "idx-qdtanh" else "q"))
    values = [-20.0, -1.5, 0.0, 0.3, 2.0]
    assert f(name)(double(*values)).array.tolist() == [scalar(x) for x in values]


@given(VECTORS)
def test_arithmetic_rounds_once(pair):
    a, b = pair
    for name, operation in {"idx-add": np.add, "idx-sub": np.subtract, "idx-mul": np.multiply}.items():
        exact = operation(a.astype(np.float64), b.astype(np.float64))
        np.testing.assert_array_equal(f(name)(Index(a), Index(b)).array, exact.astype(np.float32))


def test_arithmetic_on_integers_wraps():
    a, b = (Index(np.array(cells, np.uint8)) for cells in ([200, 7], [100, 2]))
    assert f("idx-add")(a, b).array.tolist() == [44, 9]
    assert f("idx-div")(a, b).array.tolist() == [2, 3]


def test_result_may_be_an_operand():
    a = double(1.0, 2.0)
    assert f("idx-add")(a, a, a) is a
    assert a.array.tolist() == [2.0, 4.0]


def test_mistakes():
    add = f("idx-add")
    assert complaint(add, double(1.0), double(1.0, 2.0)) == "matrix must have same dimensions"
    assert complaint(add, double(1.0), double(1.0), double(1.0, 2.0)) == "matrix must have same dimensions"
    assert complaint(add, double(1.0), single(1.0)) == "Input idxs must be of the same type"
    assert complaint(add, double(1.0), 3.0) == "not an index"
    assert complaint(add, matrix_literal("a", [1.0]), matrix_literal("a", [1.0])) == "bad arguments"
    assert complaint(f("idx-m2dotm1"), double([1.0, 2.0]), double(1.0)) == "arguments have the wrong dimensions"


def test_traps():
    assert complaint(f("idx-div"), double(1.0), double(0.0)) == "Floating exception"
    assert complaint(f("idx-sqrt"), double(-1.0)) == "Floating exception"
    assert complaint(f("idx-exp"), single(100.0)) == "Floating exception"
    TRAPS.enabled = False
    try:
        assert f("idx-div")(double(1.0), double(0.0)).array.tolist() == [np.inf]
    finally:
        TRAPS.enabled = True


def test_with_scalar():
    s = Index(np.array(2.0, np.float32))
    m, r = single(1.0, 3.0), single(10.0, 20.0)
    assert f("idx-dotm0")(m, s).array.tolist() == [2.0, 6.0]
    assert f("idx-addm0")(m, s).array.tolist() == [3.0, 5.0]
    assert f("idx-dotm0acc")(m, s, r).array.tolist() == [12.0, 26.0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("idx-sum", -1.0), ("idx-sup", 3.0), ("idx-inf", -4.0), ("idx-sumsqr", 25.0)],
)
def test_reductions(name, expected):
    result = f(name)(double([0.0, 3.0], [0.0, -4.0]))
    assert result.array.ndim == 0
    assert result.lisp_call(None, []) == expected
    target = Index(np.zeros((), np.float32))
    assert f(name)(double([0.0, 3.0], [0.0, -4.0]), target).array.dtype == np.float32


def test_accumulating_reductions():
    r = Index(np.array(10.0))
    assert float(f("idx-sumacc")(double(1.0, 2.0), r).array) == 13.0
    assert float(f("idx-supacc")(double(1.0, 20.0), r).array) == 20.0
    assert float(f("idx-infacc")(double(1.0, 20.0), r).array) == 1.0
    assert float(f("idx-dotacc")(double(1.0, 2.0), double(3.0, 4.0), r).array) == 12.0


def test_products_of_two():
    assert float(f("idx-dot")(double(1.0, 2.0), double(3.0, 4.0)).array) == 11.0
    assert float(f("idx-sqrdist")(double(1.0, 2.0), double(3.0, 5.0)).array) == 13.0
    m, v = double([1.0, 2.0], [3.0, 4.0]), double(1.0, 10.0)
    r = f("idx-m2dotm1")(m, v)
    assert r.array.tolist() == [21.0, 43.0]
    assert f("idx-m2dotm1acc")(m, v, r).array.tolist() == [42.0, 86.0]
    assert f("idx-m1extm1")(v, v).array.tolist() == [[1.0, 10.0], [10.0, 100.0]]
    assert f("idx-m2extm2")(m, m).array[1, 0, 0, 1] == 6.0
    four = Index(np.arange(16.0).reshape(2, 2, 2, 2))
    assert f("idx-m4dotm2")(four, m).array[0, 1] == 4 + 2 * 5 + 3 * 6 + 4 * 7


def test_permute():
    p = Index(np.array([2, 0], np.int32))
    assert f("idx-m1permute")(double(5.0, 6.0, 7.0), p).array.tolist() == [7.0, 5.0]
    assert complaint(f("idx-m1permute"), double(5.0, 6.0), p) == "subscript out of range"


@given(VECTORS)
def test_dot_product_multiplies_in_32_bits_and_adds_in_64(pair):
    a, b = pair
    expected = 0.0
    for x, y in zip(a, b, strict=True):
        expected += float(x * y)
    assert f("dot-product")(Index(a), Index(b)) == expected


@given(VECTORS, st.floats(-1e3, 1e3))
def test_scaled_vectors_round_each_operation(pair, x):
    v, r = pair
    scaled = v * np.float32(x)
    accumulated = r + scaled
    assert f("idx-f1dotc")(Index(v), x, Index(np.zeros_like(v))).array.tolist() == scaled.tolist()
    assert f("idx-f1dotcacc")(Index(v), x, Index(r.copy())).array.tolist() == accumulated.tolist()


def test_scaled_strided_vectors():
    m = np.zeros((3, 2), np.float32)
    f("idx-f1dotc")(single(1.0, 2.0, 3.0), 2.0, Index(m[:, 1]))
    assert m[:, 1].tolist() == [2.0, 4.0, 6.0]


# --- old names ---


def test_statistics():
    m = single([1.0, 2.0], [3.0, 6.0])
    assert [f(name)(m) for name in ("sup-mat", "inf-mat", "mean-mat", "sdev-mat")] == [6.0, 1.0, 3.0, 3.5]


def test_old_arithmetic():
    a, b = double(6.0, 8.0), single(3.0, 2.0)
    results = {name: f(name)(a, b) for name in ("m+m", "m-m", "mxm", "m/m")}
    assert {name: r.array.tolist() for name, r in results.items()} == {
        "m+m": [9.0, 10.0], "m-m": [3.0, 6.0], "mxm": [18.0, 16.0], "m/m": [2.0, 4.0],
    }  # fmt: skip
    assert {r.array.dtype for r in results.values()} == {np.dtype(np.float32)}
    assert f("m*c")(b, 2.0).array.tolist() == [6.0, 4.0]
    assert f("m+c")(b, 2.0, a) is a
    assert a.array.tolist() == [5.0, 4.0]


def test_matrix_product():
    product, m = f("m*m"), single([1.0, 2.0], [3.0, 4.0])
    assert product(m, m).array.tolist() == [[7.0, 10.0], [15.0, 22.0]]
    assert product(m, m).array.dtype == np.float64
    assert product(m, single(1.0, 1.0)).array.tolist() == [3.0, 7.0]
    assert product(single(1.0, 2.0), single(3.0)).array.tolist() == [3.0, 6.0]
    assert complaint(product, m, single(1.0)) == "arguments have the wrong dimensions"
