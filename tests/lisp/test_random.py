"""The random generator against the original's numbers, all digits (tests/oracle/rng)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.lisp.errors import LispError
from snsim.lisp.random import Generator, _single, lisp_gauss, lisp_rand, lisp_seed

ORACLE = Path(__file__).parents[1] / "oracle" / "rng" / "rng.out"


def session(seed=0.0):
    lisp = SimpleNamespace(random=Generator(0))
    lisp_seed(lisp, seed)
    return lisp


def sections():
    """The transcript, cut at its ``## (seed n)`` lines."""
    for section in ORACLE.read_text().split("## ")[1:]:
        title, *lines = section.splitlines()
        yield float(title[len("(seed ") : title.index(")")]), lines


def draw(lisp, call):
    """The value of a line's left part: ``(rand -1 1)``, ``g``, ``r``, or a count after 99 other draws."""
    if call == "g":
        return lisp.random.gaussian()
    if call == "r":
        return lisp.random.uniform()
    if call.isdigit():
        return [lisp.random.uniform() for _ in range(100)][-1]
    name, *bounds = call.strip("()").split()
    return {"rand": lisp_rand, "gauss": lisp_gauss}[name](lisp, *map(float, bounds))


@pytest.mark.parametrize(("seed", "lines"), list(sections()))
def test_draws_are_the_originals(seed, lines):
    lisp = session(seed)
    for line in lines:
        call, expected = line.replace(" =", "").rsplit(" ", 1)
        assert f"{draw(lisp, call):.17g}" == expected, line


def test_transcript_is_complete():
    assert sum(len(lines) for _, lines in sections()) == 10 * 24 + 20 + 68


def test_seed_is_truncated_and_unsigned():
    first = [lisp_rand(session(seed)) for seed in (3.0, 3.9, -3.0)]
    assert first[0] == first[1] == first[2] != lisp_rand(session(4.0))


def test_state_moves_to_another_generator():
    generator, other = Generator(7), Generator(8)
    for _ in range(100):
        generator.gaussian()
    state = generator.state
    assert (state.shape, state.dtype) == ((57,), np.int32)
    other.state = state
    assert [generator.uniform() for _ in range(60)] == [other.uniform() for _ in range(60)]


@pytest.mark.parametrize("count", [0, 1, 54, 55, 200])
def test_many_draws_are_so_many_draws(count):
    generator, other = Generator(7), Generator(7)
    draws = generator.uniforms(count)
    assert (draws.shape, draws.dtype) == ((count,), np.float64)
    assert draws.tolist() == [other.uniform() for _ in range(count)]
    assert (generator.state == other.state).all()


@given(st.integers(-(2**31) + 1, 2**31 - 1))
def test_rounding_to_single_precision(integer):
    assert _single(integer) == float(np.float32(integer))


def test_ties_round_to_even():
    assert _single(2**30 + 64) == 2**30
    assert _single(2**30 + 192) == 2**30 + 256


def test_arguments_are_checked():
    with pytest.raises(LispError, match="not a real number"):
        lisp_rand(session(), None)
    with pytest.raises(LispError, match="not a real number"):
        lisp_gauss(session(), 1.0, "x")
