"""The text of compiled functions run as the Python it is: translation can be tested without waiting for numba."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from snsim.compiled import machine


class Lenient(SimpleNamespace):
    """``math`` as machine code has it: results that are not finite instead of exceptions."""

    def __getattr__(self, name: str) -> Any:
        function, ieee = getattr(math, name), getattr(np, {"fabs": "abs"}.get(name, name), None)

        def guarded(*operands: float) -> Any:
            try:
                return function(*operands)
            except (ValueError, OverflowError):
                with np.errstate(all="ignore"):
                    return float(ieee(*operands))  # type: ignore[misc]

        return guarded


def plain_code(text: str, names: list[str], _sample: Any) -> Any:
    """The text, not compiled."""
    space = {**machine.WORDS, "math": Lenient(), "interrupted": lambda _state: False, "stack_address": lambda: 0}
    exec(text, space)
    return space[names[0]]
