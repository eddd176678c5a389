"""Matrices as scripts see them: expressions, loops, files (language.md, 11)."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest

from snsim.environment.language import new_language
from snsim.lisp.console import StringOutput
from snsim.lisp.errors import LispError
from snsim.lisp.printer import printed
from snsim.matrices.celltypes import PACKED

FILES = Path(__file__).parents[1] / "oracle" / "files"
DATA = [Path(os.environ.get("SNSIM_DATA", "nowhere")), Path(__file__).parents[3] / "shared" / "data"]


@pytest.fixture
def lisp(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return new_language()


def mistake(lisp, expression):
    with pytest.raises(LispError) as caught:
        lisp.eval_text(expression)
    return caught.value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(dim m 2 2)", "[f[f  0.00  0.00 ]\n  [f  0.00  0.00 ]]"),
        ("(progn (dim m 2) (let ((m 3)) ()) (m 1 5) (list (m 0) (m 1)))", "(0 5)"),
        ("(progn (let ((m 3)) (dim m 2)) m)", "[f  0.00  0.00 ]"),
        ("(let ((m [[1 2] [3 4]])) (list (m 1 1) (m 1 ()) (m '(0 1) 0)))", "(4 (3 4) (1 3))"),
        ("(let ((m [[1 2] [3 4]])) (setq :m:(0 1) 7) (list :m:(0 1) (m 0 1)))", "(7 7)"),
        ("(mapcar [10 20 30] '(2 0))", "(30 10)"),
        ("(apply [[1 2] [3 4]] '(1 0))", "3"),
        ("((float-matrix))", "0"),
        ("(list (= [1 2] [f 1 2]) (= [1 2] [1 3]) (classof [1]))", "(t () ::class:INDEX)"),
        ("(select [[1 2] [3 4]] 0 1)", "[  3.00  4.00 ]"),
        ("((array 2 2) () () '(1 2 3 4))", "#[#[ 1 2 #]\n  #[ 3 4 #]#]"),
        ("(list [[1 2] [3 4]] 5)", "([[  1.00  2.00 ]\n  [  3.00  4.00 ]] 5)"),
        ("(let ((h (htable))) (h [1 2] 'found) (h [f 1 2]))", "found"),
        ("(let ((r (matrix 2))) (idx-bloop ((x [[1 2] [3 4]]) (y r)) (y ((idx-sum x)))))", "[  3.00  7.00 ]"),
        ("(let ((x 5)) (idx-bloop ((x [1 2])) (x (* 2 (x)))) x)", "5"),
        ("(idx-eloop ((x [[1 2] [3 4]])) (x 0 0))", "[[  0.00  0.00 ]\n [  3.00  4.00 ]]"),
        ("(let ((s 0)) (idx-bloop ((row [[1 2] [3 4]])) (idx-bloop ((x row)) (incr s (x)))) s)", "10"),
        ("(pname [1 2])", '"::INDEX1:<2>"'),
        ("(let ((v [f 1 2])) (idx-f1dotcacc v 2 v))", "[f  3.00  6.00 ]"),
        ("(mean-mat (m*c [1 2 3] 2))", "4"),
    ],
)
def test_value(lisp, expression, value):
    assert printed(lisp, lisp.eval_text(expression)) == value


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("([1 2] 2)", "subscript out of range : 2"),
        ("([1 2] 2 0)", "indice out of range : 2"),
        ("([1 2])", "not enough dimensions"),
        ("([1 2] 1 2 3)", "too many dimensions : (1 2 3)"),
        ("(idx-bloop ((x [1 2]) (y [1 2 3])) x)", "looping dimension are different : (::INDEX1:<2> ::INDEX1:<3>)"),
        ("(idx-bloop ((x [1 2])))", "syntax error"),
        ("(idx-bloop (r) 1)", "syntax error in variable declaration : r"),
        ("(idx-bloop ((x 3)) 1)", "not an index : 3"),
        ("(float-matrix 0)", "Cannot compute storage size : ::FSTORAGE:unsized@0"),
        ("(dim car 3)", "locked global variable : car"),
        ("(< [1] [2])", "Cannot rank matrices or arrays"),
        ('(load-matrix "nowhere")', "No such file or directory (errno=2)"),
        ("(load-matrix 3)", "not a string or read descriptor : 3"),
        ('(save-matrix 3 "x")', "not an index : 3"),
        ("(save-matrix [1] 3)", "not a string or write descriptor : 3"),
    ],
)
def test_mistake(lisp, expression, message):
    error = mistake(lisp, expression)
    suffix = "" if error.suffix is None else f" : {lisp.abbreviated(error.suffix)}"
    assert error.text + suffix == message


def test_contents_of_a_large_matrix(lisp):
    with lisp.writing(StringOutput()) as _:
        output = lisp.output
        lisp.eval_text("(matrix-print (int-matrix 100 1))")
    assert output.text.count("[i     0 ]") == 100


def test_save_and_load(lisp, tmp_path):
    assert lisp.eval_text('(save-matrix [[1 2] [3 4]] "zm")') == "zm.mat"
    assert (tmp_path / "zm.mat").read_bytes() == (FILES / "sample_double.mat").read_bytes()
    assert lisp.eval_text('(load-matrix "zm")').array.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert lisp.eval_text('(load-matrix mm "zm") mm').array.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert lisp.eval_text('(let ((x 1)) (load-matrix x "zm") (x 1 1))') == 4.0
    assert lisp.eval_text('(let ((args (list \'viaapply "zm"))) (apply load-matrix args) (viaapply 0 1))') == 2.0
    assert lisp.eval_text('(save-ascii-matrix [[1 2] [3 4.5]] "zma")') == "zma"
    assert (tmp_path / "zma").read_bytes() == (FILES / "sample_ascii_mat").read_bytes()
    assert lisp.eval_text('(load-matrix "zma")').array.tolist() == [[1.0, 2.0], [3.0, 4.5]]
    assert mistake(lisp, '(save-matrix (array 2) "x")').text == "Cannot save an index this storage"
    assert not (tmp_path / "x.mat").exists()


def test_descriptors(lisp):
    lisp.eval_text('(let ((f (open-write "two" "mat"))) (save-matrix [1] f) (save-matrix [i 2 3] f) (delete f))')
    value = lisp.eval_text('(let ((f (open-read "two" "mat"))) (list (load-matrix f) (load-matrix f)))')
    assert printed(lisp, value) == "([  1.00 ] [i     2     3 ])"


def test_map_matrix(lisp, tmp_path):
    lisp.eval_text('(save-matrix [i 1 2 3] "native")')
    mapped = lisp.eval_text('(setq m (map-matrix "native"))')
    lisp.eval_text("(m 0 9)")
    assert mapped.array.tolist() == [9, 2, 3]
    assert lisp.eval_text('((load-matrix "native") 0)') == 1.0
    (tmp_path / "swapped.mat").write_bytes(struct.pack(">5ih", 0x1E3D4C56, 1, 1, 1, 1, 258))
    assert lisp.eval_text('((map-matrix "swapped") 0)') == 258.0
    (tmp_path / "cut.mat").write_bytes((tmp_path / "native.mat").read_bytes()[:-1])
    assert mistake(lisp, '(map-matrix "cut")').text == "file is too short"


def test_data_without_header(lisp):
    lisp.eval_text('(export-raw-matrix [i 1 2 3] "raw") (export-text-matrix [1 2.5] "text")')
    assert lisp.eval_text('(import-raw-matrix (int-matrix 2) "raw" 4)').array.tolist() == [2, 3]
    assert lisp.eval_text('(import-text-matrix (float-matrix 2) "text")').array.tolist() == [1.0, 2.5]
    assert mistake(lisp, '(import-raw-matrix (int-matrix 4) "raw")').text == "file is too short"


def test_broken_file(lisp, tmp_path):
    (tmp_path / "cut.mat").write_bytes((FILES / "sample_double.mat").read_bytes()[:40])
    error = mistake(lisp, '(load-matrix "cut")')
    assert error.text == "file is too short"
    assert (
        error.hint == f"{tmp_path}/cut.mat, byte 20: 32 bytes of cells of a 2x2 double matrix expected here, 20 found."
    )


def check_digits(patterns):
    assert patterns.type is PACKED
    assert patterns.array.shape == (480, 256)
    assert set(np.unique(patterns.values)) == {-1.0, 1.0}


def test_made_up_mouse_digits(lisp, tmp_path):
    bits = np.random.default_rng(1).choice([0x10, 0xF0], (480, 256)).astype(np.uint8)
    header = struct.pack(">5i", 0x1E3D4C52, 2, 480, 256, 1)
    (tmp_path / "dig.pat").write_bytes(header + bits.tobytes() + b"stray bytes")
    patterns = lisp.eval_text('(load-matrix patterns "dig.pat")')
    check_digits(patterns)
    assert lisp.eval_text("(patterns 7 11)") == (1.0 if bits[7, 11] == 0x10 else -1.0)


def test_mouse_digits(lisp):
    places = [folder / "dig.pat" for folder in DATA if (folder / "dig.pat").exists()]
    if not places:
        pytest.skip("dig.pat is not here")
    check_digits(lisp.eval_text(f'(load-matrix "{places[0]}")'))
