"""What the machine can do at best, and what it is."""

from __future__ import annotations

import ctypes
import platform
import time
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np

from snsim.codegen.processor import this_processor

CHAINS = 12  # independent multiply-adds in flight: more than latency times units, and they fit into 16 registers
TURNS = 200_000
TRIES = 8  # the best of them counts: a peak is what the core can do, not what its neighbours leave of it


def chains(width: int, fused: bool) -> str:
    """LLVM's text of a function that does x = 0.5 x + 0.5 in registers of ``width`` floats, so many turns a chain."""
    kind, each = f"<{width} x float>", range(CHAINS)
    half = "<" + ", ".join(["float 0.5"] * width) + ">"
    name = f"@llvm.fma.v{width}f32"
    start = [f"  %x{k} = phi {kind} [ zeroinitializer, %entry ], [ %y{k}, %loop ]" for k in each]
    if fused:
        step = [f"  %y{k} = call {kind} {name}({kind} %x{k}, {kind} {half}, {kind} {half})" for k in each]
    else:
        step = [f"  %p{k} = fmul {kind} %x{k}, {half}\n  %y{k} = fadd {kind} %p{k}, {half}" for k in each]
    total = [f"  %s{k + 1} = fadd {kind} %s{k}, %y{k + 1}" for k in range(1, CHAINS - 1)]
    return "\n".join(
        [
            f"declare {kind} {name}({kind}, {kind}, {kind})",
            f"define void @peak({kind}* %to, i64 %turns) {{",
            "entry:\n  br label %loop\nloop:",
            "  %turn = phi i64 [ 0, %entry ], [ %next, %loop ]",
            *start,
            *step,
            "  %next = add i64 %turn, 1\n  %more = icmp ult i64 %next, %turns",
            "  br i1 %more, label %loop, label %done\ndone:",
            f"  %s1 = fadd {kind} %y0, %y1",
            *total,
            f"  store {kind} %s{CHAINS - 1}, {kind}* %to, align 4\n  ret void\n}}",
        ]
    )


@cache
def compiled(width: int, fused: bool) -> tuple[Any, Any]:
    """That function, and what keeps its code."""
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(chains(width, fused)), this_processor().machine())
    engine.finalize_object()
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)(engine.get_function_address("peak")), engine


def peak_multiply_adds() -> float:
    """Multiply-adds a second that one core does when nothing comes from memory."""
    width = this_processor().width
    function, _ = compiled(width, this_processor().fused)
    to = np.zeros(width, np.float32)
    return max(CHAINS * width * TURNS / _seconds(lambda: function(to.ctypes.data, TURNS)) for _ in range(TRIES))


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
