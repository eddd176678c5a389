"""Vectors of 16 float32 as a numba type, and the handful of operations kernels need on them.

LLVM does not find these vectors by itself (the same loops, left to its auto-vectoriser, run five times slower), so they
are made explicit: a numba type whose data model is LLVM's ``<16 x float>``, and intrinsics that emit one instruction
each. On processors with narrower vectors LLVM splits every operation, which changes no bit of any result: all sums are
taken lane by lane in the same order everywhere, with one fused multiply-add (or, where there is none, a product and a
sum).

Addresses are plain integers (bytes), so no array is ever reference-counted inside a kernel.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic, models, register_model

from .processor import HAS_FMA

LANES = 16
BYTES = 4 * LANES
FLOAT = ir.FloatType()
INT64 = ir.IntType(64)
INT32 = ir.IntType(32)
VECTOR = ir.VectorType(FLOAT, LANES)


class Vector(types.Type):
    """The numba type of a ``<16 x float>``."""

    def __init__(self) -> None:
        super().__init__(name="Vector16f")


vector = Vector()


@register_model(Vector)
class VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any):
        super().__init__(manager, kind, VECTOR)


# ---- building blocks for code generators -----------------------------------------------------------------------------


def pointer(builder: Any, address: Any, kind: Any) -> Any:
    """An integer address as a pointer to ``kind``."""
    return builder.inttoptr(address, kind.as_pointer())


def load_at(builder: Any, address: Any, kind: Any = VECTOR, align: int = 4) -> Any:
    """Load a ``kind`` from an integer address."""
    return builder.load(pointer(builder, address, kind), align=align)


def store_at(builder: Any, value: Any, address: Any, align: int = 4) -> None:
    """Store a value at an integer address."""
    builder.store(value, pointer(builder, address, value.type), align=align)


def offset(builder: Any, address: Any, count: int) -> Any:
    """``address`` + a constant number of bytes."""
    return builder.add(address, INT64(count)) if count else address


def splat(builder: Any, scalar: Any, lanes: int = LANES) -> Any:
    """The scalar in every lane."""
    kind = ir.VectorType(scalar.type, lanes)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), scalar, INT32(0))
    return shuffle(builder, one, one, [0] * lanes)


def shuffle(builder: Any, left: Any, right: Any, lanes: list[int]) -> Any:
    """The chosen lanes of ``left`` (numbered first) and ``right``."""
    return builder.shuffle_vector(left, right, ir.Constant(ir.VectorType(INT32, len(lanes)), lanes))


def multiply_add(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """a * b + c, fused where the processor can."""
    if not HAS_FMA:
        return builder.fadd(builder.fmul(a, b), c)
    return instruction(builder, "llvm.fma", a, b, c)


def instruction(builder: Any, name: str, *operands: Any) -> Any:
    """One of LLVM's own functions on vectors."""
    kind = ir.FunctionType(VECTOR, [VECTOR] * len(operands))
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"{name}.v{LANES}f32"), operands)


def constant(kind: Any, value: float) -> Any:
    """The same constant in all lanes."""
    return ir.Constant(kind, [value] * LANES) if kind is VECTOR else ir.Constant(kind, value)


def operation(result: types.Type, *parameters: types.Type) -> Any:
    """Decorator: an emitter ``f(builder, *values)`` becomes an intrinsic of these numba types."""

    def decorate(emit: Any) -> Any:
        names = ", ".join(f"a{i}" for i in range(len(parameters)))

        def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            answer = emit(builder, *values)
            return context.get_dummy_value() if answer is None else answer

        # numba takes the number of arguments from the signature of the typing function
        scope: dict[str, Any] = {"typed": (result(*parameters), codegen)}
        exec(f"def {emit.__name__}(typingctx, {names}):\n    return typed", scope)
        function = scope[emit.__name__]
        function.__doc__ = emit.__doc__
        return intrinsic(function)

    return decorate


def routine(name: str) -> Any:
    """Decorator: an emitter becomes a function of its own in the machine code, called from wherever it is used.

    Big bodies (register tiles) are so compiled once and not once for every place that LLVM would inline them in.
    """

    def decorate(emit: Any) -> Any:
        def call(builder: Any, *values: Any) -> None:
            module = builder.module
            if name not in module.globals:
                function = ir.Function(module, ir.FunctionType(ir.VoidType(), [value.type for value in values]), name)
                function.linkage = "linkonce_odr"
                function.attributes.add("noinline")
                function.attributes.add("nounwind")
                body = ir.IRBuilder(function.append_basic_block("entry"))
                emit(body, *function.args)
                body.ret_void()
            builder.call(module.globals[name], values)

        call.__name__, call.__doc__ = emit.__name__, emit.__doc__
        return call

    return decorate


# ---- operations for kernels ------------------------------------------------------------------------------------------

_I, _F, _V = types.int64, types.float32, vector


@operation(_V, _I)
def load(builder: Any, address: Any) -> Any:
    """16 floats from ``address``."""
    return load_at(builder, address)


@operation(types.void, _I, _V)
def store(builder: Any, address: Any, value: Any) -> None:
    """16 floats to ``address``."""
    store_at(builder, value, address)


@operation(_F, _I)
def load_float(builder: Any, address: Any) -> Any:
    """One float from ``address``."""
    return load_at(builder, address, FLOAT)


@operation(_I, _I)
def load_int(builder: Any, address: Any) -> Any:
    """One int64 from ``address``."""
    return load_at(builder, address, INT64, 8)


@operation(_I, _I)
def load_int32(builder: Any, address: Any) -> Any:
    """One int32 from ``address``, widened."""
    return builder.sext(load_at(builder, address, INT32), INT64)


@operation(types.void, _I, _F)
def store_float(builder: Any, address: Any, value: Any) -> None:
    """One float to ``address``."""
    store_at(builder, value, address)


@operation(_V, _F)
def broadcast(builder: Any, scalar: Any) -> Any:
    """The scalar in all 16 lanes."""
    return splat(builder, scalar)


@operation(_V, _V, _V)
def add(builder: Any, a: Any, b: Any) -> Any:
    """a + b"""
    return builder.fadd(a, b)


@operation(_V, _V, _V)
def subtract(builder: Any, a: Any, b: Any) -> Any:
    """a - b"""
    return builder.fsub(a, b)


@operation(_V, _V, _V)
def multiply(builder: Any, a: Any, b: Any) -> Any:
    """a * b"""
    return builder.fmul(a, b)


@operation(_V, _V, _V)
def divide(builder: Any, a: Any, b: Any) -> Any:
    """a / b"""
    return builder.fdiv(a, b)


@operation(_V, _V, _V, _V)
def fma(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """a * b + c"""
    return multiply_add(builder, a, b, c)


@operation(_V, _V)
def magnitude(builder: Any, a: Any) -> Any:
    """|a|"""
    return instruction(builder, "llvm.fabs", a)


# tanh x = x p(x^2) / q(x^2), largest error 3.1e-7; beyond 7.9 tanh is 1 in float32
_TANH_LIMIT = 7.9
_TANH_P = (0.999999974, 0.134444533, 0.00357169784, 2.19034482e-05, 1.52597274e-08)
_TANH_Q = (1.0, 0.467777754, 0.0261644198, 0.000341174611, 8.53056608e-07)


def _horner(builder: Any, coefficients: tuple[float, ...], x: Any) -> Any:
    value = constant(VECTOR, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value = multiply_add(builder, value, x, constant(VECTOR, coefficient))
    return value


@operation(_V, _V)
def tanh(builder: Any, x: Any) -> Any:
    """The hyperbolic tangent by a rational function, with a true division; NaN stays NaN."""
    greatest, least = constant(VECTOR, _TANH_LIMIT), constant(VECTOR, -_TANH_LIMIT)
    low = builder.select(builder.fcmp_ordered(">", x, greatest), greatest, x)
    clipped = builder.select(builder.fcmp_ordered("<", low, least), least, low)
    square = builder.fmul(clipped, clipped)
    numerator = builder.fmul(clipped, _horner(builder, _TANH_P, square))
    return builder.fdiv(numerator, _horner(builder, _TANH_Q, square))
