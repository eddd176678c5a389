"""Which cores a measurement may use: figures of one core are all taken on the same, with everything pinned there."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

CAN_PIN = hasattr(os, "sched_setaffinity")  # Linux


def available() -> set[int]:
    """The cores of this process, as numbers; one of no number where there is no telling."""
    return os.sched_getaffinity(0) if CAN_PIN else {0}


ALL = available()
ONE = {max(ALL)}  # the first one often serves interrupts


@contextlib.contextmanager
def on(cores: set[int]) -> Iterator[None]:
    """Run on these; processes and threads started meanwhile do, too."""
    before = available()
    if CAN_PIN:
        os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        if CAN_PIN:
            os.sched_setaffinity(0, before)
