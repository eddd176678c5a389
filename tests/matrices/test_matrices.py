"""Making matrices, calling them, views on them, their printed form (language.md, 11.1-11.4 and 11.6)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.lisp.equality import equal
from snsim.lisp.errors import LispError
from snsim.lisp.functions import BUILTINS
from snsim.lisp.numbertext import number_text
from snsim.lisp.values import Cons, Symbol, make_list
from snsim.matrices import constructors, copying, descriptors, information, storages, views  # noqa: F401
from snsim.matrices.celltypes import ATOM, BYTE, DOUBLE, FLOAT, INT, PACKED, SHORT, UBYTE
from snsim.matrices.index import Index
from snsim.matrices.literal import matrix_literal
from snsim.matrices.loops import loop_views
from snsim.matrices.text import index_text, short_name


def f(name):
    """The Python function of a builtin."""
    return BUILTINS[name].call


def call(index, *args):
    return index.lisp_call(None, args)


def lisp(value):
    """Nested Python lists as Lisp lists, integers as numbers."""
    if isinstance(value, list):
        return make_list(map(lisp, value))
    return float(value) if isinstance(value, int) else value


def python(value):
    """Lisp lists as Python lists."""
    return [python(item) for item in value] if isinstance(value, Cons) else value


def atom_text(value):
    if isinstance(value, Cons):
        return "(" + " ".join(map(atom_text, value)) + ")"
    return "()" if value is None else number_text(value) if isinstance(value, float) else f'"{value}"'


def text(index, column=2):
    return index_text(index, column, atom_text)


def complaint(function, *args):
    """What an error says, as ``text : suffix``."""
    with pytest.raises(LispError) as caught:
        function(*args)
    suffix = python(caught.value.suffix)
    return caught.value.text if suffix is None else f"{caught.value.text} : {suffix}"


def grid(rows, columns, cell_type=DOUBLE):
    return Index(np.arange(rows * columns).reshape(rows, columns).astype(cell_type.dtype), cell_type)


# --- construction ---


@pytest.mark.parametrize(
    ("name", "cell_type"),
    [
        ("float-matrix", FLOAT), ("fmatrix", FLOAT), ("double-matrix", DOUBLE), ("matrix", DOUBLE), ("int-matrix", INT),
        ("short-matrix", SHORT), ("byte-matrix", BYTE), ("ubyte-matrix", UBYTE), ("packed-matrix", PACKED),
        ("array", ATOM), ("float-matrix-nc", FLOAT),
    ],
)  # fmt: skip
def test_constructors(name, cell_type):
    index = f(name)(2.9, 3.0)
    assert index.array.shape == (2, 3)
    assert index.array.dtype == cell_type.dtype
    assert index.type is cell_type
    assert call(index, 1.0, 2.0) == (None if cell_type is ATOM else 0.0)


def test_constructor_mistakes():
    make = f("float-matrix")
    assert complaint(make, -1.0) == "illegal dimension : -1.0"
    assert complaint(make, lisp([2])) == "not a real number : [2.0]"
    with pytest.raises(LispError, match="Cannot compute storage size") as caught:
        make(0.0)
    assert caught.value.suffix.lisp_text() == "::FSTORAGE:unsized@0"


def test_no_dimension():
    index = f("float-matrix")()
    assert call(index, 5.0) is index
    assert call(index) == 5.0


def test_index_shares_the_numpy_array():
    cells = np.zeros((2, 2), np.float32)
    index = Index(cells)
    call(index, 1.0, 0.0, 3.0)
    assert cells[1, 0] == 3.0
    assert index.array is cells
    doubles = Index(np.zeros(3))
    assert np.shares_memory(doubles.values, doubles.array)


def test_foreign_numpy_type():
    with pytest.raises(TypeError, match="int64"):
        Index(np.zeros(3, np.int64))


# --- information ---


def test_bound():
    bound, m = f("bound"), grid(3, 2)
    assert python(bound(m)) == [3.0, 2.0]
    assert [bound(m, float(k)) for k in range(3)] == [2.0, 2.0, 1.0]
    assert complaint(bound, m, 3.0) == "illegal dimension number : 3.0"
    assert complaint(bound, 3.0) == "not an index : 3.0"


def test_idx_dim():
    idx_dim, m = f("idx-dim"), grid(3, 2)
    assert python(idx_dim(m)) == [3.0, 2.0]
    assert idx_dim(m, 0.0) == idx_dim(m, -2.0) == 3.0
    assert idx_dim(m, 0.0, 3.0) == 3.0
    assert complaint(idx_dim, m, 5.0) == "illegal dimension : 5.0"
    assert complaint(idx_dim, m, 0.0, 4.0) == "illegal dimension : 0.0"


def test_descriptor():
    column = f("sub-index")(grid(3, 4), lisp([1, 2]), 2.0)
    assert f("idx-offset")(column) == 6.0
    assert python(f("idx-modulo")(column)) == [4.0]
    assert f("idx-size")(column) == 5.0
    assert f("idx-nelements")(column) == 2.0
    assert python(f("idx-bound")(column)) == [1.0]
    assert f("contiguousp")(column) is None
    storage = f("idx-storage")(column)
    assert f("storage-size")(storage) == 12.0
    assert storage.lisp_call(None, [7.0]) == 7.0
    storage.lisp_call(None, [6.0, 60.0])
    assert call(column, 0.0) == 60.0
    assert complaint(storage.lisp_call, None, [12.0]) == "subscript out of range : [12.0]"
    assert storage.lisp_text().startswith("::DSTORAGE:ram@")
    assert storage.lisp_text().endswith(":<12>")


def test_predicates():
    m, a = grid(2, 2), f("array")(2.0)
    assert [bool(f(name)(m)) for name in ("indexp", "matrixp", "arrayp")] == [True, True, False]
    assert [bool(f(name)(a)) for name in ("indexp", "matrixp", "arrayp")] == [True, False, True]
    assert f("indexp")(3.0) is None


# --- reading ---


def test_read():
    m = grid(3, 2)
    assert call(m, 1.0, 1.0) == 3.0
    assert call(m, 1.9, -0.5) == 2.0
    assert python(call(m, 1.0, None)) == [2.0, 3.0]
    assert python(call(m, None, 1.0)) == [1.0, 3.0, 5.0]
    assert python(call(m, None, None)) == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    assert python(call(m, lisp([0, 1]), 1.0)) == [1.0, 3.0]
    assert call(m, lisp([1, 0]), 1.0) is None


def test_values_are_floats_whatever_the_cells():
    for cell_type in (FLOAT, INT, UBYTE, PACKED):
        m = Index(np.array([[16]]).astype(cell_type.dtype), cell_type)
        expected = 1.0 if cell_type is PACKED else 16.0
        assert type(call(m, 0.0, 0.0)) is float
        assert call(m, 0.0, 0.0) == expected
        assert python(call(m, None, 0.0)) == [expected]


def test_read_mistakes():
    m = grid(3, 2)
    assert complaint(call, m, 3.0, 0.0) == "subscript out of range : 3.0"
    assert complaint(call, m, 0.0, -1.0) == "subscript out of range : -1.0"
    assert complaint(call, m, lisp([0, 3]), 0.0) == "subscript out of range : 3.0"
    assert complaint(call, m, 0.0, "a") == "illegal subscript"
    assert complaint(call, m, 0.0, lisp([1])) == "illegal subscript"
    assert complaint(call, m, 0.0) == "not enough dimensions : [0.0]"
    assert complaint(call, m, 0.0, 1.0, 2.0, 3.0) == "too many dimensions : [0.0, 1.0, 2.0, 3.0]"
    assert complaint(call, m, math.nan, 0.0) == "Floating exception"


# --- writing ---


def test_write_gives_the_matrix_itself():
    m = grid(2, 2)
    assert call(m, 0.0, 1.0, 9.0) is m
    assert m.array[0, 1] == 9.0


def test_write_mistakes():
    m = grid(2, 2)
    assert complaint(call, m, 2.0, 0.0, 1.0) == "indice out of range : 2.0"
    assert complaint(call, m, 0.0, 0.0, "a") == "not a number : a"
    assert complaint(call, m, 0.0, 0.0, None) == "not a number"
    assert complaint(call, m, 0.0, None, lisp([1])) == "not a number"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, [[7, 7], [7, 7]]),
        (None, [[None, None], [None, None]]),
        ([1, 2, 3, 4], [[1, 2], [3, 4]]),
        ([1, 2, 3, 4, 5], [[1, 2], [3, 4]]),
        ([1, 2, 3], [[1, 2], [3, None]]),
        ([1, 2], [[1, 1], [2, 2]]),
        ([1], [[1, 1], [None, None]]),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        ([[1], [3, 4]], [[1, None], [3, 4]]),
        ([[1, 2, 3], 4], [[1, 2], [4, 4]]),
        ([["a", "b"], [["c"], "d"]], [["a", "b"], [["c"], "d"]]),
        ([["a"], "b", "c", "d"], [[["a"], "b"], ["c", "d"]]),
    ],
)
def test_distribution_in_an_array(value, expected):
    a = f("array")(2.0, 2.0)
    call(a, None, None, lisp(value))
    assert python(call(a, None, None)) == expected


def test_distribution_over_a_range():
    m = grid(3, 3)
    call(m, lisp([1, 2]), 0.0, lisp([7, 8]))
    assert m.array[:, 0].tolist() == [0.0, 7.0, 8.0]
    call(m, 0.0, None, 0.0)
    assert m.array[0].tolist() == [0.0, 0.0, 0.0]
    call(m, lisp([1, 0]), 0.0, "nothing is written")
    assert m.array[1, 0] == 7.0


def test_list_in_a_cell():
    a = f("array")(2.0)
    call(a, 0.0, lisp([1, 2]))
    assert python(call(a, 0.0)) == [1.0, 2.0]


@pytest.mark.parametrize(
    ("cell_type", "value", "stored"),
    [
        (FLOAT, 0.1, float(np.float32(0.1))), (INT, -3.9, -3.0), (INT, 2.0**31, -(2.0**31)), (UBYTE, 300.0, 44.0),
        (BYTE, -200.0, 56.0), (SHORT, 40000.0, -25536.0), (PACKED, 1.03, 1.0), (PACKED, -1.99, -1.9375),
        (PACKED, 100.0, 7.9375), (PACKED, -100.0, -8.0), (FLOAT, math.inf, math.inf),
    ],
)  # fmt: skip
def test_conversion(cell_type, value, stored):
    one, many = (Index(np.zeros(2, cell_type.dtype), cell_type) for _ in range(2))
    call(one, 0.0, value)
    many.assign(np.array([value, 0.0]))
    assert call(one, 0.0) == call(many, 0.0) == stored


@given(st.floats(-1e12, 1e12), st.sampled_from([FLOAT, DOUBLE, INT, SHORT, BYTE, UBYTE, PACKED]))
def test_one_cell_converts_as_many_do(value, cell_type):
    one, many = (Index(np.zeros(1, cell_type.dtype), cell_type) for _ in range(2))
    call(one, 0.0, value)
    many.assign(np.array([value]))
    assert one.array[0] == many.array[0]


def test_conversion_traps():
    assert complaint(call, f("float-matrix")(1.0), 0.0, 1e300) == "Floating exception"
    assert complaint(call, f("int-matrix")(1.0), 0.0, math.nan) == "Floating exception"
    assert complaint(f("copy-matrix"), Index(np.array([1e300])), f("float-matrix")(1.0)) == "Floating exception"


# --- equality ---


def test_equality():
    assert equal(matrix_literal("", [1.0, 2.0]), matrix_literal("f", [1.0, 2.0]))
    assert not equal(matrix_literal("", [1.0, 2.0]), matrix_literal("", [1.0, 3.0]))
    assert not equal(grid(2, 3), grid(3, 2))
    assert equal(matrix_literal("a", [lisp([1]), "a"]), matrix_literal("a", [lisp([1]), "a"]))
    assert not equal(matrix_literal("a", [lisp([1]), "a"]), matrix_literal("a", [lisp([1]), "b"]))


# --- views ---


def test_submatrix_shares_cells():
    m = grid(3, 4)
    part = f("submatrix")(m, lisp([1, 2]), 3.0)
    assert part.array.tolist() == [7.0, 11.0]
    call(part, 0.0, 70.0)
    assert m.array[1, 3] == 70.0
    cell = f("submatrix")(m, 0.0, 0.0)
    assert cell.array.ndim == 0
    call(cell, 5.0)
    assert m.array[0, 0] == 5.0


def test_submatrix_mistakes():
    m, sub = grid(3, 4), f("submatrix")
    assert complaint(sub, m, 1.0) == "wrong number of dimensions"
    assert complaint(sub, m, 3.0, 0.0) == "this index does not fit in the base index : 3.0"
    assert complaint(sub, m, None, lisp([0, 4])) == "this index does not fit in the base index : [0.0, 4.0]"
    assert complaint(sub, m, None, "a") == "illegal range specification : a"


def test_views():
    m = grid(3, 4)
    assert f("select")(m, 0.0, 1.0).array.tolist() == [4.0, 5.0, 6.0, 7.0]
    assert f("select")(m, -1.0, 1.0).array.tolist() == [1.0, 5.0, 9.0]
    assert f("narrow")(m, 1.0, 2.0, 1.0).array.tolist() == [[1.0, 2.0], [5.0, 6.0], [9.0, 10.0]]
    assert f("unfold")(m, 1.0, 2.0, 2.0).array[0].tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert f("diagonal")(f("narrow")(m, 1.0, 3.0, 0.0), 2.0).array.tolist() == [0.0, 5.0, 10.0]
    assert f("redim")(m, 2.0, 6.0).array.shape == (2, 6)
    assert f("transpose")(m).array.tolist() == m.array.T.tolist()
    assert f("transpose")(f("select")(m, 0.0, 0.0)).array.shape == (4, 1)
    assert f("idx-transclone")(m, lisp([1, 0])).array.shape == (4, 3)
    for view in (f("select")(m, 0.0, 1.0), f("unfold")(m, 1.0, 2.0, 1.0), f("redim")(m, 12.0), f("transpose")(m)):
        assert np.shares_memory(view.array, m.array)


def test_view_mistakes():
    m = grid(3, 4)
    assert complaint(f("select"), m, 2.0, 0.0) == "illegal dimension : 2.0"
    assert complaint(f("diagonal"), m, 3.0) == "illegal parameters"
    assert complaint(f("diagonal"), m, 2.0) == "The last dimensions should have the same size"
    assert complaint(f("idx-transclone"), m, lisp([0])) == "Permutation list is too short or too long"
    assert complaint(f("idx-transclone"), m, lisp([0, 0])) == "Bad permutation list"
    assert complaint(f("redim"), f("transpose")(m), 12.0) == "the cells of this index are not contiguous"


def test_changes_in_place():
    m = grid(3, 4)
    changed = f("idx-clone")(m)
    assert f("idx-select")(changed, 0.0, 2.0) is None
    assert changed.array.tolist() == [8.0, 9.0, 10.0, 11.0]
    assert m.array.shape == (3, 4)
    f("idx-redim")(changed, lisp([2, 2]))
    f("idx-transpose")(changed, lisp([1, 0]))
    assert changed.array.tolist() == [[8.0, 10.0], [9.0, 11.0]]
    f("idx-transpose2")(changed, 0.0, 1.0)
    f("idx-changeoffset")(changed, 0.0)
    assert changed.array.tolist() == [[0.0, 1.0], [2.0, 3.0]]
    f("idx-changemod")(changed, 0.0, 4.0)
    assert changed.array.tolist() == [[0.0, 1.0], [4.0, 5.0]]
    f("idx-changedim")(changed, 0.0, 3.0)
    assert changed.array.tolist() == [[0.0, 1.0], [4.0, 5.0], [8.0, 9.0]]
    assert complaint(f("idx-changedim"), changed, 0.0, 4.0).startswith("this index does not fit in its storage")
    f("idx-unfold")(changed, 0.0, 2.0, 1.0)
    f("idx-narrow")(changed, 0.0, 1.0, 1.0)
    assert changed.array.shape == (1, 2, 2)


def test_storage_and_new_index():
    storage = f("int-storage")(6.0)
    m = f("new-index")(storage, lisp([2, 3]))
    f("storage-clear")(storage, 4.0)
    call(m, 1.0, 2.0, 9.0)
    assert storage.lisp_call(None, [5.0]) == 9.0
    assert f("storagep")(storage)
    f("storage-realloc")(storage, 8.0)
    assert storage.array.tolist() == [4, 4, 4, 4, 4, 9, 0, 0]


def test_unfolded_arrays_of_objects():
    a = matrix_literal("a", ["a", "b", "c"])
    assert f("unfold")(a, 0.0, 2.0, 1.0).array.tolist() == [["a", "b"], ["b", "c"]]


# --- copies ---


def test_copy_matrix():
    m = grid(2, 3)
    copy = f("copy-matrix")(f("transpose")(m))
    assert copy.array.flags.c_contiguous
    assert copy.array.tolist() == m.array.T.tolist()
    assert copy.type is DOUBLE
    packed = f("packed-matrix")(3.0, 2.0)
    assert f("copy-matrix")(m, packed) is packed
    assert packed.array.ravel().tolist() == [0, 16, 32, 48, 64, 80]
    objects = f("copy-matrix")(packed, f("array")(6.0))
    assert [type(x) for x in objects.array] == [float] * 6
    back = f("copy-matrix")(objects, f("ubyte-matrix")(2.0, 3.0))
    assert equal(back, m)
    assert complaint(f("copy-matrix"), m, f("matrix")(5.0)) == "matrices have different number of elements"
    assert complaint(f("copy-matrix"), matrix_literal("a", ["a"]), f("matrix")(1.0)) == "not a number : a"


def test_idx_copy_and_clear():
    m = grid(2, 3)
    assert complaint(f("idx-copy"), m, f("matrix")(6.0)) == "matrix must have same dimensions"
    assert equal(f("idx-copy")(m, f("float-matrix")(2.0, 3.0)), m)
    assert f("idx-clear")(m) is m
    assert not m.array.any()
    assert f("idx-clear")(matrix_literal("a", ["a"])).array.tolist() == [None]
    assert f("clone-matrix")(m).array.shape == (2, 3)


# --- loops ---


def test_loop_views():
    m, v = grid(2, 3), matrix_literal("f", [5.0, 6.0])
    rows = list(loop_views([m, v]))
    assert [row.array.tolist() for row, _ in rows] == m.array.tolist()
    rows[1][1].lisp_call(None, [60.0])
    assert v.array.tolist() == [5.0, 60.0]
    assert [column.array.tolist() for (column,) in loop_views([m], last=True)] == m.array.T.tolist()
    assert complaint(loop_views, [m, grid(3, 3)]).startswith("looping dimension are different")


# --- literals and printed form ---


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (matrix_literal("", [1.0, 2.0, 3.0]), "[  1.00  2.00  3.00 ]"),
        (matrix_literal("", [-3.14, 10.0]), "[ -3.14 10.00 ]"),
        (matrix_literal("", [123456.789, 0.0]), "[ 123456.79  0.00 ]"),
        (matrix_literal("f", [1.0, 2.5]), "[f  1.00  2.50 ]"),
        (matrix_literal("i", [1.0, -20000.0]), "[i     1 -20000 ]"),
        (matrix_literal("u", [255.0]), "[u   255 ]"),
        (matrix_literal("@", [5.0]), "[@ 5 ]"),
        (matrix_literal("f@", [5.5]), "[f@ 5.5 ]"),
        (Index(np.array([16, -24], np.int8), PACKED), "[     1    -1 ]"),
        (grid(2, 2), "[[  0.00  1.00 ]\n   [  2.00  3.00 ]]"),
        (grid(2, 2, INT), "[i[i     0     1 ]\n    [i     2     3 ]]"),
        (
            Index(np.zeros((2, 2, 2))),
            "[[[  0.00  0.00 ]\n    [  0.00  0.00 ]]\n   [[  0.00  0.00 ]\n    [  0.00  0.00 ]]]",
        ),
        (matrix_literal("a", [None, lisp(["b"]), "c", 1.5]), '#[ () ("b") "c" 1.5 #]'),
        (
            matrix_literal("a", [matrix_literal("a", [1.0, 2.0]), matrix_literal("a", [3.0, 4.0])]),
            "#[#[ 1 2 #]\n    #[ 3 4 #]#]",
        ),
        (grid(20, 20), "::INDEX2:<20x20>"),
        (grid(10, 10), "::INDEX2:<10x10>"),
    ],
)
def test_text(index, expected):
    assert text(index) == expected


def test_short_name():
    assert short_name(grid(2, 3)) == "::INDEX2:<2x3>"


def test_nested_literals():
    assert matrix_literal("", [matrix_literal("", [1.0, 2.0]), matrix_literal("", [3.0, 4.0])]).array.tolist() == [
        [1.0, 2.0],
        [3.0, 4.0],
    ]
    floats = matrix_literal("f", [matrix_literal("", [0.1])])
    assert floats.array.dtype == np.float32
    objects = matrix_literal("a", [matrix_literal("", [1.0]), "a"])
    assert objects.array.shape == (2,)
    assert type(objects.array[0]) is Index


@pytest.mark.parametrize(
    ("mark", "elements", "prefix", "message"),
    [
        ("", [[1.0, 2.0], [3.0]], "copy-matrix", "matrices have different number of elements"),
        ("", [[1.0], 2.0], "copy-matrix", "not an index"),
        ("", [1.0, 2.0, Symbol("a")], "m", "not a number"),
        ("", [], "matfun", "Cannot compute storage size"),
    ],
)
def test_literal_mistakes(mark, elements, prefix, message):
    with pytest.raises(LispError) as caught:
        matrix_literal(mark, [matrix_literal("", item) if isinstance(item, list) else item for item in elements])
    assert (caught.value.prefix, caught.value.text) == (prefix, message)
