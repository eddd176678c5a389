"""Emitting vector code: loads, stores and arithmetic on ``<n x float>``, loops, and functions emitted once a module.

LLVM does not find these vectors by itself (the same loops, left to its auto-vectoriser, run five times slower), so they
are made explicit. On processors with narrower vectors LLVM splits every operation, which changes no bit of any result:
all sums are taken lane by lane in the same order everywhere, with one fused multiply-add - or, where there is none, a
product and a sum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llvmlite import ir

from .processor import Processor

LANES = 16  # floats of a whole vector
BYTES = 4 * LANES
FLOAT, DOUBLE = ir.FloatType(), ir.DoubleType()
INT8, INT32, INT64 = ir.IntType(8), ir.IntType(32), ir.IntType(64)
POINTER = INT8.as_pointer()
VOID = ir.VoidType()

UNROLLED = 4  # so many turns of a loop are written out


def vector(lanes: int = LANES) -> Any:
    """LLVM's type of ``lanes`` floats."""
    return ir.VectorType(FLOAT, lanes)


class Emitter:
    """Emits into one function. Addresses are LLVM pointers to bytes; offsets are bytes, Python's or LLVM's integers."""

    def __init__(self, function: Any, processor: Processor):
        self.processor = processor
        self.module = function.module
        self.builder = ir.IRBuilder(function.append_basic_block("entry"))
        self.moves_written_out = 0

    # ---- addresses, loads, stores --------------------------------------------------------------------------------

    def at(self, pointer: Any, offset: Any) -> Any:
        """``pointer`` moved on."""
        if isinstance(offset, (int, np.integer)):
            return self.builder.gep(pointer, [INT64(int(offset))]) if offset else pointer
        return self.builder.gep(pointer, [offset])

    def load_as(self, kind: Any, pointer: Any, offset: Any = 0, align: int = 4) -> Any:
        """A value of an LLVM type."""
        return self.builder.load(self.builder.bitcast(self.at(pointer, offset), kind.as_pointer()), align=align)

    def load(self, pointer: Any, offset: Any = 0, lanes: int = LANES) -> Any:
        """A vector."""
        return self.load_as(vector(lanes), pointer, offset)

    def load_first(self, pointer: Any, offset: Any, count: int) -> Any:
        """A vector of which only the first ``count`` lanes are read; the others are 0."""
        if count == LANES:
            return self.load(pointer, offset)
        kind, bits = vector(), ir.VectorType(ir.IntType(1), LANES)
        name = "llvm.masked.load.v16f32.p0"
        if name not in self.module.globals:
            types = [kind.as_pointer(), INT32, bits, kind]
            ir.Function(self.module, ir.FunctionType(kind, types), name)
        place = self.builder.bitcast(self.at(pointer, offset), kind.as_pointer())
        mask = ir.Constant(bits, [int(lane < count) for lane in range(LANES)])
        return self.builder.call(self.module.globals[name], [place, INT32(4), mask, self.constant(0.0)])

    def load_float(self, pointer: Any, offset: Any = 0) -> Any:
        """One float."""
        return self.load_as(FLOAT, pointer, offset)

    def load_int(self, pointer: Any, offset: Any = 0) -> Any:
        """One int64."""
        return self.load_as(INT64, pointer, offset, 8)

    def store(self, value: Any, pointer: Any, offset: Any = 0) -> None:
        """A vector or a float."""
        place = self.builder.bitcast(self.at(pointer, offset), value.type.as_pointer())
        self.builder.store(value, place, align=4)

    def broadcast(self, pointer: Any, offset: Any = 0, lanes: int = LANES) -> Any:
        """The float at an address in every lane."""
        return self.splat(self.load_float(pointer, offset), lanes)

    # ---- values --------------------------------------------------------------------------------------------------

    def constant(self, value: float, lanes: int = LANES) -> Any:
        """The same constant in all lanes."""
        return ir.Constant(vector(lanes), [value] * lanes)

    def splat(self, scalar: Any, lanes: int = LANES) -> Any:
        """The scalar in every lane."""
        one = self.builder.insert_element(ir.Constant(vector(lanes), ir.Undefined), scalar, INT32(0))
        return self.shuffle(one, one, [0] * lanes)

    def shuffle(self, left: Any, right: Any, lanes: Sequence[int] | np.ndarray) -> Any:
        """The chosen lanes of ``left`` (numbered first) and ``right``."""
        choice = ir.Constant(ir.VectorType(INT32, len(lanes)), [int(lane) for lane in lanes])
        return self.builder.shuffle_vector(left, right, choice)

    def multiply_add(self, a: Any, b: Any, c: Any) -> Any:
        """a * b + c, fused where the processor can."""
        if not self.processor.fused:
            return self.builder.fadd(self.builder.fmul(a, b), c)
        return self.instruction("fma", a, b, c)

    def instruction(self, name: str, *operands: Any) -> Any:
        """One of LLVM's own functions on vectors."""
        kind = operands[0].type
        full = f"llvm.{name}.v{kind.count}f32"
        if full not in self.module.globals:
            ir.Function(self.module, ir.FunctionType(kind, [kind] * len(operands)), full)
        return self.builder.call(self.module.globals[full], operands)

    def table(self, values: Sequence[int] | np.ndarray) -> Any:
        """Address of a table of int64 constants; equal tables are kept once."""
        numbers = np.asarray(values, np.int64)
        name = f"table_{len(numbers)}_{hashlib.sha256(numbers.tobytes()).hexdigest()[:32]}"
        if name not in self.module.globals:
            kind = ir.ArrayType(INT64, len(numbers))
            data = ir.GlobalVariable(self.module, kind, name)
            data.initializer = ir.Constant(kind, numbers.tolist())
            data.global_constant, data.linkage, data.align = True, "internal", 8
        return self.builder.bitcast(self.module.globals[name], POINTER)

    # ---- control -------------------------------------------------------------------------------------------------

    def loop(
        self, count: Any, carried: list[Any], body: Callable[[list[Any]], list[Any]], unroll: int = 1
    ) -> list[Any]:
        """``body`` done ``count`` (>= 1) times, each with what the one before returned; returns what the last did.

        At most ``unroll`` turns are written out instead.
        """
        if isinstance(count, int):
            if count <= unroll:
                for _ in range(count):
                    carried = body(carried)
                return carried
            count = INT64(count)
        b = self.builder
        before, turn, after = b.block, b.append_basic_block("turn"), b.append_basic_block("done")
        b.branch(turn)
        b.position_at_end(turn)
        number = b.phi(INT64)
        number.add_incoming(INT64(0), before)
        values = [b.phi(value.type) for value in carried]
        for value, first in zip(values, carried, strict=True):
            value.add_incoming(first, before)
        results = body(list(values))
        following = b.add(number, INT64(1))
        for value, result in zip(values, results, strict=True):
            value.add_incoming(result, b.block)
        number.add_incoming(following, b.block)
        b.cbranch(b.icmp_signed("<", following, count), turn, after)
        b.position_at_end(after)
        return results

    def each_vector(self, count: int, body: Callable[[Any], None], step: int = BYTES) -> None:
        """``body(offset)`` for ``count`` neighbouring vectors."""

        def turn(carried: list[Any]) -> list[Any]:
            body(carried[0])
            return [self.builder.add(carried[0], INT64(step))]

        self.loop(count, [INT64(0)], turn, UNROLLED)

    def clear(self, to: Any, vectors: int) -> None:
        """0 in so many neighbouring vectors."""
        self.each_vector(vectors, lambda at: self.store(self.constant(0.0), to, at))

    def call(self, name: str, emit: Callable[..., None], *values: Any) -> None:
        """Call the function ``name`` of this module; when it is called first, ``emit(emitter, *parameters)`` makes it.

        A function of its own is compiled once, not once for every place where LLVM would inline it.
        """
        if name not in self.module.globals:
            function = ir.Function(self.module, ir.FunctionType(VOID, [value.type for value in values]), name)
            function.linkage = "internal"
            for attribute in ("noinline", "nounwind"):
                function.attributes.add(attribute)
            inner = Emitter(function, self.processor)
            emit(inner, *function.args)
            inner.builder.ret_void()
        self.builder.call(self.module.globals[name], values)


def inlined(module: Any) -> str:
    """LLVM's text of a module, in which functions that are called at one place only become part of it."""
    text = str(module)
    for function in module.functions:
        if function.linkage == "internal" and text.count(f'@"{function.name}"(') == 2:
            function.attributes.discard("noinline")
            function.attributes.add("alwaysinline")
    return str(module)
