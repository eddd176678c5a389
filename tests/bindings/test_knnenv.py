"""Codebooks, neighbours and editing (sn28.md, 5.1-5.3), against transcriptions of the reference."""

from __future__ import annotations

import numpy as np
import pytest
from codebooksession import F, book, neighbours, said, sample, session

from snsim.bindings.codebookobject import Codebook
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter


@pytest.fixture
def lisp() -> Interpreter:
    return session()


# ---- loading ---------------------------------------------------------------------------------------------------------


def test_without_a_kernel_it_loads_one() -> None:
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text('(libload "sn28/knnenv")')
    assert lisp.image(lisp.eval_text("(list (iterative-mode) (newton-mode) nnum)")) == "(() () 0)"


@pytest.mark.parametrize("name", ["sn28/knnenv", "knnenv"])
def test_with_a_kernel_it_leaves_it(name: str) -> None:
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text(f'(libload "sn28/sn28itenew") (alloc-net 5 5) (libload "{name}")')
    assert lisp.image(lisp.eval_text("(list (newton-mode) nnum (codebook-size (new-codebook 2 1)))")) == "(t 1 2)"


def test_it_survives_another_kernel(lisp: Interpreter) -> None:
    lisp.eval_text('(libload "sn28/sn28ite")')
    assert lisp.eval_text("(perf-knn data (condense data))") == 100


# ---- codebooks -------------------------------------------------------------------------------------------------------


def test_a_new_codebook(lisp: Interpreter) -> None:
    lisp.eval_text("(setq cb (new-codebook 3 2))")
    assert lisp.image(lisp.eval_text("(list cb (eval cb) (cb 1 1) (codebook-labels cb))")) == (
        "(::CODEBOOK:3x2 ::INDEX2:<3x2> 0 (0))"
    )
    assert lisp.image(lisp.eval_text("(classof cb)")) == "::class:CODEBOOK"
    lisp.eval_text("(cb 1 0 2.5) (codebook-word cb 2 [7 8]) (codebook-label cb 2 4)")
    assert book(lisp, "cb").words.tolist() == [[0, 0], [2.5, 0], [7, 8]]
    assert lisp.image(lisp.eval_text("(list (codebook-label cb 2) (codebook-labels cb))")) == "(4 (0 4))"


def test_a_codebook_on_a_matrix(lisp: Interpreter) -> None:
    """No copy: what changes in one changes in the other; labels are copied."""
    lisp.eval_text("(setq m [f [1 2] [3 4]]) (setq labels [i 5 6]) (setq cb (new-codebook m labels))")
    lisp.eval_text("(m 0 1 9) ((codebook-word cb 1) 0 8) (labels 0 1) ((codebook-label cb) 1 0)")
    assert lisp.eval_text("m").array.tolist() == book(lisp, "cb").words.tolist() == [[1, 9], [8, 4]]
    assert book(lisp, "cb").labels.tolist() == [5, 6]


def test_parts(lisp: Interpreter) -> None:
    lisp.eval_text("(setq part (codebook-split data 3 5)) (part 0 0 100) (codebook-label part 0 9)")
    data = book(lisp, "data")
    assert (data.words[3, 0], data.labels[3]) == (100, 0)
    assert (book(lisp, "part").words == data.words[3:6]).all()
    lisp.eval_text("(setq both (codebook-merge part test)) (both 0 0 50)")
    assert book(lisp, "both").words.shape == (33, 4)
    assert book(lisp, "both").labels.tolist() == [9, 1, 2, *book(lisp, "test").labels.tolist()]
    assert data.words[3, 0] == 100
    chosen = book(lisp, "(codebook-select (lambda (l) (= l 2)) part test)")
    assert (chosen.words == [*data.words[5:6], *book(lisp, "test").words[2::3]]).all()
    assert set(chosen.labels) == {2}
    assert book(lisp, "(codebook-select (lambda (l) ()) test)").words.shape == (0, 4)


def test_equality(lisp: Interpreter) -> None:
    assert lisp.eval_text("(= data (codebook-merge data))") is not None
    assert lisp.eval_text("(let ((other (codebook-merge data))) (codebook-label other 0 3) (= data other))") is None


def test_patterns_and_back(lisp: Interpreter) -> None:
    lisp.eval_text("(setq both (codebook-to-patdes (codebook-split data 0 4)))")
    assert lisp.eval_text("(cadr both)").array.tolist() == [
        [1, -1, -1], [-1, 1, -1], [-1, -1, 1], [1, -1, -1], [-1, 1, -1]
    ]  # fmt: skip
    lisp.eval_text("(setq cb (apply patdes-to-codebook both)) ((car both) 0 0 77)")
    assert (book(lisp, "cb").words[0, 0], book(lisp, "data").words[0, 0]) == (77, 77)
    assert book(lisp, "cb").labels.tolist() == [0, 1, 2, 0, 1]


# ---- neighbours ------------------------------------------------------------------------------------------------------


def test_distances(lisp: Interpreter) -> None:
    x, data = book(lisp, "test").words[0], book(lisp, "data")
    found = lisp.eval_text("(setq d (codebook-distances (codebook-word test 0) data))").array
    assert found == pytest.approx(((data.words - x) ** 2).sum(1))
    lisp.eval_text("(setq e (float-matrix 60)) (codebook-distances (codebook-word test 0) data e)")
    assert (lisp.eval_text("e").array == found).all()
    both = lisp.eval_text("(codebook-dist-and-labels (codebook-word test 0) data)").array
    assert (both == np.stack([found, data.labels], 1)).all()


def _class(x: np.ndarray, data: Codebook, k: int) -> int:
    votes = np.bincount(data.labels[neighbours(x, data.words, k)]).tolist()
    return -1 if votes.count(max(votes)) > 1 else votes.index(max(votes))


@pytest.mark.parametrize("k", [1, 2, 3, 5, 8, 60])
def test_neighbours(lisp: Interpreter, k: int) -> None:
    data, test = book(lisp, "data"), book(lisp, "test")
    answers = np.array([_class(x, data, k) for x in test.words])
    for i, x in enumerate(test.words):
        assert list(lisp.eval_text(f"(knn (codebook-word test {i}) data {k})")) == neighbours(x, data.words, k)
        assert lisp.eval_text(f"(knn-class (codebook-word test {i}) data {k})") == answers[i]
        right = lisp.eval_text(f"(test-knn test {i} data {k})") is not None
        assert right == (answers[i] == test.labels[i])
    assert (lisp.eval_text(f"(knn-classes test data {k})").array == answers).all()
    rejected, wrong = (answers == -1).mean(), ((answers != test.labels) & (answers >= 0)).mean()
    assert list(lisp.eval_text(f"(perf-knn test data {k} t)")) == pytest.approx([100 * wrong, 100 * rejected])
    assert lisp.eval_text(f"(perf-knn test data {k})") == pytest.approx(100 * (answers == test.labels).mean())


def test_confusion(lisp: Interpreter) -> None:
    data, test = book(lisp, "data"), book(lisp, "test")
    expected = np.zeros((3, 3))
    for x, label in zip(test.words, test.labels, strict=True):
        expected[label, _class(x, data, 1)] += 1
    assert lisp.eval_text("(confusion-knn test data)").array.tolist() == expected.tolist()
    assert expected.trace() < 30  # or the test would not tell rows from columns


def test_a_row_is_never_its_own_test_error(lisp: Interpreter) -> None:
    assert lisp.eval_text("(perf-knn data data)") == 100


# ---- editing ---------------------------------------------------------------------------------------------------------


def _multiedit(data: Codebook, parts: int) -> list[int]:
    """The rows that stay."""
    rows, size = list(range(len(data.words))), -1
    while len(rows) != size:
        size, kept = len(rows), []
        subsets = [rows[size * i // parts : size * (i + 1) // parts] for i in range(parts)]
        for i, subset in enumerate(subsets):
            other = subsets[(i + 1) % parts]
            for row in subset:
                nearest = other[neighbours(data.words[row], data.words[other], 1)[0]]
                if data.labels[nearest] == data.labels[row]:
                    kept.append(row)
        rows = kept
    return rows


@pytest.mark.parametrize("parts", [3, 5])
def test_multiedit(lisp: Interpreter, parts: int) -> None:
    data = book(lisp, "data")
    edited, rows = book(lisp, f"(multiedit data {parts})"), _multiedit(data, parts)
    assert (edited.words == data.words[rows]).all()
    assert (edited.labels == data.labels[rows]).all()
    assert 0 < len(rows) < 60


def test_multiedit_tells(lisp: Interpreter) -> None:
    lines = said(lisp, "(setq n (codebook-size (multiedit data 3 t)))").splitlines()
    assert lines[0] == "restarting with 60 elements"
    assert lines[-1] == f"restarting with {int(lisp.eval_text('n'))} elements"


def test_multiedit_of_nearly_nothing(lisp: Interpreter) -> None:
    """Rows of different classes at the same places: each is in the others' territory, all go."""
    lisp.eval_text("(setq cb (new-codebook 6 1)) (for (i 0 5) (codebook-label cb i i))")
    assert lisp.image(lisp.eval_text("(multiedit cb)")) == "::CODEBOOK:0x1"


def _condense(data: Codebook) -> tuple[list[int], list[int]]:
    """The rows taken, and how many there were when a scan began."""
    taken, starts, changed = [0], [], True
    while changed:
        changed = False
        starts.append(len(taken))
        for row, x in enumerate(data.words):
            nearest = taken[neighbours(x, data.words[taken], 1)[0]]
            if data.labels[nearest] != data.labels[row]:
                taken.append(row)
                changed = True
    return taken, starts


def test_condense(lisp: Interpreter) -> None:
    data = book(lisp, "data")
    rows, starts = _condense(data)
    text = said(lisp, "(setq small (condense data t))")
    assert text == "".join(f"restarting with {count} element(s)\n" for count in starts)
    assert (book(lisp, "small").words == data.words[rows]).all()
    assert (book(lisp, "small").labels == data.labels[rows]).all()
    assert lisp.eval_text("(perf-knn data small)") == 100


def test_condense_ends_where_equal_rows_have_different_labels(lisp: Interpreter) -> None:
    lisp.eval_text("(setq cb (new-codebook 4 1)) (codebook-label cb 2 1)")
    assert book(lisp, "(condense cb)").labels.tolist() == [0, 1]


# ---- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ("(new-codebook 3)", "the length of the words is missing"),
        ("(new-codebook -1 2)", "illegal dimension"),
        ("(new-codebook 2 0)", "illegal dimension"),
        ("(new-codebook [[1 2]])", "not a float matrix of two dimensions"),
        ("(new-codebook [f 1 2])", "not a float matrix of two dimensions"),
        ("(new-codebook [f [1 2]] [1 2])", "illegal dimension #0"),
        ("(new-codebook [f [1 2]] [-1])", "illegal label"),
        ("(new-codebook 'a)", "not an index"),
        ("(codebook-word 3)", "not a codebook"),
        ("(codebook-word data 60)", "subscript out of range"),
        ("(codebook-word data 0 [1 2])", "illegal dimension"),
        ("(codebook-label data 0 -1)", "illegal label"),
        ("(codebook-label data 0 1000001)", "illegal label"),
        ("(data 0)", "not enough dimensions"),
        ("(codebook-split data 5 4)", "illegal range"),
        ("(codebook-split data 0 60)", "subscript out of range"),
        ("(codebook-merge data (new-codebook 1 3))", "illegal dimension"),
        ("(knn [1 2 3] data 1)", "illegal dimension"),
        ("(knn [[1 2 3 4]] data 1)", "not a vector"),
        ("(knn [1 2 3 4] data 0)", "illegal number of neighbours"),
        ("(knn [1 2 3 4] data 61)", "Reference codebook is too small"),
        ("(knn [1 2 3 4] (new-codebook 0 4) 1)", "Reference codebook is too small"),
        ("(perf-knn data (new-codebook 0 4))", "Reference codebook is too small"),
        ("(perf-knn (new-codebook 0 4) data)", "no rows to classify"),
        ("(perf-knn data data 0)", "illegal number of neighbours"),
        ("(perf-knn data (new-codebook 1 3))", "illegal dimension"),
        ("(codebook-distances [1 2 3 4] data [1 2])", "not a float vector"),
        ("(codebook-distorsion (new-codebook 0 4) data)", "no rows to measure"),
        ("(confusion-knn test data 2)", "a row is rejected"),
        ("(multiedit data 2)", "three subsets are required"),
        ("(patdes-to-codebook [f [1 2]] [[1 1]])", "no single greatest output"),
        ("(patdes-to-codebook [f [1 2]] [[1 2] [2 1]])", "different numbers of rows"),
    ],
)
def test_mistakes(lisp: Interpreter, mistake: str, message: str) -> None:
    with pytest.raises(LispError, match=message):
        lisp.eval_text(mistake)


def test_the_sample_is_hard_enough() -> None:
    """What the tests above compare must not all be right answers."""
    data, test = sample(1, 60), sample(2, 30)
    assert any(_class(x, data, 1) != label for x, label in zip(test.words, test.labels, strict=True))
    assert any(_class(x, data, 2) == -1 for x in test.words)
    assert data.words.dtype == F
