"""NetTool's networks: counts, files, creation, C code (sn28.md, 6.1 and 7)."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.report import make_report
from snsim.toplevel.session import new_interpreter

FULL = "'((input 20 20) (hidden 40 1 full) (output 40 1 full)) '((input hidden connect) (hidden output connect))"
TORIC = "mask-toric-connect (3 3) (2 2)"
MASK = f"""
'((input 16 16) (m1 8 8 shared) (m2 8 8 shared) (n1 4 4 shared) (n2 4 4 shared) (n3 4 4 shared) (n4 4 4 shared)
  (output 10 1 full))
'((input m1 {TORIC}) (input m2 {TORIC})
  {" ".join(f"({m} {n} {TORIC}) " for m in ("m1", "m2") for n in ("n1", "n2", "n3", "n4"))}
  {" ".join(f"({n} output connect)" for n in ("n1", "n2", "n3", "n4"))})
"""
TDNN = """
'((input 65 16) (first 32 8 column) (second 6 8 column) (output 10 1 full))
'((input first tdnn-connect 3 2) (first second tdnn-connect 7 5) (second output connect))
"""
MIXED = """
'((input 6 6) (map-1 3 3 shared hinton) (map-2 2 2 full) (line 6 1) (hidden 4 1 column gray) (delays 5 3) (sums 2 2)
  (output 2 2 full))
'((input map-1 mask-toric-connect (3 3) (2 2)) (input map-2 local-2d-connect (3 4) (3 2))
  (input line connect (1 1) (1 1) (0 0) (2 1)) (input delays tdnn-connect 2 1)
  (line hidden local-1d-connect 3 1) (hidden output connect) (delays sums equal-mask-2d-connect (2 3) (1 2))
  (map-1 output local-toric-connect (2 2) (1 1) (0 1) (1 2))
  (input sums mask-2d-connect (3 3) (3 3)) (line output connect) (sums output connect) (map-2 output connect))
"""
NETS = {"full": FULL, "mask": MASK, "tdnn": TDNN, "mixed": MIXED}


@pytest.fixture
def lisp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    monkeypatch.chdir(tmp_path)
    interpreter = new_interpreter()
    interpreter.options.update(quiet=True)
    interpreter.eval_text('(libload "sn28/sn28ite") (setq :net ())')
    return interpreter


def described(lisp: Interpreter, name: str) -> None:
    lisp.eval_text(f"(setq :net (nettool-network {NETS[name]}))")


def counts(lisp: Interpreter) -> str:
    return str(lisp.image(lisp.eval_text("(list nnum snum wnum)")))


@pytest.mark.parametrize(
    ("name", "expected"), [("full", "(521 17680 17680)"), ("mask", "(469 3146 746)"), ("tdnn", "(1365 15770 1338)")]
)
def test_published_counts(name: str, expected: str, lisp: Interpreter) -> None:
    """What the description promises is what is made: the three nets of the manual (sn28.md, 7)."""
    described(lisp, name)
    assert lisp.eval_text("(nettool-check net)") is None
    assert lisp.image(lisp.eval_text("(nettool-counts net)")) == expected
    lisp.eval_text("(create-nettool net)")
    assert counts(lisp) == expected


def test_the_mask_net_is_that_of_the_oracle(lisp: Interpreter) -> None:
    """Connection by connection, nets/netmask.sn."""
    structure = "(all ((j (range 1 (1- nnum)))) (all ((i (amont j))) (list i (sindex i j))))"
    described(lisp, "mask")
    lisp.eval_text("(create-nettool net)")
    ours = lisp.image(lisp.eval_text(structure))
    lisp.eval_text('(load "netmask") (create-net)')
    assert lisp.image(lisp.eval_text(structure)) == ours


@pytest.mark.parametrize("name", NETS)
def test_round_trip(name: str, lisp: Interpreter, tmp_path: Path) -> None:
    """Saved, loaded and saved again, a net is the same; the file's own create-net makes it."""
    described(lisp, name)
    assert lisp.eval_text('(save-nettool net "one" t t 5 7)') == "one.sn"
    assert (tmp_path / "one.sn").read_text().startswith(";;;NETTOOL3 CREATED\n")
    lisp.eval_text("(create-nettool net)")
    made = counts(lisp)
    lisp.eval_text('(alloc-net 1 1) (setq :net (load-nettool "one")) (create-net)')
    assert counts(lisp) == made
    units, connections = (float(n) for n in made[1:-1].split()[:2])
    assert (lisp.eval_text("nmax"), lisp.eval_text("smax")) == (units + 5, connections + 7)
    lisp.eval_text('(save-nettool net "two" t t 5 7)')
    assert (tmp_path / "two.sn").read_text() == (tmp_path / "one.sn").read_text()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.sn", "two.sn"]


OLD_FILE = """;;;NETTOOL2 CREATED
(de nettool-net ()
  (let ((input (new c-layer '("in" "4x2" t () () () t () ()) 10 20 30 40))
        (out (new c-layer '(out "3" () t () () () t ()) 210 20 30 40)) )
    (new c-connection input out (list ct-connect () ())) ) )
"""


def test_a_file_of_the_older_kind(lisp: Interpreter, tmp_path: Path) -> None:
    """Sizes as strings, rows first; layers from left to right."""
    (tmp_path / "old.sn").write_text(OLD_FILE)
    assert lisp.image(lisp.eval_text('(nettool-counts (load-nettool "old"))')) == "(15 27 27)"
    lisp.eval_text('(create-nettool (load-nettool "old"))')
    assert lisp.image(lisp.eval_text("(list in out)")) == "((1 2 3 4 5 6 7 8) (9 10 11))"


def message(lisp: Interpreter, text: str) -> str:
    with pytest.raises(LispError) as found:
        lisp.eval_text(text)
    report = make_report(lisp, found.value)
    lisp.trail.unwind(0)
    lisp.error_forms = []
    return f"{report.message} {report.place} {report.hint}"


def test_every_truncation_is_an_error(lisp: Interpreter, tmp_path: Path) -> None:
    """Where functions end a file may end; before the first has ended there is no network."""
    described(lisp, "full")
    lisp.eval_text('(save-nettool net "whole")')
    text = (tmp_path / "whole.sn").read_text()
    creation = text.index("(de create-net")
    for length in [*range(0, creation - 1, 7), *range(creation + 1, len(text) - 2, 7)]:
        (tmp_path / "cut.sn").write_text(text[:length])
        assert "cut.sn" in message(lisp, '(load-nettool "cut")'), length


@pytest.mark.parametrize("text", ["", "(de nettool-net () ())", ";;;NETTOOL4 CREATED\n", "\x89PNG\r\n", "\0" * 100])
def test_foreign_file(text: str, lisp: Interpreter, tmp_path: Path) -> None:
    (tmp_path / "foreign.sn").write_text(text, encoding="latin-1")
    told = message(lisp, '(load-nettool "foreign")')
    assert "load-nettool : Unrecognized Nettool File" in told
    assert "foreign.sn, byte 0: a line ;;;NETTOOL3 CREATED expected" in told


@pytest.mark.parametrize(
    ("layers", "links", "complaint"),
    [
        ("(a 6 1) (b 3 1)", "(a b local-1d-connect 3 1)", "a -> b: Connection/Layer sizes mismatch!"),
        ("(a 6 2) (b 4 1)", "(a b mask-1d-connect 3 1)", "a -> b: Connection/Layer sizes mismatch!"),
        ("(a 6 6) (b 4 3)", "(a b local-2d-connect (3 3) (1 1))", "a -> b: Connection/Layer sizes mismatch!"),
        ("(a 6 6) (b 3 2)", "(a b mask-toric-connect (3 3) (2 2))", "a -> b: Connection/Layer sizes mismatch!"),
        ("(a 9 2) (b 4 5)", "(a b tdnn-connect 4 2)", "a -> b: Connection/Layer sizes mismatch!"),
        ("(a 6 6) (b 2 1)", "(a b connect () () (0 0) (6 1))", "a -> b: Connection/Layer sizes mismatch!"),
    ],
)
def test_sizes_that_do_not_fit(layers: str, links: str, complaint: str, lisp: Interpreter) -> None:
    lisp.eval_text(f"(setq :net (nettool-network '({layers}) '({links})))")
    assert lisp.image(lisp.eval_text("(nettool-check net)")) == f'("{complaint}")'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("(nettool)", "nettool : there are no windows: use nettool-network or load-nettool"),
        ("(nettool-network '((a 2 1)) ())", "a network has two layers at least"),
        ("(nettool-network '((a 2 1) (b 1 1)) '((a c connect)))", "a connection names a layer that does not exist : c"),
        ("(nettool-network '((a 2 1 most) (b 1 1)) ())", "not one of the modes of a layer : most"),
        ("(nettool-check (nettool-network '((a 2 1) (b 1 1)) '((a b conect))))", "not a type of connection : conect"),
        ('(load-nettool "nowhere")', "No such file or directory"),
        ("(nettool-network '((a 2)) ())", "a layer is a list (name rows columns [bias [display]]) : (a 2)"),
        ("(nettool-network '((a 2 1) (b 1 1)) '((a b)))", "a connection is a list (from to type"),
        ("(nettool-check ())", "nettool-check : not the description of a network"),
        ("(nettool-counts '((1) ()))", "nettool-counts : not the description of a network"),
        ("(create-nettool 3)", "create-nettool : not the description of a network"),
        ('(save-nettool () "x")', "save-nettool : not the description of a network"),
        ("(nettool-c-code () 'f \"x\")", "nettool-c-code : not the description of a network"),
    ],
)
def test_mistakes(text: str, told: str, lisp: Interpreter) -> None:
    assert told in message(lisp, text)


def test_a_new_network_is_logged(lisp: Interpreter, tmp_path: Path) -> None:
    lisp.eval_text(f'(setq perf-file "log") (create-nettool (nettool-network {FULL}))')
    assert (tmp_path / "log.perf").read_text() == ";;; ============ NEW NETWORK\n"


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
@pytest.mark.parametrize("name", ["mask", "tdnn", "mixed"])
def test_c_code(name: str, lisp: Interpreter, tmp_path: Path) -> None:
    """Compiled, with the weights in the order of save-weights-as-c, it computes what the net computes."""
    described(lisp, name)
    lisp.eval_text("(nlf-tanh 0.6666 0 1.7159) (seed 1) (create-nettool net) (forget-sqrt 1)")
    assert lisp.eval_text("(nettool-c-code net 'the-net \"net\")") == "net.c"
    flags = ["-shared", "-fPIC", "-Wall", "-Werror"]
    subprocess.run(["cc", *flags, "-o", "net.so", "net.c", "-lm"], check=True, cwd=tmp_path)
    run = ctypes.CDLL(str(tmp_path / "net.so")).the_net
    weights = np.array(lisp.eval_text("(weight-to-matrix)").values, np.float32)
    inputs, outputs = int(lisp.eval_text("(length input-layer)")), int(lisp.eval_text("(length output-layer)"))
    pattern = np.random.default_rng(2).uniform(-1, 1, inputs).astype(np.float32)
    result = np.zeros(outputs, np.float32)
    run(*(array.ctypes.data_as(ctypes.c_void_p) for array in (pattern, result, weights)))
    for unit, value in enumerate(pattern, 1):
        lisp.eval_text(f"(nval {unit} {value!r})".replace("np.float32(", "").replace("))", ")"))
    lisp.eval_text("(forward-prop net-struc)")
    assert list(lisp.eval_text("(state output-layer)")) == pytest.approx(list(result), abs=2e-6)
