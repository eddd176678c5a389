"""Classification criteria against the sentences of sn28.md 3.7, written with Python's own lists."""

from __future__ import annotations

import drivers
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snsim.kernels import course


def sign(x: float) -> int:
    return 1 if x >= 0 else -1


def positions_of_max(values: list[float]) -> list[int]:
    return [k for k, value in enumerate(values) if value == max(values)]


RULES = {
    course.CLASS_NIL: lambda o, d, low, high: True,
    course.CLASS_MAX: lambda o, d, low, high: positions_of_max(o) == positions_of_max(d),
    course.CLASS_QUADRANT: lambda o, d, low, high: all(
        b == 0 or (a > 0 and b > 0) or (a < 0 and b < 0) for a, b in zip(o, d, strict=True)
    ),
    course.CLASS_SGN: lambda o, d, low, high: all(
        sign(b - t) == sign(a - t) for a, b in zip(o, d, strict=True) for t in (low, high)
    ),
    course.CLASS_LMS: lambda o, d, low, high: low > sum((b - a) ** 2 for a, b in zip(o, d, strict=True)) / len(o),
    course.CLASS_HAMMING: lambda o, d, low, high: not any(abs(b - a) > low for a, b in zip(o, d, strict=True)),
}

@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("place", [0, 1])
def test_what_is_no_number_is_never_good(kind: int, place: int) -> None:
    """Whatever the rest is, and in whichever of the two vectors it stands."""
    vectors = np.array([[0.5, -0.5, 1.0], [0.5, -0.5, 1.0]], np.float32)
    assert drivers.good_answer(kind, 10.0, 10.0, *vectors)
    vectors[place, 0] = np.nan
    assert bool(drivers.good_answer(kind, 10.0, 10.0, *vectors)) == (kind == course.CLASS_NIL)


# halves: sums and squares are exact, ties and hits on a threshold are frequent
values = st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])


@pytest.mark.parametrize("kind", RULES)
@settings(max_examples=150, deadline=None)
@given(answers=st.lists(st.tuples(values, values), min_size=1, max_size=4), low=values, high=values)
def test_criterion(kind: int, answers: list[tuple[float, float]], low: float, high: float) -> None:
    outputs, targets = (list(column) for column in zip(*answers, strict=True))
    found = drivers.good_answer(kind, low, high, np.array(outputs, np.float32), np.array(targets, np.float32))
    assert bool(found) == RULES[kind](outputs, targets, low, high)
