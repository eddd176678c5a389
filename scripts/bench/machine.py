"""What the machine can do at best, and what it is."""

from __future__ import annotations

import ctypes
import platform
import time
from functools import reduce
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import ir

from snsim.codegen.compiled import Loaded, compile_text
from snsim.codegen.emitter import INT64, LANES, POINTER, VOID, Emitter
from snsim.codegen.processor import this_processor

CHAINS = 12  # independent multiply-adds in flight: more than latency times units, and they fit into 16 registers
TURNS = 200_000
TRIES = 8  # the best of them counts: a peak is what the core can do, not what its neighbours leave of it


def _multiply_add_chains() -> str:
    """LLVM's text of ``peak(to, turns)``: x = 0.5 x + 0.5 in registers, ``turns`` times in every chain."""
    function = ir.Function(ir.Module("peak"), ir.FunctionType(VOID, [POINTER, INT64]), "peak")
    e = Emitter(function, this_processor())
    to, turns = function.args
    half = e.constant(0.5)
    chains = [e.constant(float(k)) for k in range(CHAINS)]
    chains = e.loop(turns, chains, lambda values: [e.multiply_add(value, half, half) for value in values])
    e.store(reduce(e.builder.fadd, chains), to)
    e.builder.ret_void()
    return str(function.module)


def peak_multiply_adds() -> float:
    """Multiply-adds a second that one core does when nothing comes from memory."""
    processor = this_processor()
    code = Loaded(compile_text(_multiply_add_chains(), processor), processor)
    peak = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)(code.address("peak"))
    to = np.zeros(LANES, np.float32)
    return max(CHAINS * LANES * TURNS / _seconds(lambda: peak(to.ctypes.data, TURNS)) for _ in range(TRIES))


def streaming(size: int) -> float:
    """Bytes a second that one core moves when it reads and writes every number of an array of ``size`` bytes, in turn:
    what learning does at best with weights that lie beyond the cache. Reading and writing both count."""
    array, one = np.ones(max(1, size // 4), np.float32), np.float32(1)
    np.multiply(array, one, out=array)
    return max(2 * array.nbytes / _seconds(lambda: np.multiply(array, one, out=array)) for _ in range(TRIES))


def _seconds(call: Any) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def processor_name() -> str:
    """What the system knows of the processor."""
    processor = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
        processor = facts.get("model name", processor)
        if "cpu family" in facts:
            processor += f" (family {facts['cpu family']}, model {facts['model']})"
    except OSError:
        pass
    return processor


def describe() -> str:
    """Processor and versions."""
    return f"{processor_name()}, Python {platform.python_version()}, numba {numba.__version__}, numpy {np.__version__}"
