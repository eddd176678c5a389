"""What is to be run, and what came of it.

A ``Job`` is a script's text with a seed and settings; a worker - another process, another machine - turns it into an
``Outcome``. Both are plain data that can be pickled; the text travels with the job, so that a script edited in the
middle of a sweep changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from .errors import LaboratoryError

Value = float | str
"""A setting: a number, or the text of a symbol or string."""

Result = float | str | list[float]
"""A result that goes into a table (a number), or beside it."""

MOST_SEEDS = 1_000_000

FINISHED, FAILED, INTERRUPTED, REFUSED = "finished", "failed", "interrupted", "refused"


@dataclass(frozen=True)
class Job:
    """``script``: its file; ``text``: what stood in it, one character a byte; ``given``: settings, sorted by name."""

    script: str
    text: str
    seed: int = 1
    given: tuple[tuple[str, Value], ...] = ()
    exact: bool = False

    @property
    def digest(self) -> str:
        """sha256 of the script."""
        return hashlib.sha256(self.text.encode("latin-1")).hexdigest()

    def words(self) -> str:
        """The job for a line of a table or a log."""
        return " ".join([f"seed {self.seed}", *(f"{name}={shown(value)}" for name, value in self.given)])


@dataclass
class Outcome:
    """What a run left behind.

    ``settings`` and ``defaults``: of all settings that the script has; ``data``: for each call that loaded digits
    (``call``) their ``origin`` and ``digest``; ``files``: sha256 by name of every file loaded; ``weights``: float32,
    in the order of the network's weight records, empty without a network; ``machine``: versions and processor.
    """

    status: str
    settings: dict[str, Value] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    weights: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    data: list[dict[str, str]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    machine: dict[str, str] = field(default_factory=dict)
    log: str = ""
    error: str = ""
    started: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Runner:
    """How the toplevel runs a script. ``run`` does it from beginning to end in a worker, so pickle must find it by its
    name; ``file_digest`` tells the sha256 of a file as ``Outcome.files`` names it, ``data_digest`` that of the digits
    which a call of ``Outcome.data`` would load today: empty when there are none."""

    run: Callable[[Job], Outcome]
    file_digest: Callable[[str], str]
    data_digest: Callable[[str], str]


def shown(value: Value) -> str:
    """A setting as a user writes it."""
    return f"{value:.9g}" if isinstance(value, float) else value


def parse_value(text: str) -> Value:
    """A setting from the command line: a number if it reads as one."""
    try:
        return float(text)
    except ValueError:
        return text


def parse_setting(text: str) -> tuple[str, list[Value]]:
    """``name=value`` or ``name=value,value...``: the name and the values to try."""
    name, equals, values = text.partition("=")
    if not name or not equals or not all(values.split(",")):
        raise LaboratoryError(f"not a setting: {text}", "write name=value, or name=value,value... to try several")
    return name, [parse_value(value) for value in values.split(",")]


def parse_seeds(text: str) -> list[int]:
    """``7``, ``0:100`` (0 to 99) or ``1,4,9``."""
    try:
        first, colon, end = text.partition(":")
        span = range(int(first), int(end)) if colon else range(0)
        if len(span) > MOST_SEEDS:
            raise LaboratoryError(f"too many seeds: {text}", f"a sweep has {MOST_SEEDS} at most")
        seeds = list(span) if colon else [int(seed) for seed in text.split(",")]
    except ValueError:
        seeds = []
    if not seeds or min(seeds) < 0:
        raise LaboratoryError(f"not seeds: {text}", "write 7, or 0:100 for 0 to 99, or 1,4,9")
    return list(dict.fromkeys(seeds))


def jobs_of(script: str, text: str, seeds: Iterable[int], grid: dict[str, list[Value]], exact: bool) -> list[Job]:
    """A job for every seed at every point of the grid of settings, each once, seeds innermost."""
    names = sorted(grid)
    points = product(*(dict.fromkeys(grid[name]) for name in names))
    seeds = list(seeds)
    return [Job(script, text, seed, tuple(zip(names, point, strict=True)), exact) for point in points for seed in seeds]
