"""Complex numbers, made and taken apart; arithmetic refuses them (language.md, 6.3)."""

from __future__ import annotations

import cmath
import math
from typing import Any

from ..lisp.arguments import number
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.numbertext import number_text


class Complex(complex):
    """A complex number that knows its printed form."""

    def lisp_text(self) -> str:
        return f"::COMPLEX:({number_text(self.real)},{number_text(self.imag)})"

    def lisp_equal(self, other: Complex) -> bool:
        return self == other


def _complex(value: Any) -> Complex:
    """A complex number; a real one counts as such."""
    if type(value) is Complex or type(value) is float:
        return Complex(value)
    raise LispError("not a complex number", value)


@builtin("complex")
def make_complex(real: Any, imaginary: Any) -> Complex:
    return Complex(number(real), number(imaginary))


@builtin("complexp")
def is_complex(value: Any) -> Complex | None:
    return value if type(value) is Complex else None


@builtin("creal")
def real_part(value: Any) -> float:
    return _complex(value).real


@builtin("cimag")
def imaginary_part(value: Any) -> float:
    return _complex(value).imag


@builtin("cabs")
def modulus(value: Any) -> float:
    z = _complex(value)
    return math.hypot(z.real, z.imag)  # abs raises an exception of Python where this overflows to infinity


@builtin("carg")
def argument(value: Any) -> float:
    return cmath.phase(_complex(value))


@builtin("conj")
def conjugate(value: Any) -> Complex:
    return Complex(_complex(value).conjugate())
