"""SN's random generator on its state array: 57 int32, cursor p, the table m[1..55], cursor q (language.md, 6.4)."""

from __future__ import annotations

import numpy as np

from .jit import part

MASK = np.int64(0x7FFFFFFF)
SCALE = np.float32(2.0**-31)
GAUSS_SCALE = np.float32(2.0**-24)


@part
def _advance(state):  # type: ignore[no-untyped-def]
    """Move both cursors on by one; m[p] - m[q] modulo 2^31."""
    for cursor in (0, 56):
        state[cursor] += 1
        if state[cursor] == 56:
            state[cursor] = 1
    return (np.int64(state[state[0]]) - np.int64(state[state[56]])) & MASK


@part
def uniform(state):  # type: ignore[no-untyped-def]
    """A draw from [0, 1], of float32 resolution."""
    value = (_advance(state) * np.int64(84589) + np.int64(45989)) & MASK
    state[state[0]] = value
    return np.float32(value) * SCALE


@part
def gauss(state):  # type: ignore[no-untyped-def]
    """A sum of twelve uniform draws from [-1/2, 1/2]: variance 1, float32."""
    total = np.int64(0)
    low = np.int64(0)
    for _ in range(12):
        value = _advance(state)
        state[state[0]] = value
        low = ((value & np.int64(0xFFFFFF)) ^ np.int64(0x800000)) - np.int64(0x800000)
        total += low
    state[state[0]] = (low * np.int64(84589) + np.int64(45989)) & MASK
    return np.float32(total) * GAUSS_SCALE
