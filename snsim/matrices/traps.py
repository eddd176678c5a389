"""The floating point traps (language.md, 6.1) for operations on whole arrays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import numpy as np

from ..lisp.errors import LispError
from ..lisp.floating import TRAPS


@contextmanager
def float_traps(hint: str | None = None) -> Iterator[None]:
    """Inside, an invalid operation, a division by zero or an overflow of numpy is the error ``Floating exception``."""
    action: Literal["raise", "ignore"] = "raise" if TRAPS.enabled else "ignore"
    with np.errstate(over=action, invalid=action, divide=action, under="ignore"):
        try:
            yield
        except FloatingPointError:
            raise LispError("Floating exception", hint=hint) from None
