"""Is there room for what a program asks for? Systems promise more memory than they have, and end who uses it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from .errors import LispError

SMALL = 100_000_000  # bytes for which nobody asks


def check_room(size: int, thing: str) -> None:
    """An error if ``size`` bytes are more than the system has left; ``thing``: what would take them."""
    if size < SMALL:
        return
    free = _free()
    if free is not None and size > free:
        raise LispError("not enough memory", hint=f"{thing} would take {size / 1e9:.3g} GB, more than is left.")


def _free() -> int | None:
    """Bytes that can still be had here; None where the system does not tell."""
    limits = []
    with suppress(OSError, ValueError):
        limits.append(int(_text("/proc/meminfo").partition("MemAvailable:")[2].split()[0]) * 1024)
    with suppress(OSError, ValueError):  # of a container
        limits.append(int(_text("/sys/fs/cgroup/memory.max")) - int(_text("/sys/fs/cgroup/memory.current")))
    return min(limits, default=None)


def _text(path: str) -> str:
    return Path(path).read_text(encoding="ascii")
