"""Code is made once: kept in memory and on disk, whole or not at all, in a folder that stays small."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from numeric import nets

from snsim.codegen import library
from snsim.codegen.presentation import LEARN, Variant
from snsim.codegen.processor import this_processor
from snsim.codegen.steps import Rule
from snsim.kernels.course import COST_THLMS
from snsim.planner.builder import build_plan
from snsim.planner.layout import BY_TANH
from snsim.planner.plan import NetworkPlan

TESTS = Path(__file__).parents[1]
NOISES = [Variant(noise=True), Variant(theta=True), Variant(noise=True, theta=True)]
VARIANTS = [Variant(), Variant(cost=COST_THLMS), *NOISES]


def plan_of(name: str = "full") -> NetworkPlan:
    maker = nets.sample(name)
    return build_plan(maker.network, maker.layers, [BY_TANH] * len(maker.layers))


class Shelf:
    """A library of its own for a test; ``made`` counts how often code was compiled."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch):
        self.folder, self.patch, self.made = folder, patch, 0
        self.compile = library.compile_text
        patch.setattr(library, "folder", lambda: self.folder)
        patch.setattr(library, "compile_text", self.counted)
        self.forget()

    def counted(self, *arguments: object) -> bytes:
        self.made += 1
        return self.compile(*arguments)  # type: ignore[arg-type]

    def forget(self) -> None:
        """What is in memory, as a new process has."""
        self.patch.setattr(library, "_loaded", {})

    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(tmp_path / "code", monkeypatch)


def test_made_once(shelf: Shelf) -> None:
    """Equal plans have equal code: from memory, then from disk."""
    address = library.function_for(plan_of(), Variant())
    assert library.function_for(plan_of(), Variant()) == address and shelf.made == 1
    (file,) = shelf.files()
    assert file.name == library.code_name(plan_of().fingerprint, Variant(), this_processor())
    shelf.forget()
    assert library.function_for(plan_of(), Variant()) and shelf.made == 1
    assert shelf.files() == [file]


def test_what_makes_other_code() -> None:
    """Another net, another algorithm, another processor."""
    here, learn = this_processor(), Variant(LEARN, Rule())
    other = replace(here, name="other", features="")
    names = {
        library.code_name(plan_of().fingerprint, learn, here),
        library.code_name(plan_of("mixed").fingerprint, learn, here),
        library.code_name(plan_of().fingerprint, Variant(), here),
        library.code_name(plan_of().fingerprint, Variant(LEARN, Rule(moving=True)), here),
        library.code_name(plan_of().fingerprint, learn, other),
    }
    assert len(names) == 5


@pytest.mark.parametrize("damage", ["flipped", "truncated", "empty"])
def test_a_damaged_file_is_made_again(shelf: Shelf, damage: str) -> None:
    library.function_for(plan_of(), Variant())
    (file,) = shelf.files()
    whole = bytearray(file.read_bytes())
    flipped = whole.copy()
    flipped[len(whole) // 2] ^= 1
    file.write_bytes({"flipped": flipped, "truncated": whole[:-7], "empty": b""}[damage])
    shelf.forget()
    assert library.function_for(plan_of(), Variant())
    assert shelf.made == 2 and file.read_bytes() == whole
    shelf.forget()
    library.function_for(plan_of(), Variant())
    assert shelf.made == 2


def test_what_was_not_used_for_longest_goes(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder stays below its bound; reading counts as use."""
    plan, here = plan_of(), this_processor()
    first, second, *others = VARIANTS
    names = {variant: library.code_name(plan.fingerprint, variant, here) for variant in VARIANTS}
    for age, variant in ((900, first), (600, second)):
        library.function_for(plan, variant)
        past = time.time() - age
        os.utime(shelf.folder / names[variant], (past, past))
    shelf.forget()
    library.function_for(plan, first)
    size = max(file.stat().st_size for file in shelf.files())
    monkeypatch.setattr(library, "MOST_BYTES", 3 * size + size // 2)
    for variant in others[:2]:
        library.function_for(plan, variant)
    kept = {file.name for file in shelf.files()}
    assert sum(file.stat().st_size for file in shelf.files()) <= library.MOST_BYTES
    assert names[first] in kept and names[second] not in kept and names[others[1]] in kept


def test_a_folder_that_cannot_be_written(shelf: Shelf) -> None:
    """Every session compiles for itself."""
    shelf.folder.parent.joinpath("code").write_text("not a folder")
    assert library.function_for(plan_of(), Variant())
    shelf.forget()
    assert library.function_for(plan_of(), Variant()) and shelf.made == 2


SCRIPT = """
import sys
from pathlib import Path
from numeric import nets
from snsim.codegen import library
from snsim.codegen.presentation import Variant
from snsim.planner.builder import build_plan
from snsim.planner.layout import BY_TANH

made, compile_text = [], library.compile_text
library.folder = lambda: Path(sys.argv[1])
library.compile_text = lambda *arguments: made.append(1) or compile_text(*arguments)
maker = nets.sample("full")
plan = build_plan(maker.network, maker.layers, [BY_TANH] * len(maker.layers))
for cost in range(2):
    assert library.function_for(plan, Variant(cost=cost))
print(len(made))
"""


def start(folder: Path) -> subprocess.Popen[str]:
    """Another process that asks for two functions and says how many it had to make."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    command = [sys.executable, "-c", SCRIPT, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def test_processes_share_code(tmp_path: Path) -> None:
    """Several that start at once do not disturb each other; a later one makes nothing."""
    folder = tmp_path / "code"
    for process in [start(folder) for _ in range(3)]:
        said, error = process.communicate(timeout=300)
        assert process.returncode == 0, error
        assert 0 <= int(said) <= 2
    assert len(list(folder.iterdir())) == 2
    said, error = start(folder).communicate(timeout=300)
    assert said == "0\n", error
