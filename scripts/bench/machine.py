"""What the machine can do at best, and what it is."""

from __future__ import annotations

import platform
import time
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types

from snsim.kernels.jit import kernel
from snsim.kernels.vectors import INT64, LANES, VECTOR, constant, multiply_add, operation, store_at

CHAINS = 12  # independent multiply-adds in flight: more than latency times units, and they fit into 16 registers
TURNS = 200_000
TRIES = 8  # the best of them counts: a peak is what the core can do, not what its neighbours leave of it


@operation(types.void, types.int64, types.int64)
def _multiply_add_chains(builder: Any, to: Any, turns: Any) -> None:
    """x = 0.5 x + 0.5 in registers, ``turns`` times in every chain."""
    half = constant(VECTOR, 0.5)
    chains = [cgutils.alloca_once_value(builder, constant(VECTOR, float(k))) for k in range(CHAINS)]
    with cgutils.for_range(builder, turns, intp=INT64):
        for chain in chains:
            builder.store(multiply_add(builder, builder.load(chain), half, half), chain)
    total = ir.Constant(VECTOR, [0.0] * LANES)
    for chain in chains:
        total = builder.fadd(total, builder.load(chain))
    store_at(builder, total, to)


@kernel
def _peak(to, turns):  # type: ignore[no-untyped-def]
    _multiply_add_chains(to.ctypes.data, turns)


def peak_multiply_adds() -> float:
    """Multiply-adds a second that one core does when nothing comes from memory."""
    to = np.zeros(LANES, np.float32)
    _peak(to, 10)
    return max(CHAINS * LANES * TURNS / _seconds(lambda: _peak(to, TURNS)) for _ in range(TRIES))


def bandwidth(size: int) -> float:
    """Bytes a second that one core moves when it copies ``size`` bytes read into as many written: both are counted."""
    source, target = np.ones(size // 4, np.float32), np.zeros(size // 4, np.float32)
    return max(2 * size / _seconds(lambda: np.copyto(target, source)) for _ in range(TRIES))


def _seconds(call: Any) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def describe() -> str:
    """Processor and versions."""
    processor = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
        processor = facts.get("model name", processor)
        if "cpu family" in facts:
            processor += f" (family {facts['cpu family']}, model {facts['model']})"
    except OSError:
        pass
    return f"{processor}, Python {platform.python_version()}, numba {numba.__version__}, numpy {np.__version__}"
