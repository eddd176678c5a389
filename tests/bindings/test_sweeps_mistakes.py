"""What a user does wrong with nets and sweeps: the message, the place, the way out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from snsim.toplevel.command import main

NET = """(libload "sn28/sn28ite")
(de net (units links)
  (alloc-net units links)
  (build-net '((input 2) (hidden 3) (output 1)) '((input hidden) (hidden output)) ) )
(net 20 40)
(setq pattern-matrix [f[-1 -1] [1 -1] [1 1] [-1 1]])
(setq desired-matrix [f[1] [-1] [1] [-1]])
(ensemble 0 3) (seed 1) (forget 1) (epsi 0.5)
"""

# what is done: the message, the file, what the hint says
MISTAKES = {
    "(net 4 40)": ("newneurons : too many neurons", "build.sn", "alloc-net made room for 4: give it at least 6"),
    "(net 20 3)": ("connect : too many connections", "build.sn", "alloc-net made room for 3: give it at least 4"),
    "(alloc-net 20 40 2) (connect 0 0) (newneurons 3) (connect '(0 1) '(2 3))": (
        "connect : too many weights",
        "mistake.sn",
        "alloc-net made room for 2: give it at least",
    ),
    "(connect 1 3)": (
        "connect : this connection exists already",
        "mistake.sn",
        "units 1 and 3 are connected already; a pair of units has one connection at most",
    ),
    "(connect 1 99)": ("connect : illegal neuron number : 99", "mistake.sn", "units are numbered 0 to 7"),
    "(build-net '((input 2) (output 1)) '((inputt output)))": (
        "build-net : a link names a layer that does not exist : inputt",
        "build.sn",
        "",
    ),
    "(build-net '((input 2)) ())": ("build-net : at least two layers are needed", "build.sn", ""),
    "(epsi 1e30) (learn 1000)": (
        "sweep-train : the weights have grown beyond all numbers",
        "online.sn",
        "The network is back at age 0, its last finite state. Give smaller learning rates (epsi, epsilon)",
    ),
    "(setq pattern-matrix [f[1 2 3]]) (learn 3)": (
        "get-pattern : Neuron lists do not match matrix size",
        "examples.sn",
        "The pattern has 3 elements, the layers have 2 units",
    ),
    "(setq desired-matrix [f[1 2]]) (perf 0 0)": (
        "get-pattern : Neuron lists do not match matrix size",
        "examples.sn",
        "The pattern has 2 elements, the layers have 1 units",
    ),
    "(setq pattern-matrix ()) (learn 3)": ("present-pattern : no examples: use load-patterns, or", "examples.sn", ""),
    "(setq desired-matrix ()) (learn 3)": ("present-desired : no targets: use load-patterns, or", "examples.sn", ""),
    "(perf 0 9)": ("get-pattern : subscript out of range : 4", "examples.sn", "The matrix has 4 rows, from 0 on"),
    "(setq patt-min ()) (learn 3)": ("no training set: give its first and last pattern to ensemble", "examples.sn", ""),
    "(trun 4 1)": ("no test set: give its first and last pattern to test-set", "examples.sn", ""),
    "(ensemble 3 1)": ("ensemble : first argument must be smaller than second one", "examples.sn", ""),
    "(setq current-pattern 17) (learn 7)": ("get-pattern : subscript out of range : 17", "examples.sn", "has 4 rows"),
    "(learn-lm 3)": ("eval : not a function call : (learn-lm 3)", "mistake.sn", "sn28/sn28new"),
    '(ensemble "a" 3)': ("ensemble : a set begins and ends with the number of a pattern : \"a\"", "examples.sn", ""),
    "(setq pattern-matrix 3) (learn 4)": ("get-pattern : not an index : 3", "examples.sn", "look at pattern-matrix"),
    "(learn 1e20)": ("sweep-train : Floating exception", "online.sn", "1e+20 is beyond the whole numbers"),
    "(epsi 1e300)": ("nepsilon : Floating exception", "rates.sn", "Single precision ends at 3.403e+38."),
    "(epsi (infinity)) (learn 30)": ("sweep-train : a learning rate is no number", "online.sn", "Set the rates again"),
    "(sval 1 3 (nan)) (learn 30)": ("sweep-train : a weight is no number", "online.sn", "It was none before"),
    "(forget 1e300)": ("random-weights : Floating exception", "forget.sn", "Single precision ends at 3.403e+38."),
    '(set-class-lms "a") (perf)': ('> : Cannot rank these objects', "criteria.sn", ""),
    '(set-cost-thlms "a") (learn 3)': ('init-grad-thlms : not a real number : "a"', "build.sn", ""),
    "(alloc-net 1e9 2e9)": ("alloc-net : not enough memory", "mistake.sn", "Such a network would take"),
    "(pattern-matrix 2 0 (nan)) (learn 30)": (
        "sweep-train : row 2 of pattern-matrix holds what is no number",
        "online.sn",
        "The network is back at age 0, its last finite state. Look at (pattern-matrix 2 ()).",
    ),
    "(desired-matrix 1 0 (infinity)) (learn 30)": (
        "sweep-train : row 1 of desired-matrix holds what is no number",
        "online.sn",
        "Look at (desired-matrix 1 ()).",
    ),
    "(pattern-outputs 3 0)": ("pattern-outputs : no patterns : 3", "mistake.sn", "Give the first and the last"),
    "(rejects-for 1 [f[1 2]] [f[1 2 3]])": (
        "rejects-for : matrices differ in size",
        "mistake.sn",
        "Both have one row a pattern, one column a class.",
    ),
}


def told(text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of the report that a script gets."""
    file = tmp_path / "mistake.sn"
    file.write_text(f"{NET}{text}\n")
    status = main(["--quiet", str(file)])
    sys.stdout.flush()
    err = capfd.readouterr().err
    assert status == 1
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if not line.startswith("snsim: compiling")]  # an empty cache says so
    return lines[1:]


@pytest.mark.parametrize("text", MISTAKES)
def test_reports(text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    message, file, hint = MISTAKES[text]
    lines = told(text, tmp_path, capfd)
    assert message in lines[0].removeprefix("*** ")
    name, row, column = lines[1].rsplit(":", 2)
    assert Path(name).name == file
    source = Path(name).read_text().splitlines()[int(row) - 1]
    assert source[int(column) - 1 :].startswith(lines[2][lines[3].index("^") :].rstrip()[:20])
    rest = lines[4:]
    if Path(name).name != "mistake.sn":  # the library complains: the user's own line is named too
        assert rest[0] == "called from" and "/mistake.sn:" in rest[1]
        rest = rest[4:]
    assert hint in "\n".join(rest)
    assert len(rest) == (1 if hint else 0)


def test_the_net_survives_a_diverged_sweep(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In a session: smaller rates, and it learns on from its last finite weights."""
    session = tmp_path / "session.sn"
    session.write_text(NET + "(on-error (progn (epsi 0.1) (learn 3) (print age)) (epsi 1e30) (learn 1000))")
    assert main(["--quiet", str(session)]) == 1
    sys.stdout.flush()
    assert capfd.readouterr().out == "3\n"


def test_a_set_beyond_the_patterns_is_told_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    session = tmp_path / "session.sn"
    session.write_text(NET + "(ensemble 1 4) (setq pattern-matrix ()) (ensemble 0 99)")
    assert main(["--quiet", str(session)]) == 0
    sys.stdout.flush()
    assert capfd.readouterr().out == "***WARNING: the patterns in pattern-matrix have the numbers 0 to 3\n"
