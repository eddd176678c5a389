"""Explanative weight files and weight matrices: written, read back, cut, foreign, wrong (sn28.md, 2.16 and 3.14)."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsim.bindings.weightformats import read_weight_file
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.matrices.bytereader import ByteReader
from snsim.toplevel.session import new_interpreter

SAMPLES = Path(__file__).parents[1] / "oracle" / "files"
NET = """
(libload "sn28/{kernel}")
(alloc-net 20 50)
(build-net '((input 2) (hidden 2) (output 1)) '((input hidden) (hidden output)))
(seed 3) (forget 1)
"""
KERNELS = ["sn28", "sn28ite", "sn28new", "sn28itenew"]
RECORD, OLD_RECORD = 12, 16


def made(kernel: str = "sn28ite") -> Interpreter:
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text(NET.format(kernel=kernel))
    return lisp


@pytest.fixture
def lisp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    monkeypatch.chdir(tmp_path)
    return made()


def weights(lisp: Interpreter) -> list[float]:
    return [float(w) for w in lisp.eval_text("(weight-to-matrix)").values]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(
    ("save", "digits"),
    [
        ('(save-net "w")', 9),
        ('(save-ascii-net "w")', 9),
        ('(save-net "w" input hidden output)', 9),
        ('(save-ascii-net "w" (list input hidden) output)', 7),
        ('(save-net/merge "w")', 9),
    ],
)
def test_round_trip(kernel: str, save: str, digits: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved comes back; the explanative formats carry the age, the matrices do not."""
    monkeypatch.chdir(tmp_path)
    lisp = made(kernel)
    lisp.eval_text("(setq age 7)")
    before = weights(lisp)
    assert lisp.eval_text(save) == "w"
    assert os.listdir() == ["w.wei"]
    lisp.eval_text('(forget 2) (setq age 1) (load-net "w")')
    assert weights(lisp) == pytest.approx(before, abs=0 if digits == 9 else 8e-8)
    assert lisp.eval_text("age") == (1 if "w\")" in save and "merge" not in save else 7)


def test_ascii_weights_keep_every_bit_but_in_exact_mode(lisp: Interpreter, tmp_path: Path) -> None:
    lisp.eval_text('(sval 0 3 0.123456) (sval 0 4 1e-10) (sval 0 5 0.5) (save-ascii-net "w")')
    assert (tmp_path / "w.wei").read_text().splitlines()[1:4] == ["0.123456001", "1.00000001e-10", "0.5000"]
    lisp.eval_text('(exact-mode t) (save-ascii-net "w")')
    assert (tmp_path / "w.wei").read_text().splitlines()[1:4] == ["0.1235", "0.0000", "0.5000"]


def test_part_of_a_network_into_another(lisp: Interpreter) -> None:
    """Cells count from 1 in the order given: the same weights between other units."""
    first, bias = lisp.eval_text("(sval 1 3)"), lisp.eval_text("(sval 0 3)")
    lisp.eval_text('(save-net "part" (list 1 3))')
    assert lisp.eval_text('(merge-net "part")') == 2
    lisp.eval_text('(forget 0) (merge-net "part" (list 2 4))')
    assert (lisp.eval_text("(sval 2 4)"), lisp.eval_text("(sval 0 4)")) == (first, bias)
    assert lisp.eval_text("(sval 1 3)") == 0


def test_cut_connections_are_not_written(lisp: Interpreter, tmp_path: Path) -> None:
    lisp.eval_text('(cut-connection 1 3) (save-net "w" input hidden output)')
    assert (tmp_path / "w.wei").stat().st_size == 12 + 8 * RECORD


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kernel", ["sn28", "sn28itenew"])
def test_old_format(order: str, kernel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore[no-untyped-def]
    """Records of the older magic number carry a learning rate."""
    monkeypatch.chdir(tmp_path)
    data = struct.pack(f"{order}3i", 0x2D4F1C91, 5, 9) + struct.pack(f"{order}2i2f", 1, 3, 0.25, 0.125)
    (tmp_path / "old.wei").write_bytes(data)
    lisp = made(kernel)
    lisp.eval_text('(merge-net "old" (range 1 5))')
    assert capsys.readouterr().out == "WARNING: this file has been saved with an old format\n"
    assert (lisp.eval_text("(sval 1 3)"), lisp.eval_text("age")) == (0.25, 9)
    if kernel == "sn28itenew":
        assert lisp.eval_text("(sepsilon 1 3)") == 0.125


# ---- files that are not whole ----------------------------------------------------------------------------------------


def refused(lisp: Interpreter, name: str = "cut") -> LispError:
    with pytest.raises(LispError) as found:
        lisp.eval_text(f'(load-net "{name}.wei")')
    return found.value


@pytest.mark.parametrize("name", ["sample_cells", "sample_ascii_cells", "sample_matrix", "sample_ascii"])
def test_every_truncation_is_an_error(name: str, lisp: Interpreter, tmp_path: Path) -> None:
    """It names the file, the byte, and what was expected; the network stays as it was.

    An explanative file does not say how many connections it has: between two of them it may end.
    """
    data = (SAMPLES / f"{name}.wei").read_bytes()
    before = weights(lisp)
    whole = [k for k in range(len(data)) if name == "sample_cells" and k >= 12 and (k - 12) % RECORD == 0]
    if name == "sample_ascii_cells":
        whole = [k + 1 for k, byte in enumerate(data) if byte == ord("\n")] + [len(data)]
        whole += [k + n for k in whole for n in (1, 2, 3) if data[k : k + n] == b" " * n]
    for length in range(len(data)):
        (tmp_path / "cut.wei").write_bytes(data[:length])
        if length in whole:
            continue
        error = refused(lisp)
        assert "cut.wei, byte " in str(error.hint), length
        assert "expected" in str(error.hint), length
    assert weights(lisp) == before


@pytest.mark.parametrize("length", [12, 12 + RECORD, 12 + 9 * RECORD])
def test_a_file_may_end_between_connections(length: int, lisp: Interpreter, tmp_path: Path) -> None:
    (tmp_path / "part.wei").write_bytes((SAMPLES / "sample_cells.wei").read_bytes()[:length])
    assert lisp.eval_text('(load-net "part")') == "part"


@given(st.sampled_from(["sample_cells", "sample_ascii_cells"]), st.data())
def test_any_damage_is_an_error_or_another_file(name: str, draw: st.DataObject) -> None:
    """Whatever the bytes are: weights, another kind of file, or a LispError that says where."""
    data = bytearray((SAMPLES / f"{name}.wei").read_bytes())
    for _ in range(draw.draw(st.integers(1, 4))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        content = read_weight_file(ByteReader(bytes(data), "x.wei"))
        assert content is None or len(content.records) <= len(data) / 4
    except LispError as error:
        assert "x.wei, byte " in str(error.hint)


HEADER = struct.pack("<3i", 0x2D4F1C93, 5, 0)


@pytest.mark.parametrize(
    ("data", "text", "finding"),
    [
        (b"", "not a recognized matrix file", "byte 0"),
        (b"\x89PNG\r\n\x1a\n" * 9, "not a recognized matrix file", "byte 0"),
        (b".WEI five\n", "this is probably not a weight file", "byte 0: a line .WEI, count and age expected"),
        (b".WEI 5 0\n1 3 0.5\n1 x 2\n", "this is probably not a weight file", "byte 17: a line of two units"),
        (b".WEI 5 0\n1 3 .\n", "this is probably not a weight file", "byte 9: a line of two units"),
        (b".WEI 5 0\n1 3 1e39\n", "this is probably not a weight file", "byte 9: a line of two units"),
        (b".WEI 5 0\n1 99999999999 1\n", "this is probably not a weight file", "byte 9: a line of two units"),
        (b".WEI 5 0\n1 6 0.5\n", "this is probably not a weight file", "byte 9: units from 0 to 5 expected here, 6"),
        (HEADER + struct.pack("<2if", -1, 3, 1), "this is probably not a weight file", "byte 12: units from 0 to 5"),
        (struct.pack("<3i", 0x2D4F1C93, -5, 0), "this is probably not a weight file", "byte 0: a number of units"),
    ],
)
def test_foreign_file(data: bytes, text: str, finding: str, lisp: Interpreter, tmp_path: Path) -> None:
    (tmp_path / "foreign.wei").write_bytes(data)
    error = refused(lisp, "foreign")
    assert error.text == text
    assert finding in str(error.hint)
    assert "foreign.wei" in str(error.hint)


def test_merge_net_tells_other_kinds_apart(lisp: Interpreter) -> None:
    lisp.eval_text('(save-net "matrix")')
    assert lisp.eval_text('(merge-net "matrix")') is None
    with pytest.raises(LispError, match="this is probably not a weight file") as found:
        lisp.eval_text('(merge-net "matrix" (range 1 5))')
    assert "matrix.wei, byte 0: a magic number or .WEI expected here" in str(found.value.hint)


def test_a_connection_that_is_not_there(lisp: Interpreter, tmp_path: Path) -> None:
    """Nothing is stored before all is found."""
    before = weights(lisp)
    (tmp_path / "other.wei").write_text(".WEI 5 3\n1 3 9\n1 2 0.5\n")
    error = refused(lisp, "other")
    assert error.text == "you should create the connections first"
    assert "from its unit 1 to its unit 2" in str(error.hint)
    assert weights(lisp) == before


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ('(load-net "nowhere")', "No such file or directory"),
        ("(load-net 3)", "load-net : Not a string"),
        ("(save-net 3)", "save-net : Not a string"),
        ('(save-net "w" 1 1)', "cell referenced twice in 'save-net' listes"),
        ('(save-net "no/such/folder")', "No such file or directory"),
        ('(save-net "w" 1 77)', "bad neuron number"),
        ('(progn (save-net "w") (alloc-net 9 9) (load-net "w"))', "load-net : Bad number of weights in file"),
    ],
)
def test_mistakes(mistake: str, message: str, lisp: Interpreter) -> None:
    with pytest.raises(LispError) as found:
        lisp.eval_text(mistake)
    assert message in f"{found.value.prefix} : {found.value.text}"


def test_a_file_is_replaced_when_the_new_one_is_whole(lisp: Interpreter, tmp_path: Path) -> None:
    """An old file keeps its permissions; a link keeps pointing; a save that fails leaves nothing behind."""
    (tmp_path / "real.wei").write_text("old")
    (tmp_path / "real.wei").chmod(0o640)
    (tmp_path / "link.wei").symlink_to("real.wei")
    lisp.eval_text('(save-net "link" input hidden output)')
    assert (tmp_path / "link.wei").is_symlink()
    assert (tmp_path / "real.wei").read_bytes()[:4] == HEADER[:4]
    assert (tmp_path / "real.wei").stat().st_mode & 0o777 == 0o640
    with pytest.raises(LispError, match="empty"):
        lisp.eval_text('(save-matrix (find-winner ()) "real.wei")')
    assert sorted(os.listdir()) == ["link.wei", "real.wei"]


def test_into_a_command(lisp: Interpreter, tmp_path: Path) -> None:
    lisp.eval_text('(save-net "|cat >piped.wei" input hidden)')
    assert lisp.eval_text('(merge-net "piped")') == 4


def test_weights_for_c(lisp: Interpreter, tmp_path: Path) -> None:
    """All digits, in lines of some 70 columns."""
    assert lisp.eval_text('(save-weights-as-c "net" "w")') == "net"
    text = (tmp_path / "net.c").read_text()
    assert text.startswith("/*** Here are the weights */\n\nfloat w[9] = {\n  ")
    assert text.endswith(" };\n")
    assert max(map(len, text.splitlines())) < 80
    found = np.array(text[text.index("= {") + 3 : text.index("}")].split(","), np.float32)
    assert found.tolist() == weights(lisp)
