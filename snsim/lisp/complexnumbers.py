"""Complex numbers, made and taken apart; arithmetic refuses them (language.md, 6.3)."""

from __future__ import annotations

import cmath
from typing import Any

from .arguments import number
from .errors import LispError
from .functions import builtin


def _complex(value: Any) -> complex:
    """A complex number; a real one counts as such."""
    if type(value) is complex or type(value) is float:
        return complex(value)
    raise LispError("not a complex number", value)


@builtin("complex")
def make_complex(real: Any, imaginary: Any) -> complex:
    return complex(number(real), number(imaginary))


@builtin("complexp")
def is_complex(value: Any) -> complex | None:
    return value if type(value) is complex else None


@builtin("creal")
def real_part(value: Any) -> float:
    return _complex(value).real


@builtin("cimag")
def imaginary_part(value: Any) -> float:
    return _complex(value).imag


@builtin("cabs")
def modulus(value: Any) -> float:
    return abs(_complex(value))


@builtin("carg")
def argument(value: Any) -> float:
    return cmath.phase(_complex(value))


@builtin("conj")
def conjugate(value: Any) -> complex:
    return _complex(value).conjugate()
