"""Moves between units and windows against indexing, as shuffles and as records."""

from __future__ import annotations

import ctypes
import mmap
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from workbench import Workbench

from snsim.codegen import moves
from snsim.codegen.emitter import LANES
from snsim.codegen.processor import this_processor
from snsim.planner.layout import padded

UNITS = 208
ROWS, WIDTH = 9, 48  # of a window, floats
FRESH = {0, 3, 7, 12}  # vectors of units


def places_of(kind: str) -> np.ndarray:
    """Which units a window of 9 positions looks at, -1 for none; as vectors of 16."""
    random = np.random.default_rng(sum(map(ord, kind)))
    if kind == "runs":
        places = random.integers(0, UNITS - 40, (ROWS, 1)) + np.arange(37)
    elif kind == "aligned":
        places = np.tile(np.arange(32, 80), (ROWS, 1))
    elif kind == "windows":
        places = np.arange(ROWS)[:, None] * 2 + np.concatenate([row * 20 + np.arange(5) for row in range(5)])
    elif kind == "scattered":
        places = np.stack([random.permutation(UNITS)[:23] for _ in range(ROWS)])
    elif kind == "holes":
        places = np.where(random.random((ROWS, 33)) < 0.4, -1, np.arange(33) + np.arange(ROWS)[:, None])
    elif kind == "twice":
        places = random.integers(0, 40, (ROWS, 16))
    else:
        places = np.full((ROWS, 5), -1)
    whole = np.full((ROWS, WIDTH), -1)
    whole[:, : places.shape[1]] = places
    return whole.reshape(-1, LANES)


KINDS = ["runs", "aligned", "windows", "scattered", "holes", "twice", "nothing"]


@pytest.fixture(scope="module", params=["shuffles", "records", "records, lane by lane"])
def bench(request: pytest.FixtureRequest) -> Iterator[Workbench]:
    """gather_KIND and scatter_KIND (to, source), written out or in a loop; with and without an instruction for it."""
    processor = this_processor()
    made = Workbench(replace(processor, width=8) if "by lane" in request.param else processor)
    with pytest.MonkeyPatch.context() as patch:
        if request.param != "shuffles":
            patch.setattr(moves, "MOST_WRITTEN_OUT", 0)
        for kind in KINDS:
            places = places_of(kind)
            made.add(f"gather_{kind}", 2, partial(moves.gather, places=places))
            for squared in (False, True):
                deep = np.stack([places, deeper(kind)])
                emit = partial(moves.gather_sums, places=deep, squared=squared)
                made.add(f"gather_sums_{kind}_{squared}", 2, emit)
            for fresh in (frozenset(), FRESH):
                left = set(fresh)
                emit = partial(
                    moves.scatter, places=places, fresh=left
                )
                made.add(f"scatter_{kind}_{len(fresh)}", 2, emit)
                assert left == set(fresh) - set(places[places >= 0] // LANES)
    yield made


@pytest.mark.parametrize("kind", KINDS)
def test_gather(bench: Workbench, kind: str) -> None:
    """Every input comes to its place, and nothing else changes."""
    places = places_of(kind)
    units = np.random.default_rng(1).normal(size=UNITS).astype(np.float32)
    window = np.full(places.shape, 7, np.float32)
    bench.call(f"gather_{kind}", window, units)
    assert (window == np.where(places < 0, 7, units[places])).all()


def deeper(kind: str) -> np.ndarray:
    """Other units that are seen at the same places, some of them nowhere."""
    places = places_of(kind)
    other = np.random.default_rng(4).permutation(UNITS)[places]
    return np.where((places < 0) | (np.arange(LANES) % 5 == 2), -1, other)


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_gather_sums(bench: Workbench, kind: str, squared: bool) -> None:
    """All units seen at a place are summed up (whole numbers); vectors that nothing is seen in do not change."""
    places = np.stack([places_of(kind), deeper(kind)])
    units = np.random.default_rng(1).integers(-9, 9, UNITS).astype(np.float32)
    window = np.full(places.shape[1:], 7, np.float32)
    bench.call(f"gather_sums_{kind}_{squared}", window, units)
    seen = np.where(places < 0, 0, (units**2 if squared else units)[places]).sum(0)
    assert (window == np.where((places >= 0).any((0, 2))[:, None], seen, 7)).all()


@pytest.mark.parametrize("fresh", [frozenset(), FRESH], ids=["", "fresh"])
@pytest.mark.parametrize("kind", KINDS)
def test_scatter(bench: Workbench, kind: str, fresh: set[int]) -> None:
    """Every number is added to the unit its input came from (whole numbers: sums are exact in any order); what fresh
    vectors hold is not looked at."""
    places, random = places_of(kind), np.random.default_rng(2)
    window = random.integers(-9, 9, places.shape).astype(np.float32)
    units = random.integers(-9, 9, UNITS).astype(np.float32)
    touched = set(places[places >= 0] // LANES)
    wanted, vectors = units.copy(), sorted(fresh)
    units.reshape(-1, LANES)[vectors] = np.nan
    for vector in vectors:
        wanted.reshape(-1, LANES)[vector] = 0 if vector in touched else np.nan
    there = places >= 0
    np.add.at(wanted, places[there], window[there])
    bench.call(f"scatter_{kind}_{len(fresh)}", units, window)
    assert np.array_equal(units, wanted, equal_nan=True)


def test_neighbours_take_few_moves() -> None:
    """A vector of neighbours comes from two vectors at most, from one where they are aligned."""
    shifted = 3 + np.arange(160).reshape(10, LANES)
    assert len(moves._moves(shifted)) == 20
    assert len(moves._moves(shifted - 3)) == 10


def test_records_are_as_code_reads_them() -> None:
    fields = moves.RECORD.fields
    assert fields is not None and moves.RECORD.itemsize == 32
    assert [fields[name][1] for name in ("source", "to", "lanes")] == [0, 8, moves.LANES_AT]


# ---- patterns --------------------------------------------------------------------------------------------------------

PATTERNS = [1, 2, 7, 14, 15, 16, 17, 18, 30, 31, 32, 33, 34, 47, 48, 49, 100]


def inputs_of(count: int) -> np.ndarray:
    """Lanes of the input units in any order, with a hole in the midst: the number of each lane's input."""
    flat = np.full(padded(count + 5), -1)
    lanes = np.sort(np.random.default_rng(count).permutation(len(flat))[:count])
    flat[lanes] = np.random.default_rng(count).permutation(count) if count % 2 else np.arange(count)
    return flat.reshape(-1, LANES)


@pytest.fixture(scope="module")
def presents() -> Workbench:
    """present_COUNT(to, pattern)."""
    made = Workbench()
    for count in PATTERNS:
        inputs = inputs_of(count)
        made.add(f"present_{count}", 2, partial(moves.present, inputs=inputs))
    return made


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system to forbid a page")
@pytest.mark.parametrize("count", PATTERNS)
def test_present(presents: Workbench, count: int) -> None:
    """Every input comes to its unit; behind the pattern's end memory may not be read at all."""
    page = mmap.PAGESIZE
    memory = mmap.mmap(-1, 2 * page)
    room = np.frombuffer(memory, np.float32)
    pattern = room[page // 4 - count : page // 4]
    pattern[:] = np.arange(1, count + 1)
    forbid = ctypes.CDLL(None).mprotect
    second = ctypes.c_void_p(room.ctypes.data + page)
    assert forbid(second, ctypes.c_size_t(page), 0) == 0
    inputs = inputs_of(count)
    units = np.full(inputs.shape, -5, np.float32)
    presents.call(f"present_{count}", units, pattern)
    assert forbid(second, ctypes.c_size_t(page), mmap.PROT_READ | mmap.PROT_WRITE) == 0
    there = inputs >= 0
    assert (units[there] == pattern[inputs[there]]).all()
    assert np.isin(units[~there], [0, -5]).all()

