"""Arithmetic between fields, element by element in the order given (sn28.md, 2.3).

Each operand is a field (a float32 vector) with the places to take from it (an int vector); results go to places of a
field too. A place may occur twice, as weights do that connections share: the operation is then applied twice.
"""

from __future__ import annotations

import numpy as np

from .jit import kernel

F0 = np.float32(0)


@kernel
def combine(to, to_at, a, a_at, scale_a, b, b_at, scale_b):  # type: ignore[no-untyped-def]
    """to = scale_a a + scale_b b."""
    for k in range(len(to_at)):
        to[to_at[k]] = scale_a * a[a_at[k]] + scale_b * b[b_at[k]]


@kernel
def multiply(to, to_at, a, a_at, b, b_at):  # type: ignore[no-untyped-def]
    """to = a b; the sum of the results."""
    total = F0
    for k in range(len(to_at)):
        result = a[a_at[k]] * b[b_at[k]]
        to[to_at[k]] = result
        total += result
    return total


@kernel
def invert(to, to_at, a, a_at, scale):  # type: ignore[no-untyped-def]
    """to = scale / a; the sum of the results."""
    total = F0
    for k in range(len(to_at)):
        result = scale / a[a_at[k]]
        to[to_at[k]] = result
        total += result
    return total


@kernel
def copy(to, to_at, a, a_at, add):  # type: ignore[no-untyped-def]
    """to = a, or with ``add`` to += a."""
    for k in range(len(to_at)):
        to[to_at[k]] = to[to_at[k]] + a[a_at[k]] if add else a[a_at[k]]
