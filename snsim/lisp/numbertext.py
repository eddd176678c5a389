"""Numbers as text, both ways: printed form (language.md, 6.2) and the reader's number syntax (1.3)."""

from __future__ import annotations

import math
import re

from .arguments import int32

_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"([-+]?)0[xX](?=[0-9a-fA-F])0*([0-9a-fA-F]{0,8})")


def number_text(number: float) -> str:
    """At most four decimals; ``%g`` below 1e-3 and above 1e10."""
    if 1e-3 <= abs(number) <= 1e10:
        return f"{number:.4f}".rstrip("0").rstrip(".")
    if math.isnan(number):
        return "Nan"
    if math.isinf(number):
        return "Inf" if number > 0 else "-Inf"
    return f"{number:g}"


def text_number(word: str) -> float | None:
    """The number a word denotes, or None: the word is a symbol."""
    if _DECIMAL.fullmatch(word):
        return float(word)
    match = _HEXADECIMAL.fullmatch(word)
    if match is None:
        return None
    return float(int32(int(match[1] + (match[2] or "0"), 16)))
