"""Weight files and the log, byte by byte as the original wrote them; and read back."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from originals import HERE, output_of

SAMPLES = HERE / "files"

READER = """
(libload "sn28/sn28ite")
(alloc-net 20 50)
(build-net '((input 2) (hidden 2) (output 1)) '((input hidden) (hidden output)))
(dup-connection 1 3 1 5)
(sindex 2 3 3)
(load-net "{name}")
(printf "age %d\\n" age)
(for (j 1 (1- nnum)) (each ((i (amont j))) (printf "%d %d %.7f\\n" i j (sval i j))))
"""

NUMBER_IN_C = re.compile(r"-?\d+\.\d+")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the script writes."""
    folder = tmp_path_factory.mktemp("files")
    output_of(SAMPLES / "files.lsh", [], folder)
    return folder


@pytest.mark.parametrize("name", ["sample_matrix", "sample_cells", "sample_ascii", "sample_ascii_cells"])
def test_weight_file(name: str, written: Path) -> None:
    assert (written / f"{name}.wei").read_bytes() == (SAMPLES / f"{name}.wei").read_bytes()


def test_log(written: Path) -> None:
    """The dump shows file after file, each under a title line; the log comes first."""
    dump = (SAMPLES / "sample_files_dump.txt").read_text(encoding="latin-1")
    title, _, files = dump.partition("\n")
    assert title == "== sample.perf"
    assert (written / "sample.perf").read_text(encoding="latin-1") == files[: files.index("==")]


def test_weights_for_c(written: Path) -> None:
    """The original keeps four decimals; here there are enough for every bit."""
    ours = (written / "sample_weights.c").read_text(encoding="latin-1")
    original = (SAMPLES / "sample_weights.c").read_text(encoding="latin-1")
    assert NUMBER_IN_C.sub("N", "".join(ours.split())) == NUMBER_IN_C.sub("N", "".join(original.split()))
    values = np.array(NUMBER_IN_C.findall(ours), np.float32)
    exact = np.frombuffer((SAMPLES / "sample_matrix.wei").read_bytes()[20:], "<f4")
    assert np.array_equal(values, exact)
    assert np.allclose(np.array(NUMBER_IN_C.findall(original), np.float32), exact, atol=5.1e-5)


@pytest.mark.parametrize(
    ("name", "age", "digits"),
    [("sample_matrix", 0, 7), ("sample_cells", 8, 7), ("sample_ascii_cells", 8, 7), ("sample_ascii", 0, 4)],
)
def test_read_back(name: str, age: int, digits: int, tmp_path: Path) -> None:
    script = tmp_path / "reader" / "reader.sn"
    script.parent.mkdir()
    script.write_text(READER.format(name=name), encoding="ascii")
    printed = output_of(script, [], tmp_path, [SAMPLES / f"{name}.wei"]).splitlines()
    assert printed[0] == f"age {age}"
    expected = {}
    for line in (SAMPLES / "sample_ascii_cells.wei").read_text(encoding="ascii").splitlines()[1:]:
        pre, post, value = line.split()
        expected[int(pre), int(post)] = round(float(value), digits)
    found = {(int(pre), int(post)): float(value) for pre, post, value in map(str.split, printed[1:])}
    assert found.keys() == expected.keys()
    for pair, value in expected.items():
        assert found[pair] == pytest.approx(value, abs=10.0**-digits)
