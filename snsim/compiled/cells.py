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
    places = [
        position(translator, value, f"{matrix.matrix}.shape[{axis}]", WRITING if writes else READING)
        for axis, value in enumerate(values[:rank])
    ]
    cell = f"{matrix.matrix}[{', '.join(places) or '0'}]"
    if not writes:
        return number_value(translator.assigned(loaded(cells, cell)))
    store(translator, cells, cell, translator.number(values[rank], "not a number"))
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


def store(translator: Translator, cells: CellType, cell: str, number: str) -> None:
    """Put a number into a cell, converted as the interpreter does."""
    if cells is DOUBLE:
        translator.line(f"{cell} = {number}")
    elif cells is FLOAT:
        single = translator.assigned(f"np.float32({number})")
        translator.writer.fail_if(f"math.isinf({single}) and not math.isinf({number})", TRAP)
        translator.line(f"{cell} = {single}")
    else:
        scaled = translator.assigned(f"{number} * {PACKED_UNIT}") if cells is PACKED else number
        translator.writer.fail_if(f"not math.isfinite({scaled})", TRAP)
        if cells is PACKED:
            least, greatest = PACKED_LIMITS
            translator.line(f"{cell} = int(max({least}.0, min({greatest}.0, {scaled})))")
        else:
            info = np.iinfo(cells.dtype)
            translator.line(f"{cell} = wrapped({scaled}, {float(info.min)}, {2.0**info.bits})")
