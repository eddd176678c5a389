"""What the machine can do at best, and what it is."""

from __future__ import annotations

import platform
import time
from typing import Any

import numba
import numpy as np
from numba.core import types

from snsim.kernels.jit import kernel
from snsim.kernels.emission import Loop, loop_value
from snsim.kernels.vectors import LANES, VECTOR, constant, multiply_add, operation, routine, store_at

CHAINS = 16  # independent multiply-adds in flight
TURNS = 400_000


@operation(types.void, types.int64, types.int64)
@routine("snsim_bench_peak")
def _multiply_add_chains(builder: Any, to: Any, turns: Any) -> None:
    """x = 0.5 x + 0.5 in registers, ``turns`` times in every chain."""
    loop = Loop(builder, turns, [constant(VECTOR, float(k)) for k in range(CHAINS)])
    half = constant(VECTOR, 0.5)
    loop.close([multiply_add(builder, value, half, half) for value in loop.carry])
    total = loop_value(loop, 0)
    for k in range(1, CHAINS):
        total = builder.fadd(total, loop_value(loop, k))
    store_at(builder, total, to)


@kernel
def _peak(to, turns):  # type: ignore[no-untyped-def]
    _multiply_add_chains(to.ctypes.data, turns)


def peak_multiply_adds() -> float:
    """Multiply-adds a second that one core does when nothing comes from memory."""
    to = np.zeros(LANES, np.float32)
    _peak(to, 10)
    began = time.perf_counter()
    _peak(to, TURNS)
    return CHAINS * LANES * TURNS / (time.perf_counter() - began)


def describe() -> str:
    """Processor and versions."""
    processor = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as info:
            processor = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), processor)
    except OSError:
        pass
    return f"{processor}, Python {platform.python_version()}, numba {numba.__version__}, numpy {np.__version__}"
