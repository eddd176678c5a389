"""Whole matrices in compiled code: sizes, new ones, views, loops over sub-matrices, operations (language.md, 11)."""

from __future__ import annotations

from collections.abc import Callable

from snsim.lisp.values import Cons, Symbol
from snsim.matrices.celltypes import DOUBLE, FLOAT
from snsim.matrices.constructors import NAMES as CONSTRUCTORS
from snsim.matrices.storage import Storage

from .arithmetic import TRAP, integer
from .kinds import MatrixType, Refusal, Value, matrix_value, number_value
from .translator import Translator, builtin, special
from .writer import AS_NUMBER

BINARY = {"idx-add": "+", "idx-sub": "-", "idx-mul": "*", "idx-div": "/"}
UNARY = ("minus", "abs", "sqrt", "inv", "sin", "cos", "atan", "log", "exp")
ONE, TWO = ("sum", "sumsqr", "sup", "inf"), ("dot", "sqrdist")  # reductions
SAME_SHAPE = "matrix must have same dimensions"


def matrix_of(value: Value) -> MatrixType:
    """The type of what has to be a matrix."""
    if value.kind.matrix is None or value.kind.mixed:
        raise Refusal("not known to be a matrix")
    return value.kind.matrix


def real(value: Value) -> MatrixType:
    """The type of a matrix of floats or doubles."""
    matrix = matrix_of(value)
    if matrix.cells not in (FLOAT, DOUBLE):
        raise Refusal("operations on whole matrices are compiled for cells of type float and double only")
    return matrix


# --- sizes ---


def _size(translator: Translator, matrix: Value, axis: str, minus: str = "") -> Value:
    return number_value(translator.assigned(f"float({matrix.matrix}.shape[{axis}]{minus})"))


@builtin("bound", 2)
def bound(translator: Translator, values: list[Value]) -> Value:
    """0: the number of dimensions; k: the largest subscript of the k-th, counted from 1."""
    rank, number = matrix_of(values[0]).rank, integer(translator, values[1])
    complaint = "illegal dimension number"
    translator.writer.fail_if(f"not 0 <= {number} <= {rank}", complaint, AS_NUMBER, values[1].number)
    if rank == 0:
        return number_value("0.0")
    size = f"float({values[0].matrix}.shape[{number} - 1] - 1)"
    return number_value(translator.assigned(f"{size} if {number} else {float(rank)}"))


def _dimension(translator: Translator, rank: int, value: Value) -> str:
    """The number of a dimension, counted from 0, or from -1 at the end."""
    number = integer(translator, value)
    bad = f"not {-rank} <= {number} < {rank}"
    translator.writer.fail_if(bad, "illegal dimension", AS_NUMBER, value.number)
    return number


def _declare_size(name: str, minus: str) -> None:
    @builtin(name, 2)
    def emit(translator: Translator, values: list[Value]) -> Value:
        axis = _dimension(translator, matrix_of(values[0]).rank, values[1])
        return _size(translator, values[0], axis, minus)


_declare_size("idx-dim", "")
_declare_size("idx-bound", " - 1")


@builtin("idx-ndim", 1)
def idx_ndim(_translator: Translator, values: list[Value]) -> Value:
    return number_value(f"{float(matrix_of(values[0]).rank)}")


@builtin("idx-nelements", 1)
def idx_nelements(translator: Translator, values: list[Value]) -> Value:
    matrix_of(values[0])
    return number_value(translator.assigned(f"float({values[0].matrix}.size)"))


# --- new ones ---


def _declare_constructor(names: str, kind: str) -> None:
    cells = next(cells for cells in CONSTRUCTORS if cells.name == kind)

    def emit(translator: Translator, values: list[Value]) -> Value:
        sizes = [integer(translator, value) for value in values]
        for size in sizes:
            translator.writer.fail_if(f"{size} < 0", "illegal dimension", AS_NUMBER, f"float({size})")
        unsized = Storage.unsized(cells)
        for size in sizes:
            translator.writer.fail_if(f"{size} == 0", "Cannot compute storage size", unsized)
        shape = f"({', '.join(sizes) or '1'},)"
        made = translator.assigned(f"np.zeros({shape}, np.{cells.dtype.name})")
        return matrix_value(MatrixType(cells, len(sizes)), made)

    builtin(names.split(maxsplit=1)[0], 0, 8)(emit)


for _cells, _names in CONSTRUCTORS.items():
    if _cells.numeric:
        _declare_constructor(_names, _cells.name)


# --- views ---


def sub_matrix(matrix: Value, axis: int, place: str) -> Value:
    """One position of a dimension, which disappears."""
    assert matrix.kind.matrix
    cells, rank = matrix.kind.matrix.cells, matrix.kind.matrix.rank
    if rank == 1:
        return matrix_value(MatrixType(cells, 0), f"{matrix.matrix}[{place}:{place} + 1]")
    return matrix_value(MatrixType(cells, rank - 1), f"{matrix.matrix}[{':, ' * axis}{place}]")


def _constant_axis(value: Value, rank: int) -> int:
    if not value.number.endswith(".0"):
        raise Refusal("the number of the dimension is not a constant")
    axis = int(float(value.number))
    if not -rank <= axis < rank:
        raise Refusal("illegal dimension")
    return axis % rank


@builtin("select", 3)
def select(translator: Translator, values: list[Value]) -> Value:
    matrix = values[0]
    axis, place = _constant_axis(values[1], matrix_of(matrix).rank), integer(translator, values[2])
    translator.writer.fail_if(f"not 0 <= {place} < {matrix.matrix}.shape[{axis}]", "illegal parameters")
    view = sub_matrix(matrix, axis, place)
    return Value(view.kind, matrix=translator.assigned(view.matrix))


@builtin("narrow", 4)
def narrow(translator: Translator, values: list[Value]) -> Value:
    matrix, rank = values[0], matrix_of(values[0]).rank
    axis = _constant_axis(values[1], rank)
    size, first = integer(translator, values[2]), integer(translator, values[3])
    bad = f"{first} < 0 or {size} < 1 or {first} + {size} > {matrix.matrix}.shape[{axis}]"
    translator.writer.fail_if(bad, "illegal parameters")
    part = f"{matrix.matrix}[{':, ' * axis}{first}:{first} + {size}]"
    return matrix_value(matrix_of(matrix), translator.assigned(part))


def _loop(last: bool) -> Callable[[Translator, Cons, bool], Value]:
    def emit(translator: Translator, form: Cons, _wanted: bool) -> Value:
        """The variables are the sub-matrices at each position of the looping dimension."""
        pairs, *body = list(form.cdr or ()) or [None]
        symbols, matrices = _bloop_declarations(translator, pairs)
        axes = [matrix_of(matrix).rank - 1 if last else 0 for matrix in matrices]
        if any(axis < 0 for axis in axes) or any(matrix_of(matrix).rank == 0 for matrix in matrices):
            raise Refusal("a matrix without dimensions cannot be looped over")
        sizes = [f"{matrix.matrix}.shape[{axis}]" for matrix, axis in zip(matrices, axes, strict=True)]
        if len(sizes) > 1:
            different = " or ".join(f"{size} != {sizes[0]}" for size in sizes[1:])
            raise_different(translator, different)
        place = translator.assigned("-1")
        with translator.writer.loop(f"{place} + 1 < {sizes[0]}"):
            translator.line(f"{place} += 1")
            views = [sub_matrix(matrix, axis, place) for matrix, axis in zip(matrices, axes, strict=True)]
            with translator.binding(list(zip(symbols, views, strict=True)), form):
                for part in body:
                    translator.value(part, wanted=False)
        return matrices[-1]

    return emit


def raise_different(translator: Translator, condition: str) -> None:
    """The first dimensions must agree."""
    translator.writer.fail_if(condition, "looping dimension are different")


def _bloop_declarations(translator: Translator, pairs: object) -> tuple[list[Symbol], list[Value]]:
    symbols, matrices = [], []
    for pair in pairs if isinstance(pairs, Cons) else ():
        parts = list(pair) if isinstance(pair, Cons) else []
        if len(parts) != 2 or not isinstance(parts[0], Symbol):
            raise Refusal("syntax error in variable declaration", pair)
        symbols.append(parts[0])
        matrices.append(translator.value(parts[1]))
    if not symbols:
        raise Refusal("syntax error")
    return symbols, matrices


special("idx-bloop")(_loop(last=False))
special("idx-eloop")(_loop(last=True))


# --- operations ---


def _deliver(translator: Translator, result: str, matrix: MatrixType, target: Value | None) -> Value:
    """The result in the matrix given, or as a new one."""
    if target is None:
        return matrix_value(matrix, result)
    if real(target).rank != matrix.rank:
        raise Refusal(SAME_SHAPE)
    status = translator.assigned(f"delivered({result}, {target.matrix})")
    translator.writer.fail_if(f"{status} == 1", SAME_SHAPE)
    translator.writer.fail_if(f"{status} == 2", TRAP)
    return target


def _same_types(values: list[Value]) -> MatrixType:
    first, *others = (real(value) for value in values)
    if any(other != first for other in others):
        raise Refusal("the matrices have different types or numbers of dimensions")
    return first


def _declare_operation(name: str, operands: int, call: str) -> None:
    @builtin(name, operands, operands + 1)
    def emit(translator: Translator, values: list[Value]) -> Value:
        matrix = _same_types(values[:operands])
        given = [value.matrix for value in values[:operands]]
        if operands == 2:
            translator.writer.fail_if(f"{given[0]}.shape != {given[1]}.shape", SAME_SHAPE)
        result = translator.assigned(call.format(*given))
        translator.writer.fail_if(f"any_trapped({result}, {given[0]}, {given[-1]})", TRAP)
        return _deliver(translator, result, matrix, values[operands] if len(values) > operands else None)


for _name, _operator in BINARY.items():
    _declare_operation(_name, 2, f"{{0}} {_operator} {{1}}")
for _name in UNARY:
    _declare_operation(f"idx-{_name}", 1, f"each_{_name}({{0}})")


def _declare_reduction(name: str, operands: int) -> None:
    @builtin(f"idx-{name}", operands, operands + 1)
    def emit(translator: Translator, values: list[Value]) -> Value:
        matrix = _same_types(values[:operands])
        given = [value.matrix for value in values[:operands]]
        if operands == 2:
            translator.writer.fail_if(f"{given[0]}.shape != {given[1]}.shape", SAME_SHAPE)
        total = translator.assigned(f"total_{name}({', '.join(given)})")
        translator.writer.fail_if(f"math.isinf({total}) or math.isnan({total})", TRAP)
        result = translator.assigned(f"np.full(1, {total})")
        target = values[operands] if len(values) > operands else None
        if target is None:
            result = translator.assigned(f"{result}.astype(np.{matrix.cells.dtype.name})")
        return _deliver(translator, result, MatrixType(matrix.cells, 0), target)


for _name in ONE:
    _declare_reduction(_name, 1)
for _name in TWO:
    _declare_reduction(_name, 2)


@builtin("idx-clear", 1)
def idx_clear(translator: Translator, values: list[Value]) -> Value:
    matrix_of(values[0])
    translator.line(f"{values[0].matrix}[...] = 0")
    return values[0]


@builtin("idx-copy", 2)
def idx_copy(translator: Translator, values: list[Value]) -> Value:
    return _deliver(translator, values[0].matrix, real(values[0]), values[1])
