"""The ground plan holds: who may import whom (docs/design.md), how long a file is, and what none may contain."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "snsim"
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())
SOURCES = sorted(path for pattern in ("*.py", "*.sn", "*.lark", "*.txt") for path in PACKAGE.rglob(pattern))
LONGEST = 500  # lines
LARGEST = {"lisp": 6000}  # lines of a room


def name(path: Path) -> str:
    """A path as it is spoken of."""
    return path.relative_to(ROOT).as_posix()


def plan() -> dict[str, set[str]]:
    """The column "may import" of the table of rooms, by room."""
    allowed = {}
    for line in (ROOT / "docs" / "design.md").read_text(encoding="utf-8").splitlines():
        row = re.fullmatch(r"\| `snsim/(\w+)/` \|.*\| ([^|]+) \|", line)
        if row:
            room, column = row.groups()
            words = set(re.findall(r"\w+", re.sub(r"\(.*\)", "", column)))
            allowed[room] = set(ROOMS) if column == "everything" else words & set(ROOMS)
    return allowed


def imported(path: Path, text: str) -> Iterator[str]:
    """The rooms a module imports from, wherever in it the import stands."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = list(package[: len(package) + 1 - node.level]) if node.level else []
            start += node.module.split(".") if node.module else []
            names = [[*start, alias.name] for alias in node.names]
        else:
            continue
        yield from (parts[1] for parts in names if parts[0] == "snsim" and len(parts) > 1 and parts[1] in ROOMS)


def room_of(path: Path) -> str:
    """The room a module is in; empty for the package itself."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def test_the_plan_knows_every_room() -> None:
    assert set(ROOMS) <= set(plan())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_it_may(room: str) -> None:
    allowed = plan()[room] | {room}
    for path in MODULES:
        if room_of(path) == room:
            unwanted = set(imported(path, path.read_text(encoding="utf-8"))) - allowed
            assert not unwanted, f"{name(path)} imports {', '.join(unwanted)}; docs/design.md allows {allowed}"


@pytest.mark.parametrize(
    ("line", "rooms"),
    [
        ("import snsim.lisp.reader", {"lisp"}),
        ("from snsim import kernels", {"kernels"}),
        ("from snsim.network.network import Network", {"network"}),
        ("from ..planner.plan import Plan", {"planner"}),
        ("from .. import training", {"training"}),
        ("from . import exact", {"bindings"}),
        ("def f():\n    from .arguments import one", {"bindings"}),
        ("import numpy as np\nfrom lisp import x", set()),
    ],
)
def test_imports_are_seen(line: str, rooms: set[str]) -> None:
    """The reader of imports, on lines as they might stand in a module of the bindings."""
    assert set(imported(PACKAGE / "bindings" / "example.py", line)) == rooms


def test_importing_the_package_is_cheap() -> None:
    command = "import sys, snsim; assert not {'numba', 'numpy', 'lark'} & set(sys.modules); print(snsim.__version__)"
    run = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"\d+\.\d+\.\d+", run.stdout.strip())


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_is_short_and_finished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text)


@pytest.mark.parametrize("room", LARGEST)
def test_a_room_is_small(room: str) -> None:
    lines = sum(path.read_text(encoding="utf-8").count("\n") for path in SOURCES if room_of(path) == room)
    assert lines < LARGEST[room]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
