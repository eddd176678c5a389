"""Statistics and distances of lists of numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.lisp.arguments import python_list
from snsim.lisp.errors import LispError
from snsim.lisp.functions import BUILTINS
from snsim.lisp.values import Cons, make_list
from snsim.stdlib.numberlists import deviation, hamming_distance, quantile, regression


def call(name, *arguments):
    result = BUILTINS[name].call(*(make_list(map(float, a)) if isinstance(a, list) else a for a in arguments))
    return python_list(result) if result is None or isinstance(result, Cons) else result


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("sum", ([],), 0),
        ("sum", ([1, 2, 3],), 6),
        ("sup", ([1, 5, 3],), 5),
        ("inf", ([1, 5, 3],), 1),
        ("mean", ([1, 2, 3],), 2),
        ("cov", ([0, 2], [0, 4]), 2),
        ("median", ([3, 1, 2],), 2),
        ("median", ([4, 3, 1, 2],), 2),
        ("ksmallest", ([30, 10, 20], 1.0), 10),
        ("quantile", ([1, 2, 3, 4, 5], 0.5), 3),
        ("quantile", ([5, 4, 3, 2, 1], 1.0), 5),
        ("rank", ([1, 5, 3, 5], 5.0), [1, 3]),
        ("rank", ([1, 5, 3, 5], 4.0, 1.0), [1, 2, 3]),
        ("rank", ([1], 2.0), []),
        ("sqr-dist", ([1, 2], [3, 5]), 13),
        ("sqr-dist", ([1, 2],), 5),
        ("abs-dist", ([1, 2], [3, 5]), 5),
        ("sup-dist", ([1, 2], [3, 5]), 3),
        ("hamming-dist", ([1, 2, 3], [1, 5, 4]), 2),
        ("hamming-dist", (1.0, [1, 2, 3], [1, 5, 4]), 1),
        ("hamming-dist", (2.0, [1, 2, 3]), 1),
        ("quadrant-dist", ([1, -1, 0, 1, -1], [1, 1, 5, 0, 0]), 3),
        ("add-lists", ([1, 2], [3, 5]), [4, 7]),
        ("diff-lists", ([1, 2], [3, 5]), [-2, -3]),
        ("add-listes", ([1], [3]), [4]),
        ("mean-sqr-dist", ([1, 2], [3, 5]), 6.5),
        ("mean-abs-dist", ([1, 2], [3, 5]), 2.5),
        ("mean-sup-dist", ([1, 2], [3, 5]), 1.5),
        ("mean-hamming-dist", ([1, 2], [1, 5]), 0.5),
        ("mean-quadrant-dist", ([1, 2], [-1, 5]), 0.5),
        ("y-estimate", ([2, 1, 1], 3.0), 7),
        ("x-estimate", ([2, 1, 1], 7.0), 3),
    ],
)
def test_values(name, arguments, value):
    assert call(name, *arguments) == value


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("sum", ("a",), "numeric list expected"),
        ("sup", ([],), "empty list"),
        ("mean", ([],), "empty list"),
        ("sqr-dist", ([1], [1, 2]), "listes have different length"),
        ("add-lists", ([1], []), "listes have different length"),
        ("ksmallest", ([1], 2.0), "Argument is out of bounds"),
        ("ksmallest", ([1], 0.0), "Argument is out of bounds"),
        ("quantile", ([1], 1.5), "illegal fractile"),
        ("hamming-dist", (), "incorrect number of arguments"),
        ("hamming-dist", (1.0,), "incorrect number of arguments"),
        ("hamming-dist", ([1], [1], [1]), "incorrect number of arguments"),
        ("mean-sqr-dist", ([], []), "Floating exception"),
        ("regression", ([1, 1], [2, 3]), "Floating exception"),
        ("sum", ([1e308, 1e308],), "Floating exception"),
    ],
)
def test_errors(name, arguments, message):
    with pytest.raises(LispError, match=message):
        call(name, *arguments)


def test_deviation_is_of_the_population():
    assert deviation(make_list([1.0, 2.0, 3.0])) == pytest.approx(math.sqrt(2 / 3))
    assert deviation(make_list([0.1, 0.1, 0.1])) == pytest.approx(0.0, abs=1e-8)


def test_regression_finds_a_line():
    x = [0.0, 1.0, 2.0, 5.0]
    slope, offset, correlation = python_list(regression(make_list(x), make_list([3 - 2 * v for v in x])))
    assert (slope, offset, correlation) == pytest.approx((-2.0, 3.0, -1.0))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0, 1))
def test_quantile_is_an_element_of_its_rank(values, fraction):
    found = quantile(make_list(values), fraction)
    assert sum(v < found for v in values) <= len(values) * fraction


@given(st.lists(st.floats(-10, 10)), st.floats(0, 5))
def test_hamming_margin_is_strict(values, margin):
    assert hamming_distance(margin, make_list(values)) == sum(abs(v) > margin for v in values)
