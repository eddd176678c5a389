"""The functions made so far: in memory, else on disk, else made now.

A file's name is a hash of all that decides the code: the generator's sources and LLVM's version, the processor, the
layout, the variant. Its content begins with its own checksum, so a damaged file is made again. Files are written under
another name and renamed: several processes may do so at once. The folder is kept below ``MOST_BYTES``; what was not
used for longest goes first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
from functools import cache
from pathlib import Path

import llvmlite

from ..kernels.jit import cache_root
from ..planner.plan import NetworkPlan
from .compiled import Loaded, compile_text
from .presentation import Variant, emit
from .processor import Processor, this_processor

MOST_BYTES = 64 << 20
CHECKSUM = 32

_loaded: dict[str, Loaded] = {}
_loading = threading.Lock()  # LLVM loads one at a time


def function_for(plan: NetworkPlan, variant: Variant) -> int:
    """The address of a presentation's code."""
    processor = this_processor()
    name = code_name(plan.fingerprint, variant, processor)
    with _loading:
        if name not in _loaded:
            _loaded[name] = Loaded(_code(name, plan, variant, processor), processor)
    return _loaded[name].address(variant.name)


@cache
def code_name(fingerprint: str, variant: Variant, processor: Processor) -> str:
    """Equal for equal code, on disk and in memory."""
    return hashlib.sha256(f"{_generator()} {processor} {fingerprint} {variant}".encode()).hexdigest()


@cache
def _generator() -> str:
    """A hash of the sources that decide the code but for the layout."""
    digest = hashlib.sha256(llvmlite.__version__.encode())
    package = Path(__file__).parent
    for source in [*sorted(package.glob("*.py")), package.parent / "planner" / "layout.py"]:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def folder() -> Path:
    """Where code is kept."""
    return cache_root().parent / "code"


def _code(name: str, plan: NetworkPlan, variant: Variant, processor: Processor) -> bytes:
    path = folder() / name
    if (code := _read(path)) is None:
        code = compile_text(emit(plan.layout, variant, processor), processor)
        with contextlib.suppress(OSError):  # a read-only home, a full disk: every session compiles for itself
            _write(path, code)
    return code


def _read(path: Path) -> bytes | None:
    """A file's code, if it is there and whole."""
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    checksum, code = content[:CHECKSUM], content[CHECKSUM:]
    return code if hashlib.sha256(code).digest() == checksum else None


def _write(path: Path, code: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False) as file:
        file.write(hashlib.sha256(code).digest() + code)
    os.replace(file.name, path)
    _prune(path.parent)


def _prune(where: Path) -> None:
    """Delete what was not used for longest, while there is too much."""
    found = []
    for path in where.iterdir():
        with contextlib.suppress(OSError):  # another process may have deleted it
            status = path.stat()
            found.append((status.st_mtime, status.st_size, path))
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= MOST_BYTES:
            break
        path.unlink(missing_ok=True)
        total -= size
