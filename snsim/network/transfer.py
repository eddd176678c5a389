"""Transfer functions as objects: the parameters the user gave, and the code that kernels run (sn28.md, 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..kernels import transfer as codes
from .errors import NetworkError


class Transfer:
    """A function of one float32. ``code`` is what kernels evaluate; ``None`` for a function written in Lisp."""

    def __init__(self, name: str, code: np.ndarray | None, function: Callable[[float], float] | None = None):
        self.name = name
        self.code = code
        self.function = function

    def __call__(self, x: float) -> float:
        if self.code is not None and self.kind < codes.BELL:  # one number is not worth waking the compiler
            with np.errstate(all="ignore"):
                return float(codes.primitive.py_func(self.code, 0, np.float32(x)))
        return float(self.map(np.array([x], np.float32))[0])

    def map(self, xs: np.ndarray) -> np.ndarray:
        """f of every element (float32 in, float32 out)."""
        if self.code is None:
            assert self.function is not None
            return np.array([self.function(float(x)) for x in xs], np.float32)
        ys = np.empty_like(xs)
        codes.evaluate_all(self.code, xs, ys)
        return ys

    @property
    def kind(self) -> int:
        """Number of the function (``kernels.transfer``), -1 for one written in Lisp."""
        return -1 if self.code is None else int(self.code[0])


def _record(kind: int, *parameters: float) -> np.ndarray:
    """[kind, A, B, C, D, P1, P2, n] with P1 = A B + C and P2 = A B precomputed in float32."""
    a, b, c, d = (np.float32(p) for p in (*parameters, 0, 0, 0, 0)[:4])
    return np.array([kind, a, b, c, d, a * b + c, a * b, 0], np.float32)


def zero() -> Transfer:
    """f = 0."""
    return Transfer("0", _record(codes.ZERO))


def parametric(name: str, a: float, b: float, c: float, d: float) -> Transfer:
    """tanh, dtanh, lin, piecewise, threshold with the parameters A, B, C, D."""
    kinds = {
        "tanh": codes.TANH,
        "dtanh": codes.DTANH,
        "lin": codes.LINEAR,
        "piecewise": codes.PIECEWISE,
        "threshold": codes.THRESHOLD,
    }
    return Transfer(name, _record(kinds[name], a, b, c, d))


def relu(derivative: int = 0) -> Transfer:
    """max(0, x) - the rectified linear unit -, or its derivative, 0 at 0."""
    return Transfer("relu", _record(codes.DRELU if derivative else codes.RELU))


def bell(derivative: int = 0) -> Transfer:
    """(1 - x^2)^3 inside (-1, 1), or its first derivative."""
    return Transfer("bell", _record(codes.DBELL if derivative else codes.BELL))


def spline(xs: Sequence[float], ys: Sequence[float], derivative: int = 0) -> Transfer:
    """Natural cubic spline through the knots (xs increasing), or its first or second derivative."""
    if len(xs) != len(ys):
        raise NetworkError("x and y listes have different length")
    x, y = np.array(xs, np.float32), np.array(ys, np.float32)
    if len(x) < 2 or not (np.diff(x) > 0).all():
        return Transfer("spline", None, _unordered)
    head = _record((codes.SPLINE, codes.DSPLINE, codes.DDSPLINE)[derivative])
    head[7] = len(x)
    return Transfer("spline", np.concatenate([head, x, y, codes.spline_curvature(x, y)]))


def _unordered(_x: float) -> float:
    """What a spline without increasing knots gives: it is refused where it is evaluated, as in the original."""
    raise NetworkError("unordered X values in the spline", hint="Give the knots in increasing order, at least two.")


def differences(function: Transfer, order: int) -> Transfer:
    """First or second derivative of any function by finite differences (nlf-df-all, nlf-ddf-all)."""
    if function.code is None:
        inner = function.function
        assert inner is not None
        return from_function(lambda x: _difference(inner, np.float32(x), order))
    kind = codes.DIFFERENCE if order == 1 else codes.DIFFERENCE2
    if function.code[0] >= codes.DIFFERENCE and function.code[codes.RECORD] >= codes.DIFFERENCE:
        return from_function(lambda x: _difference(function, np.float32(x), order))
    return Transfer("differences", np.concatenate([_record(kind), function.code]))


def _difference(f: Callable[[float], float], x: np.float32, order: int) -> float:
    """The differences of ``kernels.transfer`` for a function that no kernel can run."""
    single = np.float32
    if order == 1:
        step = codes.STEP
        return float((single(f(float(x + step))) - single(f(float(x - step)))) * codes.PER_STEP)
    step = codes.STEP2
    ends = single(f(float(x - step))) + single(f(float(x + step)))
    return float((ends - single(2) * single(f(float(x)))) * codes.PER_STEP2)


def from_function(function: Callable[[float], float]) -> Transfer:
    """Any Python function of a number; its results are rounded to float32."""
    return Transfer("lisp", None, function)
