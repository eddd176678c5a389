"""Kernels that call the parts of the fast sweep one at a time, on addresses; compiled once, kept on disk."""

from __future__ import annotations

from snsim.kernels import criteria, elementwise, permutations, randomness, vectors
from snsim.kernels import descend as descend_tiles
from snsim.kernels import dot as dot_tiles
from snsim.kernels import outer as outer_tiles
from snsim.kernels import transposed as transposed_tiles
from snsim.kernels.jit import kernel
from snsim.kernels.vectors import BYTES


@kernel
def outer(c, c_rows, rows, a, a_rows, a_step, b, b_step, columns, n, add):  # type: ignore[no-untyped-def]
    outer_tiles.outer(c, c_rows, rows, a, a_rows, a_step, b, b_step, columns, n, add)


@kernel
def dot(o, o_rows, rows, w, w_stride, x, x_stride, columns, n):  # type: ignore[no-untyped-def]
    dot_tiles.dot(o, o_rows, rows, w, w_stride, x, x_stride, columns, n)


@kernel
def gather(record, end, to, source):  # type: ignore[no-untyped-def]
    permutations.gather(record, end, to, source)


@kernel
def scatter(record, end, to, source):  # type: ignore[no-untyped-def]
    permutations.scatter(record, end, to, source)


@kernel
def gather_anywhere(record, end, to, source):  # type: ignore[no-untyped-def]
    while record < end:
        at = to + vectors.load_int(record + 8)
        lanes = record + permutations.LANES_AT
        permutations.replace_lanes_anywhere(at, source + vectors.load_int(record), lanes)
        record += permutations.RECORD_BYTES


@kernel
def scatter_anywhere(record, end, to, source):  # type: ignore[no-untyped-def]
    while record < end:
        at = to + vectors.load_int(record + 8)
        lanes = record + permutations.LANES_AT
        permutations.add_lanes_anywhere(at, source + vectors.load_int(record), lanes)
        record += permutations.RECORD_BYTES


@kernel
def transpose(to, to_stride, source, stride, row_vectors, column_vectors):  # type: ignore[no-untyped-def]
    permutations.transpose(to, to_stride, source, stride, row_vectors, column_vectors)


@kernel
def transposed(c, c_step, rows, a, a_step, b, b_step, columns, n, add):  # type: ignore[no-untyped-def]
    transposed_tiles.transposed(c, c_step, rows, a, a_step, b, b_step, columns, n, add)


@kernel
def descend(back, add, w, stride, d, s, d_rows, x, columns, n):  # type: ignore[no-untyped-def]
    descend_tiles.descend(back, add, w, stride, d, s, d_rows, x, columns, n)


@kernel
def descend_only(w, stride, s, s_rows, x, columns, n):  # type: ignore[no-untyped-def]
    descend_tiles.descend_only(w, stride, s, s_rows, x, columns, n)


@kernel
def tanh(to, source, count):  # type: ignore[no-untyped-def]
    for k in range(count):
        vectors.store(to + k * BYTES, vectors.tanh(vectors.load(source + k * BYTES)))


@kernel
def activate(a, x, slope, count, code, f, df, any_function):  # type: ignore[no-untyped-def]
    if any_function:
        elementwise.activate_any(a, x, slope, count, code, f, df)
    else:
        elementwise.activate_tanh(a, x, slope, count, code, f, df)


@kernel
def update_row(w, rate, delta, hess, g, scale, squares, factor, count, rule):  # type: ignore[no-untyped-def]
    elementwise.update_row(w, rate, delta, hess, g, scale, squares, factor, count, rule)


@kernel
def good_answer(kind, low, high, outputs, targets):  # type: ignore[no-untyped-def]
    return criteria.good_answer(kind, low, high, outputs, targets)


@kernel
def draw(state, uniforms, gaussians):  # type: ignore[no-untyped-def]
    for k in range(len(uniforms)):
        uniforms[k] = randomness.uniform(state)
    for k in range(len(gaussians)):
        gaussians[k] = randomness.gauss(state)
