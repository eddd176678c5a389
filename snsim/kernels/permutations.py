"""Moving numbers between units and windows, a vector at a time.

A vector of a window is made of lanes of a few vectors of unit states. A *record* says how, 32 bytes long: where the
source vector is, where the vector to change is (int64 byte offsets), and for each of the 16 lanes one byte: the lane
of the source it takes, or 16 + its own number to be left as it is. Run the other way, records add what came back to a
window to the units.

Records that change the same vector are kept apart by the planner, so that none waits for the one before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import cgutils, types

from .jit import part
from .processor import HAS_AVX512
from .vectors import (
    BYTES,
    FLOAT,
    INT32,
    INT64,
    LANES,
    VECTOR,
    constant,
    ir,
    load_at,
    load_int,
    operation,
    routine,
    shuffle,
    store_at,
)

INT8 = ir.IntType(8)
RECORD = np.dtype([("source", np.int64), ("to", np.int64), ("lanes", np.int8, LANES)])
RECORD_BYTES = RECORD.itemsize
LANES_AT = 16  # where in a record the lanes are

_I = types.int64
_CHOICE = ir.VectorType(INT32, LANES)


def _choose_in_registers(builder: Any, source: Any, lanes: Any, other: Any) -> Any:
    """One AVX-512 instruction."""
    kind = ir.FunctionType(VECTOR, [VECTOR, _CHOICE, VECTOR])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.avx512.vpermi2var.ps.512")
    return builder.call(function, [load_at(builder, source), builder.zext(lanes, _CHOICE), other])


def _choose_from_memory(builder: Any, source: Any, lanes: Any, other: Any) -> Any:
    """The same lane by lane, for any processor."""
    result = other
    for lane in range(LANES):
        number = builder.zext(builder.extract_element(lanes, INT32(lane)), INT64)
        taken = builder.icmp_unsigned("<", number, INT64(LANES))
        place = builder.add(source, builder.shl(builder.and_(number, INT64(LANES - 1)), INT64(2)))
        value = builder.select(taken, load_at(builder, place, FLOAT), builder.extract_element(other, INT32(lane)))
        result = builder.insert_element(result, value, INT32(lane))
    return result


def _replacing(choose: Any) -> Any:
    @operation(types.void, _I, _I, _I)
    def replace_lanes(builder: Any, to: Any, source: Any, lanes: Any) -> None:
        """The lanes of the vector at ``to`` that the bytes at ``lanes`` name, from the vector at ``source``."""
        numbers = load_at(builder, lanes, ir.VectorType(INT8, LANES), 1)
        store_at(builder, choose(builder, source, numbers, load_at(builder, to)), to)

    return replace_lanes


def _adding(choose: Any) -> Any:
    @operation(types.void, _I, _I, _I)
    def add_lanes(builder: Any, to: Any, source: Any, lanes: Any) -> None:
        """The same, added to what is there."""
        numbers = load_at(builder, lanes, ir.VectorType(INT8, LANES), 1)
        given = choose(builder, source, numbers, constant(VECTOR, 0.0))
        store_at(builder, builder.fadd(load_at(builder, to), given), to)

    return add_lanes


replace_lanes_anywhere, add_lanes_anywhere = _replacing(_choose_from_memory), _adding(_choose_from_memory)
replace_lanes, add_lanes = replace_lanes_anywhere, add_lanes_anywhere
if HAS_AVX512:
    replace_lanes, add_lanes = _replacing(_choose_in_registers), _adding(_choose_in_registers)


@operation(types.void, _I, _I, _I, _I)
@routine("snsim_transpose")
def transpose_tile(builder: Any, to: Any, to_stride: Any, source: Any, stride: Any) -> None:
    """Transpose a square of 16 x 16 floats, by exchanging ever larger halves."""
    rows = []
    for _ in range(LANES):
        rows.append(load_at(builder, source))
        source = builder.add(source, stride)
    width = 1
    while width < LANES:
        low = [lane if lane & width == 0 else LANES + lane - width for lane in range(LANES)]
        high = [lane + width if lane & width == 0 else LANES + lane for lane in range(LANES)]
        swapped = list(rows)
        for i in range(LANES):
            if i & width == 0:
                swapped[i] = shuffle(builder, rows[i], rows[i + width], low)
                swapped[i + width] = shuffle(builder, rows[i], rows[i + width], high)
        rows = swapped
        width *= 2
    for row in rows:
        store_at(builder, row, to)
        to = builder.add(to, to_stride)


@part
def gather(record, end, to, source):  # type: ignore[no-untyped-def]
    """Fill a window (address ``to``) from units (``source``) by the records from address ``record`` to ``end``."""
    while record < end:
        replace_lanes(to + load_int(record + 8), source + load_int(record), record + LANES_AT)
        record += RECORD_BYTES


@part
def scatter(record, end, to, source):  # type: ignore[no-untyped-def]
    """Add to units (address ``to``) from a window (``source``)."""
    while record < end:
        add_lanes(to + load_int(record + 8), source + load_int(record), record + LANES_AT)
        record += RECORD_BYTES


@part
def transpose(to, to_stride, source, stride, row_vectors, column_vectors):  # type: ignore[no-untyped-def]
    """to = source^T, cut into squares: ``source`` has 16 * row_vectors rows of column_vectors vectors."""
    for i in range(row_vectors):
        for j in range(column_vectors):
            transpose_tile(to + j * 16 * to_stride + i * BYTES, to_stride, source + i * 16 * stride + j * BYTES, stride)
