"""Files of codebooks, binary and text, good and bad (sn28.md, 5.1); the irises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from codebooksession import book, session

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter


@pytest.fixture
def lisp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    monkeypatch.chdir(tmp_path)
    return session()


def test_binary(lisp: Interpreter) -> None:
    assert lisp.eval_text('(save-codebook (codebook-split data 1 2) "some")') == "some.cb"
    content, data = Path("some.cb").read_bytes(), book(lisp, "data")
    expected = np.array([2, 4], "i4").tobytes()
    for row in (1, 2):
        expected += data.words[row].tobytes() + data.labels[row].tobytes()
    assert content == expected
    assert lisp.eval_text('(= (codebook-split data 1 2) (load-codebook "some"))') is not None


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders(lisp: Interpreter, order: str) -> None:
    words, labels = np.array([[1, 2.5], [3, -4]]), [7, 8]
    content = np.array([2, 2], f"{order}i4").tobytes()
    for word, label in zip(words, labels, strict=True):
        content += word.astype(f"{order}f4").tobytes() + np.array([label], f"{order}i4").tobytes()
    Path("some.cb").write_bytes(content)
    found = book(lisp, '(load-codebook "some.cb")')
    assert found.words.tolist() == words.tolist() and found.words.dtype == np.float32
    assert found.labels.tolist() == labels


def test_text(lisp: Interpreter) -> None:
    lisp.eval_text('(save-ascii-codebook (new-codebook [f [0.5 -2] [1000 1e-7]] [3 0]) "some")')
    text = "2 2\n0.500000  -2.000000  \n3\n1000.000000  0.000000  \n0\n"
    assert Path("some.cb").read_text() == text
    found = book(lisp, '(load-ascii-codebook "some")')
    assert (found.words.tolist(), found.labels.tolist()) == ([[0.5, -2], [1000, 0]], [3, 0])


@pytest.mark.parametrize("kind", ["", "ascii-"])
def test_open_files(lisp: Interpreter, kind: str) -> None:
    """Several in one file, one after the other; of no rows, too."""
    lisp.eval_text(
        f"""(let ((f (open-write "some"))) (save-{kind}codebook (new-codebook 0 3) f)
              (save-{kind}codebook (new-codebook [f [1] [2]] [5 6]) f) (delete f))
            (let ((f (open-read "some"))) (setq a (load-{kind}codebook f) b (load-{kind}codebook f)))"""
    )
    assert lisp.image(lisp.eval_text("(list a b (b 1 0) (codebook-label b 1))")) == (
        "(::CODEBOOK:0x3 ::CODEBOOK:2x1 2 6)"
    )


HEADER = np.array([2, 2], "i4").tobytes()


@pytest.mark.parametrize(
    ("content", "loader", "message"),
    [
        (b"\1\0", "load-codebook", "file is too short"),
        (np.array([-1, 2], "i4").tobytes(), "load-codebook", "this is not a codebook file"),
        (HEADER + bytes(23), "load-codebook", "file is too short"),
        (HEADER + np.array([0, 0, -5] * 2, "i4").tobytes(), "load-codebook", "this is not a codebook file"),
        (b"1", "load-ascii-codebook", "file is too short"),
        (b"nan 1", "load-ascii-codebook", "this is not a codebook file"),
        (b"1.5 1 0 0", "load-ascii-codebook", "this is not a codebook file"),
        (b"1 1 0.5 0.5", "load-ascii-codebook", "this is not a codebook file"),
        (b"1 1 0.5 -1", "load-ascii-codebook", "this is not a codebook file"),
        (b"1 1 x 1", "load-ascii-codebook", "Cannot read a number"),
        (b"2 1 1 1", "load-ascii-codebook", "file is too short"),
    ],
)
def test_bad_files(lisp: Interpreter, content: bytes, loader: str, message: str) -> None:
    Path("bad.cb").write_bytes(content)
    with pytest.raises(LispError, match=message) as caught:
        lisp.eval_text(f'({loader} "bad")')
    assert "bad.cb, byte " in (caught.value.hint or "")


def test_no_such_file(lisp: Interpreter) -> None:
    with pytest.raises(LispError, match="No such file"):
        lisp.eval_text('(load-codebook "nothing")')
    with pytest.raises(LispError, match="not a string or read descriptor"):
        lisp.eval_text("(load-codebook 3)")


# ---- irises ----------------------------------------------------------------------------------------------------------


def test_irises(lisp: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    species = ("setosa", "versicolor", "virginica")
    lines = [f"{n / 10},0.2,0.3,0.4,Iris-{species[n // 50]}\n" for n in range(150)]
    (tmp_path / "iris.data").write_text("".join(lines))
    monkeypatch.setenv("SNSIM_DATA", str(tmp_path))
    assert lisp.image(lisp.eval_text("(list (load-iris) iris-a iris-t)")) == (
        "(::CODEBOOK:50x4 ::CODEBOOK:100x4 ::CODEBOOK:50x4)"
    )
    learning, test = book(lisp, "iris-a"), book(lisp, "iris-t")
    assert learning.labels.tolist() == [0, 1, 2] * 33 + [0]
    assert learning.words[:4].tolist() == [[0, 2, 3, 4], [50, 2, 3, 4], [100, 2, 3, 4], [1, 2, 3, 4]]
    assert sorted([*learning.words[:, 0], *test.words[:, 0]]) == list(range(150))


def test_no_irises(lisp: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNSIM_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(LispError, match="there is no such folder"):
        lisp.eval_text("(load-iris)")
