"""Kernels that call the parts of others one at a time; compiled once, kept on disk."""

from __future__ import annotations

from snsim.kernels import criteria, randomness
from snsim.kernels.jit import kernel


@kernel
def good_answer(kind, low, high, outputs, targets):  # type: ignore[no-untyped-def]
    return criteria.good_answer(kind, low, high, outputs, targets)


@kernel
def draw(state, uniforms, gaussians):  # type: ignore[no-untyped-def]
    for k in range(len(uniforms)):
        uniforms[k] = randomness.uniform(state)
    for k in range(len(gaussians)):
        gaussians[k] = randomness.gauss(state)
