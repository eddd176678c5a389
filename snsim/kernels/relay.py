"""The parts of a presentation on a plan, for presentations that go step by step through Lisp: each one call.

The network's own arrays stay the truth, for Lisp may read and write any field between two steps: what a part needs is
brought into the arena before it, what it made is taken out after it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .calls import call_presentations
from .fields import BACKSUM, EPSILON, GRAD, L_EPSILON, SUM, VAL, W_ACC, W_DELTA, W_VAL
from .jit import kernel, part


class Ways(NamedTuple):
    """Where everything goes. ``units`` and their ``places`` (indices in a unit field of the arena), of these the first
    ``computed`` are those that layers compute, the outputs last; ``outputs``: how many; ``field``: floats of a unit
    field; ``val``, ``sum``, ...: indices in the arena where unit fields begin; ``records``: the weights, ``links``: a
    connection of each, ``owners``: the unit it leads to; ``weights``, ``rates``, ...: their indices in the arena;
    ``window_constants``, ``window_sources``: what never changes in windows, and from where."""

    units: np.ndarray
    places: np.ndarray
    computed: int
    outputs: int
    val: int
    sum: int
    grad: int
    backsum: int
    records: np.ndarray
    links: np.ndarray
    owners: np.ndarray
    weights: np.ndarray
    rates: np.ndarray
    deltas: np.ndarray
    sums: np.ndarray
    window_constants: np.ndarray
    window_sources: np.ndarray


@part
def _bring_units(net, arena, ways, field, at, first, last):  # type: ignore[no-untyped-def]
    for k in range(first, last):
        arena[at + ways.places[k]] = net.units[field, ways.units[k]]


@part
def _take_units(net, arena, ways, field, at, first, last):  # type: ignore[no-untyped-def]
    for k in range(first, last):
        net.units[field, ways.units[k]] = arena[at + ways.places[k]]


@part
def _bring_states(net, arena, ways):  # type: ignore[no-untyped-def]
    _bring_units(net, arena, ways, VAL, ways.val, 0, len(ways.units))
    for k in range(len(ways.window_constants)):
        arena[ways.window_constants[k]] = arena[ways.val + ways.window_sources[k]]


@part
def _bring_weights(net, arena, ways):  # type: ignore[no-untyped-def]
    for k in range(len(ways.records)):
        arena[ways.weights[k]] = net.weights[W_VAL, ways.records[k]]


@kernel
def forward(net, arena, ways, function, links):  # type: ignore[no-untyped-def]
    """Activations and states of all layers."""
    _bring_states(net, arena, ways)
    _bring_weights(net, arena, ways)
    call_presentations(function, arena.ctypes.data, 0, 0, links.ctypes.data, 0, 0)
    _take_units(net, arena, ways, SUM, ways.sum, 0, ways.computed)
    _take_units(net, arena, ways, VAL, ways.val, 0, ways.computed)


@kernel
def backward(net, arena, ways, function, links):  # type: ignore[no-untyped-def]
    """Back-propagated sums and gradients of all layers but the output, whose gradients are given."""
    hidden = ways.computed - ways.outputs
    _bring_weights(net, arena, ways)
    _bring_units(net, arena, ways, SUM, ways.sum, 0, hidden)
    _bring_units(net, arena, ways, GRAD, ways.grad, hidden, ways.computed)
    call_presentations(function, arena.ctypes.data, 0, 0, links.ctypes.data, 0, 0)
    _take_units(net, arena, ways, BACKSUM, ways.backsum, 0, hidden)
    _take_units(net, arena, ways, GRAD, ways.grad, 0, hidden)


@kernel
def update(net, arena, ways, function, links, on_links, iterative, moving):  # type: ignore[no-untyped-def]
    """The weights' step from states and gradients; ``on_links``: learning rates are those of connections; ``moving``:
    the last changes count. Are all weights numbers?"""
    _bring_states(net, arena, ways)
    _bring_weights(net, arena, ways)
    _bring_units(net, arena, ways, GRAD, ways.grad, 0, ways.computed)
    for k in range(len(ways.records)):
        if moving:
            arena[ways.deltas[k]] = net.weights[W_DELTA, ways.records[k]]
        if on_links:
            arena[ways.rates[k]] = net.links[L_EPSILON, ways.links[k]]
        else:
            arena[ways.rates[k]] = net.units[EPSILON, ways.owners[k]]
    call_presentations(function, arena.ctypes.data, 0, 0, links.ctypes.data, 0, 0)
    overflow = np.float32(0)
    for k in range(len(ways.records)):
        record, weight = ways.records[k], arena[ways.weights[k]]
        overflow += weight - weight
        net.weights[W_VAL, record] = weight
        net.weights[W_DELTA, record] = arena[ways.deltas[k]]
        if iterative:
            net.weights[W_ACC, record] = arena[ways.sums[k]]
    return overflow == 0


@kernel
def same(left, right):  # type: ignore[no-untyped-def]
    """Are two rows of numbers equal?"""
    if len(left) != len(right):
        return False
    different = 0
    for k in range(len(left)):
        different += left[k] != right[k]
    return different == 0
