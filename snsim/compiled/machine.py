"""The text of a program comes in, machine code goes out. Only this module and those it imports need numba."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

from snsim.lisp.interruption import INTERRUPTIONS

from . import arrays, functions, runtime
from .kinds import Refusal
from .names import OURS

WORDS: dict[str, Any] = {
    "np": np,
    "math": math,
    **{name: getattr(runtime, name) for name in runtime.WORDS},
    **{f"f_{name}": getattr(functions, name) for name in OURS.values()},
    **{name: getattr(arrays, name) for name in arrays.OPERATIONS},
}
"""What the text may call."""


def machine_code(text: str, names: list[str], sample: list[Any]) -> Any:
    """The function named first, compiled for arguments like these (for others when it is called with them)."""
    space = {**WORDS, "__name__": __name__}
    exec(compile(text, "<compiled lisp>", "exec"), space)
    for name in names:
        space[name] = numba.njit(error_model="numpy")(space[name])
    try:
        with INTERRUPTIONS:
            space[names[0]].compile(tuple(numba.typeof(argument) for argument in sample))
    except numba.core.errors.NumbaError as error:
        raise Refusal("numba refuses it", prefix="compile", hint=str(error).splitlines()[-1]) from error
    return space[names[0]]
