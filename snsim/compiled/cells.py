"""Calling a matrix in compiled code: ``(m i j)`` reads a cell, ``(m i j v)`` writes one (language.md, 11.3)."""

from __future__ import annotations

import numpy as np

from snsim.lisp.values import Cons
from snsim.matrices.celltypes import DOUBLE, FLOAT, PACKED, PACKED_LIMITS, PACKED_UNIT, CellType

from .arithmetic import TRAP, integer
from .kinds import IS_MATRIX, IS_NUMBER, Refusal, Value, number_value
from .translator import SPECIAL, Translator
from .writer import AS_NUMBER

READING, WRITING = "subscript out of range", "indice out of range"


def call_matrix(translator: Translator, form: Cons, matrix: Value) -> Value:
    """A call whose head is a matrix."""
    assert matrix.kind.matrix
    rank, cells = matrix.kind.matrix.rank, matrix.kind.matrix.cells
    if matrix.kind.mixed:
        site = translator.writer.site("not a function call", form, prefix="eval")
        with translator.block(f"if {matrix.tag} != {IS_MATRIX}:"):
            translator.writer.fail(site)
    values = [translator.value(argument) for argument in form.cdr or ()]
    if len(values) not in (rank, rank + 1):
        raise Refusal(f"{len(values)} arguments for a matrix of {rank} dimensions")
    writes = len(values) > rank
    for value in values[:rank]:
        if value.kind.tags - {IS_NUMBER}:
            raise Refusal("a subscript is not known to be a number")
    if writes and 1 <= rank <= 2:  # the interpreter's short way converts the number before it looks at the subscripts
        with translator.block(f"if {' and '.join(f'{value.number} >= 0.0' for value in values[:rank])}:"):
            converted(translator, cells, values[rank])
    places = [
        position(translator, value, f"{matrix.matrix}.shape[{axis}]", WRITING if writes else READING)
        for axis, value in enumerate(values[:rank])
    ]
    cell = f"{matrix.matrix}[{', '.join(places) or '0'}]"
    if not writes:
        return number_value(translator.assigned(loaded(cells, cell)))
    translator.line(f"{cell} = {converted(translator, cells, values[rank])}")
    return matrix


SPECIAL["a matrix"] = call_matrix


def position(translator: Translator, value: Value, size: str, complaint: str) -> str:
    """A subscript, truncated and checked."""
    place = integer(translator, value)
    translator.writer.fail_if(f"not 0 <= {place} < {size}", complaint, AS_NUMBER, f"float({place})")
    return place


def loaded(cells: CellType, cell: str) -> str:
    """The number in a cell."""
    return f"{cell} / {PACKED_UNIT}" if cells is PACKED else f"float({cell})"


def converted(translator: Translator, cells: CellType, value: Value) -> str:
    """What a cell holds of a number; the checks of the interpreter are written."""
    number = translator.number(value, "not a number")
    if cells is DOUBLE:
        return number
    if cells is FLOAT:
        single = translator.assigned(f"np.float32({number})")
        translator.writer.fail_if(f"math.isinf({single}) and not math.isinf({number})", TRAP)
        return single
    scaled = translator.assigned(f"{number} * {PACKED_UNIT}") if cells is PACKED else number
    translator.writer.fail_if(f"not math.isfinite({scaled})", TRAP)
    if cells is PACKED:
        least, greatest = PACKED_LIMITS
        return f"int(max({least}.0, min({greatest}.0, {scaled})))"
    info = np.iinfo(cells.dtype)
    return f"wrapped({scaled}, {float(info.min)}, {2.0**info.bits})"
