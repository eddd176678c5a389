"""Functions emitted one by one, compiled together - which takes a moment once - and called on arrays."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir

from snsim.codegen.compiled import Loaded, compile_text
from snsim.codegen.emitter import POINTER, VOID, Emitter
from snsim.codegen.processor import Processor, this_processor


class Workbench:
    """A module being made: ``add`` functions, then ``call`` them (the first call compiles all)."""

    def __init__(self, processor: Processor | None = None):
        self.processor = processor or this_processor()
        self.module = ir.Module("workbench")
        self.module.triple = self.processor.triple
        self.loaded: Loaded | None = None

    def add(self, name: str, arguments: int, emit: Callable[..., None]) -> None:
        """A function of so many addresses; ``emit(emitter, *addresses)`` makes it."""
        function = ir.Function(self.module, ir.FunctionType(VOID, [POINTER] * arguments), name)
        e = Emitter(function, self.processor)
        emit(e, *function.args)
        e.builder.ret_void()

    def call(self, name: str, *arguments: np.ndarray | int) -> None:
        """Arrays are passed as their addresses."""
        if self.loaded is None:
            self.loaded = Loaded(compile_text(str(self.module), self.processor), self.processor)
        kind: Any = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * len(arguments))
        places = [a.ctypes.data if isinstance(a, np.ndarray) else a for a in arguments]
        kind(self.loaded.address(name))(*places)
