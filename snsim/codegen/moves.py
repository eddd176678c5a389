"""Moving numbers between units and windows, a vector at a time, by permutations of lanes.

``places`` (vectors, 16) int64 says for every lane of some vectors the float index of the number it takes from
elsewhere, -1 for none. Few moves are written out, as shuffles that LLVM knows; many become a table of *records* that a
loop reads: where the source vector is, where the vector to change is, and for each lane the lane of the source it
takes, or 16 + its own number to be left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir

from .emitter import BYTES, FLOAT, INT8, INT32, INT64, LANES, Emitter, vector
from .mixing import blend, mixed

MOST_WRITTEN_OUT = 1500  # moves of a function: beyond, code would be larger than the cache for it, and slow to compile
CACHE_LINE = 64  # bytes
MOST_FETCHED = 4096  # bytes of the next pattern
TOGETHER = 12  # vectors changed at the same time
RECORD = np.dtype([("source", np.int64), ("to", np.int64), ("lanes", np.int8, LANES)])
LANES_AT = 16  # where in a record the lanes are

Move = tuple[int, int, np.ndarray]  # vector to change, source vector, for each lane its source lane or -1


def gather(e: Emitter, to: Any, source: Any, places: np.ndarray) -> None:
    """Lanes of the vectors at ``to`` from the floats at ``source``; lanes without a place keep what they hold."""
    moves = _moves(places)
    if not _written_out(e, moves):
        _by_records(e, "replace", to, source, moves)
        return
    for alike in _alike(moves):
        whole = sum((lanes >= 0).sum() for _, _, lanes in alike[0]) == LANES
        values = [None if whole else e.load(to, own[0][0] * BYTES) for own in alike]
        for step in zip(*alike, strict=True):
            for k, (_, start, lanes) in enumerate(step):
                values[k] = blend(e, values[k], e.load(source, start * BYTES), lanes)
        for own, value in zip(alike, values, strict=True):
            e.store(value, to, own[0][0] * BYTES)


def scatter(e: Emitter, to: Any, source: Any, places: np.ndarray, fresh: set[int]) -> None:
    """Add the vectors at ``source`` lane by lane to the floats at ``to``.

    Vectors there that are in ``fresh`` hold nothing yet: they are written, not added to, and leave the set.
    """
    vectors, lanes = np.nonzero(places >= 0)
    place = places[vectors, lanes]
    _add(e, to, source, _sorted_moves(place // LANES, place % LANES, vectors, lanes), fresh)


def gather_sums(e: Emitter, to: Any, source: Any, places: np.ndarray, squared: bool = False) -> None:
    """Lanes of the vectors at ``to``: the sum of several of the floats at ``source``, or of their squares; ``places``
    (depth, vectors, 16). Vectors without a place are left as they are, lanes become 0."""
    _, vectors, lanes = np.nonzero(places >= 0)
    place = places[places >= 0]
    moves = _sorted_moves(vectors, lanes, place // LANES, place % LANES)
    _add(e, to, source, moves, set(range(places.shape[1])), squared)


def _add(e: Emitter, to: Any, source: Any, moves: list[Move], fresh: set[int], squared: bool = False) -> None:
    """Add what is moved, or its squares, to the vectors at ``to``."""
    touched = {target for target, _, _ in moves}
    if not _written_out(e, moves):
        for target in sorted(touched & fresh):
            e.store(e.constant(0.0), to, target * BYTES)
        _by_records(e, "add squares" if squared else "add", to, source, moves)
    else:
        for alike in _alike(moves):
            targets = [own[0][0] for own in alike]
            totals = [None if target in fresh else e.load(to, target * BYTES) for target in targets]
            for step in zip(*alike, strict=True):
                for k, (_, start, chosen) in enumerate(step):
                    given = e.load(source, start * BYTES)
                    if squared:
                        given = e.builder.fmul(given, given)
                    if (chosen != np.arange(LANES)).any():
                        given = e.shuffle(given, e.constant(0.0), np.where(chosen < 0, LANES, chosen))
                    totals[k] = given if totals[k] is None else e.builder.fadd(totals[k], given)
            for target, total in zip(targets, totals, strict=True):
                e.store(total, to, target * BYTES)
    fresh -= touched


def _written_out(e: Emitter, moves: list[Move]) -> bool:
    """Are there few moves, together with those before? Then they are counted."""
    few = e.moves_written_out + len(moves) <= MOST_WRITTEN_OUT
    e.moves_written_out += len(moves) * few
    return few


def present(e: Emitter, to: Any, pattern: Any, inputs: np.ndarray) -> None:
    """A pattern, side by side in memory, into the input units; ``inputs`` (vectors, 16): the number of each lane's
    input, -1 for none. Nothing beyond the pattern's end is read."""
    count = int(inputs.max()) + 1
    # as if the pattern's last vector, which overlaps the one before, were moved to the next whole one
    last = max(0, count - LANES)
    moved = np.where(inputs >= count // LANES * LANES, inputs - last + count // LANES * LANES, inputs)

    def source(number: int) -> Any:
        return e.load_first(pattern, 4 * min(number * LANES, last), min(count, LANES))

    used = np.flatnonzero((moved >= 0).any(1))
    for k, value in mixed(e, source, moved[used]):
        e.store(value, to, int(used[k]) * BYTES)


def fetch(e: Emitter, pattern: Any, size: int) -> None:
    """Ask for the pattern that follows in memory: most sweeps take it next."""
    name = "llvm.prefetch.p0"
    if name not in e.module.globals:
        ir.Function(e.module, ir.FunctionType(ir.VoidType(), [pattern.type, INT32, INT32, INT32]), name)
    end = size + min(size, MOST_FETCHED)
    for place in [*range(size, end, CACHE_LINE), end - 4]:  # patterns begin anywhere in a line
        e.builder.call(e.module.globals[name], [e.at(pattern, place), INT32(0), INT32(3), INT32(1)])


# ---- moves -----------------------------------------------------------------------------------------------------------


def _moves(places: np.ndarray) -> list[Move]:
    vectors, lanes = np.nonzero(places >= 0)
    place = places[vectors, lanes]
    return _sorted_moves(vectors, lanes, place // LANES, place % LANES)


def _sorted_moves(to: np.ndarray, to_lane: np.ndarray, source: np.ndarray, source_lane: np.ndarray) -> list[Move]:
    """One move for each pair of vectors, and more where a lane gets several lanes of one vector."""
    if not len(to):
        return []
    keys = np.stack([to, source, _occurrence(np.stack([to, source, to_lane], 1))], 1)
    pairs, which = np.unique(keys, axis=0, return_inverse=True)
    chosen = np.full((len(pairs), LANES), -1)
    chosen[which.ravel(), to_lane] = source_lane
    return [(int(a), int(b), lanes) for (a, b, _), lanes in zip(pairs, chosen, strict=True)]


def _occurrence(rows: np.ndarray) -> np.ndarray:
    """For every row how many equal ones stand before it."""
    _, which = np.unique(rows, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    ordered = which.ravel()[order]
    begins = np.flatnonzero(np.concatenate([[True], np.diff(ordered) != 0]))
    ranks = np.arange(len(rows)) - np.repeat(begins, np.diff(np.concatenate([begins, [len(rows)]])))
    result = np.empty(len(rows), np.int64)
    result[order] = ranks
    return result


def _by_target(moves: list[Move]) -> list[tuple[int, list[Move]]]:
    found: dict[int, list[Move]] = {}
    for move in moves:
        found.setdefault(move[0], []).append(move)
    return list(found.items())


def _alike(moves: list[Move]) -> list[list[list[Move]]]:
    """The moves of every target, those with the same permutations together: so a permutation, which fills a register,
    is loaded once for all maps that need it."""
    found: dict[bytes, list[list[Move]]] = {}
    for _, own in _by_target(moves):
        found.setdefault(b"".join(lanes.tobytes() for _, _, lanes in own), []).append(own)
    return [group[k : k + TOGETHER] for group in found.values() for k in range(0, len(group), TOGETHER)]


# ---- records ---------------------------------------------------------------------------------------------------------


def _by_records(e: Emitter, what: str, to: Any, source: Any, moves: list[Move]) -> None:
    """The moves in a loop over a table; no vector is changed twice in a row, so none waits for the one before."""
    records = np.zeros(len(moves), RECORD)
    records["to"], records["source"] = (BYTES * np.array([move[i] for move in moves]) for i in (0, 1))
    lanes = np.stack([move[2] for move in moves])
    records["lanes"] = np.where(lanes < 0, LANES + np.arange(LANES), lanes)
    turn = _occurrence(records["to"][:, None])
    table = e.table(records[np.lexsort((records["to"], turn))].view(np.int64))
    adding, squared = what != "replace", what == "add squares"

    def emit(e: Emitter, to: Any, source: Any, record: Any, count: Any) -> None:
        def one(carried: list[Any]) -> list[Any]:
            (record,) = carried
            here = e.at(to, e.load_int(record, 8))
            numbers = e.load_as(ir.VectorType(INT8, LANES), record, LANES_AT, 1)
            before = e.load(here)
            given = _chosen(e)(e, e.at(source, e.load_int(record)), numbers, e.constant(0.0) if adding else before)
            given = e.builder.fmul(given, given) if squared else given
            e.store(e.builder.fadd(before, given) if adding else given, here)
            return [e.at(record, RECORD.itemsize)]

        e.loop(count, [record], one)

    e.call(f"{what.replace(' ', '_')}_by_records", emit, to, source, table, INT64(len(moves)))


def _chosen(e: Emitter) -> Callable[..., Any]:
    """How lanes are chosen by numbers read at run time."""
    return _chosen_in_registers if e.processor.width == LANES else _chosen_in_memory


def _chosen_in_registers(e: Emitter, source: Any, lanes: Any, other: Any) -> Any:
    """One AVX-512 instruction."""
    choice = ir.VectorType(INT32, LANES)
    name = "llvm.x86.avx512.vpermi2var.ps.512"
    if name not in e.module.globals:
        ir.Function(e.module, ir.FunctionType(vector(), [vector(), choice, vector()]), name)
    return e.builder.call(e.module.globals[name], [e.load(source), e.builder.zext(lanes, choice), other])


def _chosen_in_memory(e: Emitter, source: Any, lanes: Any, other: Any) -> Any:
    """The same lane by lane, for any processor."""
    b, result = e.builder, other
    for lane in range(LANES):
        number = b.zext(b.extract_element(lanes, INT32(lane)), INT64)
        taken = b.icmp_unsigned("<", number, INT64(LANES))
        place = b.shl(b.and_(number, INT64(LANES - 1)), INT64(2))
        value = b.select(taken, e.load_as(FLOAT, source, place), b.extract_element(other, INT32(lane)))
        result = b.insert_element(result, value, INT32(lane))
    return result
