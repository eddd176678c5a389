"""The one place for compiler options: how every kernel is compiled, and where its code is kept.

Options, and why: ``nogil`` lets a second core evaluate while the first trains; ``error_model="numpy"`` drops the
zero-division test from inner loops (the network's own checks are made outside them); ``fastmath`` stays off, because
the original rounds each float32 operation once, in a fixed order.

Machine code is cached per user, in a folder whose name is a hash of these sources and the compiler's version: an edit
of any kernel (also of the code generators in ``calls.py``, which numba's own cache would not see) starts a new
folder, and all but the newest few folders are deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core import event
from numba.core.runtime import rtsys

from .interruption import Interruption

KEPT_FOLDERS = 4  # versions of the kernels whose code stays on disk


def cache_root() -> Path:
    """The user's cache folder for machine code (``$SNSIM_CACHE`` or the platform's)."""
    if base := os.environ.get("SNSIM_CACHE"):
        return Path(base) / "kernels"
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "snsim" / "kernels"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "snsim" / "kernels"
    if base := os.environ.get("LOCALAPPDATA"):
        return Path(base) / "snsim" / "Cache" / "kernels"
    return Path.home() / ".cache" / "snsim" / "kernels"


def _version() -> str:
    """A hash of everything that decides the machine code but the processor (numba's own key has that)."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _prepare_folder() -> str:
    root = cache_root()
    folder = root / _version()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        versions = sorted((f for f in root.iterdir() if f.is_dir()), key=lambda f: f.stat().st_mtime)
        for stale in versions[:-KEPT_FOLDERS]:
            shutil.rmtree(stale, ignore_errors=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:  # a read-only home, or none: every session compiles for itself
        return ""
    return str(folder)


FOLDER = _prepare_folder()


@contextlib.contextmanager
def _cache_in_our_folder() -> Iterator[None]:
    """Make numba choose our folder for functions declared meanwhile, and only for these."""
    config: Any = numba.config  # sets its attributes at run time
    before = config.CACHE_DIR
    config.CACHE_DIR = FOLDER or before
    try:
        yield
    finally:
        config.CACHE_DIR = before


def kernel(function: Callable[..., Any]) -> Any:
    """Compile ``function`` when first called, keep the code on disk if there is a place to keep it."""
    with _cache_in_our_folder():
        made: Any = numba.njit(cache=bool(FOLDER), nogil=True, error_model="numpy")(function)
    if FOLDER:
        _load_alone(made._cache)
    made.compile = _uninterrupted(made.compile)
    return made


def _uninterrupted(compile_for: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Ctrl-C waits until a kernel is compiled or loaded: LLVM calls back into Python, where what is raised is lost, and
    the code with it."""

    def compiled(signature: Any) -> Any:
        with Interruption():
            return compile_for(signature)

    return compiled


def _load_alone(cache: Any) -> None:
    """Load machine code and nothing else: numba would get ready to compile before, which takes 0.1 s, and does so when
    it has to. Damaged files - of a full disk, of a lost power - are as good as none: the kernel is compiled again."""

    def load_if_whole(signature: Any, context: Any) -> Any:
        rtsys.initialize(context)  # what the code calls
        try:
            return cache._load_overload(signature, context)
        except Exception:  # whatever unpickling and LLVM say to nonsense
            cache.flush()
            return None

    cache.load_overload = load_if_whole


def part(function: Callable[..., Any]) -> Any:
    """A kernel that only other kernels call: compiled into them, not cached by itself."""
    return numba.njit(nogil=True, error_model="numpy", inline="never")(function)


def callback(signature: Any) -> Callable[[Callable[..., Any]], Callable[[], int]]:
    """A function that machine code made elsewhere can call: becomes one that returns its address, compiled when first
    asked."""

    def declared(function: Callable[..., Any]) -> Callable[[], int]:
        @cache
        def address() -> int:
            with _cache_in_our_folder(), Interruption():
                made = numba.cfunc(signature, cache=bool(FOLDER), error_model="numpy")(function)
            _kept.append(made)
            return made.address or 0

        return address

    return declared


_kept: list[Any] = []  # code that addresses were given of


class _Announcement(event.Listener):
    """Says once that kernels are being compiled: the only wait a user meets, and only the first time."""

    said = False

    def on_start(self, event: Any) -> None:
        ours = event.data["dispatcher"].py_func.__module__.startswith("snsim.kernels")  # not a user's function
        if ours and not _Announcement.said and not os.environ.get("SNSIM_QUIET"):
            _Announcement.said = True
            kept = "kept for the next time" if FOLDER else f"every time: {cache_root()} cannot be written"
            print(f"snsim: compiling kernels for this processor ({kept}) ...", file=sys.stderr, flush=True)

    def on_end(self, event: Any) -> None:
        pass


event.register("numba:compile", _Announcement())
