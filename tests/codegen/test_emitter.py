"""Loads of some lanes only, and functions that become part of the only one that calls them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from llvmlite import ir
from workbench import Workbench

from snsim.codegen.emitter import LANES, POINTER, VOID, Emitter, inlined
from snsim.codegen.processor import this_processor


@pytest.mark.parametrize("count", [1, 7, 15, 16])
def test_first_lanes(count: int) -> None:
    """The others are 0."""
    bench = Workbench()
    bench.add("load", 2, lambda e, to, source: e.store(e.load_first(source, 8, count), to))
    source, to = np.arange(1, 20, dtype=np.float32), np.zeros(LANES, np.float32)
    bench.call("load", to, source)
    assert (to == np.where(np.arange(LANES) < count, source[2 : 2 + LANES], 0)).all()


def test_functions_called_once_are_inlined() -> None:
    module = ir.Module("inlining")
    function = ir.Function(module, ir.FunctionType(VOID, [POINTER]), "outer")
    e = Emitter(function, this_processor())

    def emit(e: Emitter, to: Any) -> None:
        e.store(e.constant(1.0), to)

    for name in ("once", "twice", "twice"):
        e.call(name, emit, function.args[0])
    e.builder.ret_void()
    text = inlined(module)
    lines = [line for line in text.splitlines() if line.startswith("define internal")]
    once, twice = lines
    assert "alwaysinline" in once and "noinline" not in once
    assert "noinline" in twice
