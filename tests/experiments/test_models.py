"""The scripts of historical models print what their models are known for (sn28.md, 7 and 7.1), in exact mode."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from snsim.lisp.console import StringOutput
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

MODELS = Path(__file__).parents[2] / "scripts" / "models"
DATA = Path(os.environ.get("SNSIM_DATA") or Path(__file__).parents[3] / "shared" / "data")
PARTS = {"drawings", "flowers", "memory"}  # loaded by the others


def run(name: str) -> tuple[str, Interpreter]:
    """What the script prints, and the interpreter it leaves."""
    lisp, output = new_interpreter(), StringOutput()
    lisp.options.update(exact=True, quiet=True)
    lisp.error_output = StringOutput()
    with lisp.writing(output):
        lisp.eval_text(f'(load "models/{name}")')
    assert "Warning" not in lisp.error_output.text
    return output.text, lisp


def numbers(line: str) -> list[float]:
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", line)]


def rows(text: str, start: str) -> list[list[float]]:
    """The numbers in the lines behind that which starts so, as far as lines begin with a number."""
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith(start)) + 1
    table = []
    for line in lines[first:]:
        if not re.match(r"\s*-?\d", line):
            break
        table.append(numbers(line))
    return table


def size(text: str) -> list[float]:
    """Of the network."""
    return next(numbers(line) for line in text.splitlines() if re.match(r"\d+ units", line))


def test_adaline() -> None:
    text, _ = run("adaline")
    lines = text.splitlines()[:8]
    errors = ["0.50000", "0.60500", "0.73205", "0.22378", "0.37333", "0.41451", "0.45846", "0.01903"]
    assert [re.search(r"error= *(\S+)", line)[1] for line in lines] == errors  # type: ignore[index]
    assert ["arrgh" in line for line in lines] == [True] * 3 + [False] * 5
    assert text.splitlines()[-1].endswith("performance=100")


def test_xor() -> None:
    text, lisp = run("xor")
    assert rows(text, " age") == [
        [0, 0.803980, 50],
        [4, 1.283920, 50],
        [8, 0.811689, 75],
        [12, 0.745701, 75],
        [80, pytest.approx(0.2149, abs=5e-5), 100],
        [160, pytest.approx(0.0569, abs=5e-5), 100],
    ]
    assert f"{lisp.eval_text('(sval 3 5)'):.9g}" == "1.54306638"
    picture = text.splitlines()[-11:]
    corners = "".join(picture[y][x] for y, x in ((9, 3), (9, 17), (1, 17), (1, 3)))
    assert corners == "#.#."  # the targets of (-1 -1) (1 -1) (1 1) (-1 1)


def test_decoder() -> None:
    text, _ = run("decoder424")
    assert text.splitlines()[0] == "age 200, error 0.0470136083, right 100 %"
    for n, row in enumerate(rows(text, "pattern")):
        outputs = row[3:]
        assert outputs.index(max(outputs)) == n


def test_linear_associator() -> None:
    text, _ = run("sla")
    assert text.startswith("Hebb's rule on OR: errors 0.5 0.605 0.72 0.245 0.32 0.405 0.5 0.005 0.18 ")
    for line in text.splitlines():
        if "wanted" in line:
            wanted, got = numbers(line)
            assert got == pytest.approx(wanted, abs=0.15)
    assert text.splitlines()[-1].endswith("performance=100")


def test_perceptron() -> None:
    text, _ = run("perceptron")
    assert size(text) == [176, 2410]
    results = [numbers(line) for line in text.splitlines() if line.startswith("patterns{0-9}")]
    assert results[0][2:] == [0, 1.8, 0]
    assert results[-1][2:] == [100, 0, 100]


def test_hopfield() -> None:
    text, _ = run("hopfield")
    assert text.startswith("37 units, 1296 connections, self-weight 10\n")
    recalled = [percent for _, percent in rows(text, "noise")]
    assert recalled[0] == 100
    assert recalled == sorted(recalled, reverse=True)
    assert 70 < recalled[1] < 100 and recalled[4] < 30
    mended = [line.split()[1] for line in text.splitlines()[-6:]]
    assert mended == ["......", ".####.", ".#..#.", ".#..#.", ".####.", "......"]


@pytest.mark.parametrize(("name", "least"), [("hamming", 8), ("kanerva", 10)])
def test_memories(name: str, least: int) -> None:
    text, _ = run(name)
    assert size(text) == [309, 14636]
    table = rows(text, "noise")
    assert table[0][1] >= least
    assert [row[0] for row in table] == [0, 0.05, 0.1, 0.2]
    assert table[0][2] > 95 and table[3][2] < table[0][2]


def test_kanerva_mends_drawings() -> None:
    """More pixels are right than in what it gets: at noise 0.1, 90 %."""
    assert rows(run("kanerva")[0], "noise")[2][2] > 93


def test_time_delays() -> None:
    text, _ = run("tdnn")
    assert size(text) == [1365, 15770, 1338]
    first, *_, last = rows(text, "sweeps")
    assert first[4] < 30
    assert last[4] > 90


@pytest.mark.parametrize("digits", ["mouse", "drawn"])
def test_digits(digits: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = _with_digits("digits480", digits, tmp_path, monkeypatch)
    assert size(text) == [469, 3146, 746]
    first, *_, last = rows(text, "sweeps")
    assert last[0] == 20 and last[2] > 90 and last[4] > 70
    if digits == "mouse":
        assert first == [0, 0.673103, 9.69, 0.667854, 7.5]
        assert last == [20, 0.032635, 100, 0.046934, 99.38]


def _with_digits(name: str, digits: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the script prints when only these digits can be found."""
    if digits == "mouse":
        if not (DATA / "dig.pat").exists():
            pytest.skip("needs the mouse digits, dig.pat and dig.des")
        for file in ("dig.pat", "dig.des"):
            shutil.copy(DATA / file, folder)
    monkeypatch.setenv("SNSIM_DATA", str(folder))
    if digits == "drawn":
        monkeypatch.setattr("snsim.datasets.locate.CHECKOUT", folder)
        monkeypatch.chdir(folder)
        monkeypatch.setattr("snsim.datasets.locate.cache_dir", lambda: folder)
    text, _ = run(name)
    assert ("generated with seed" in text) == (digits == "drawn")
    return text


@pytest.mark.long
@pytest.mark.parametrize("digits", ["mouse", "drawn"])
def test_brain_damage(digits: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = _with_digits("obd", digits, tmp_path, monkeypatch)
    assert size(text) == [573, 13250, 10730]
    tables = [line for line in text.splitlines() if "retrained" in line]
    assert [numbers(line)[0] for line in tables] == [1325, 1192, 1073, 966]
    assert numbers(tables[-1])[-1] > 70


def test_brain_damage_net() -> None:
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text('(libload "sn28/sn28itenew") (load "netobd") (create-net)')
    assert lisp.image(lisp.eval_text("(list nnum snum wnum)")) == "(573 13250 10730)"


def test_ways_downhill() -> None:
    """Conjugate gradient is the quickest, though its goal is the hardest."""
    text, _ = run("conjgrad")
    ages = [[int(word) for word in line.split()[-2:]] for line in text.splitlines()[1:]]
    assert len(ages) == 4
    for way in range(2):
        assert ages[3][way] == min(age[way] for age in ages)


def test_codebooks() -> None:
    text, _ = run("codebooks")
    found = {line[:28].strip(): numbers(line[28:]) for line in text.splitlines() if "references" in line}
    assert found["all"][0] == 100
    assert found["condensed"][0] < 30 and found["condensed"][1] > 85
    assert found["edited, condensed"][0] < found["condensed"][0]
    assert all(right > 80 for _, right in found.values())
    assert len([name for name in found if "LVQ" in name]) == 3


def test_radial_basis() -> None:
    text, _ = run("rbf")
    assert size(text) == [31, 51]
    assert rows(text, "sweeps")[-1][1:] == [pytest.approx(95, abs=5)] * 2


def test_salesman() -> None:
    text, _ = run("tsp")
    given, ring = numbers(text.splitlines()[-1])
    assert ring < 0.5 * given
    assert sum(line.count("*") for line in text.splitlines()) == 20


def test_every_script_is_tested() -> None:
    names = {path.stem for path in MODELS.glob("*.sn")} - PARTS
    source = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in names if f'"{name}"' not in source} == set()
