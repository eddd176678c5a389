"""The parts of a presentation on a plan, for presentations that go step by step through Lisp: each one call.

The fields of units are always those of the network's own array, for Lisp may read and write them between two steps:
what a part needs is brought into the arena before it, what it made is taken out after it. Weights stay in the arena as
long as nobody looks at them (``training/relay.py``).

Every kernel takes one record of addresses, ``WAYS``: to hand over the arrays themselves would take ten times as long as
what is done with them.
"""

from __future__ import annotations

import numpy as np

from .calls import call_presentations, floats_at, ints_at
from .fields import BACKSUM, GRAD, SUM, VAL, W_ACC, W_DELTA, W_VAL
from .jit import kernel, part

NAMES = [
    *("arena", "links"),  # float32; int64: what the code of a presentation may call
    *("units", "unit_row", "weights", "weight_row", "rates"),  # of the network, with bytes from field to field
    *("known", "places", "all", "computed", "hidden"),
    *("val", "sum", "grad", "backsum"),  # where the arena's unit fields begin
    *("constants", "sources", "unchanging"),
    *("records", "rated", "count"),
    *("weights_at", "rates_at", "deltas_at", "sums_at"),
    *("stretches", "stretch_count"),
]
WAYS = np.dtype([(name, np.int64) for name in NAMES])
"""Addresses and counts. Lists are int32, places in the arena numbers of floats.

``known`` (all,): units, and their ``places`` in a unit field: first the ``hidden`` ones, then the outputs - so many are
``computed`` by layers -, then the others. ``constants`` (unchanging,): places in windows that look at units no layer
computes, ``sources``: the places of these in a unit field. ``records`` (count,): the weights; ``weights_at``,
``rates_at``, ``deltas_at``, ``sums_at``: their places; ``rated``: where in the row ``rates`` - a field of connections
or of units - their learning rates are. ``stretches`` (stretch_count, 2): first and last place + 1 of stored weights."""

EXPONENT = np.int32(0x7F800000)  # all bits of it are set in infinities and in what is no number


@part
def _bring_units(w, field, at, first, last):  # type: ignore[no-untyped-def]
    """A field of some units into the arena. Was anything there not the same before?"""
    arena, row = ints_at(w.arena + 4 * at), ints_at(w.units + field * w.unit_row)
    units, places = ints_at(w.known), ints_at(w.places)
    different = np.int32(0)
    for k in range(first, last):
        value, place = row[units[k]], places[k]
        different |= value ^ arena[place]
        arena[place] = value
    return different != 0


@part
def _take_units(w, field, at, last):  # type: ignore[no-untyped-def]
    """A field of the first units out of the arena."""
    arena, row = ints_at(w.arena + 4 * at), ints_at(w.units + field * w.unit_row)
    units, places = ints_at(w.known), ints_at(w.places)
    for k in range(last):
        row[units[k]] = arena[places[k]]


@part
def _bring_inputs(w):  # type: ignore[no-untyped-def]
    """The states of units that no layer computes."""
    if _bring_units(w, VAL, w.val, w.computed, w.all):
        arena, constants, sources = floats_at(w.arena), ints_at(w.constants), ints_at(w.sources)
        for k in range(w.unchanging):
            arena[constants[k]] = arena[w.val + sources[k]]


@part
def _bring_weights(w, field, at):  # type: ignore[no-untyped-def]
    arena, row = floats_at(w.arena), floats_at(w.weights + field * w.weight_row)
    records, places = ints_at(w.records), ints_at(at)
    for k in range(w.count):
        arena[places[k]] = row[records[k]]


@part
def _take_weights(w, field, at):  # type: ignore[no-untyped-def]
    arena, row = floats_at(w.arena), floats_at(w.weights + field * w.weight_row)
    records, places = ints_at(w.records), ints_at(at)
    for k in range(w.count):
        row[records[k]] = arena[places[k]]


@kernel
def bring_weights(ways):  # type: ignore[no-untyped-def]
    """The weights into the arena."""
    _bring_weights(ways[0], W_VAL, ways[0].weights_at)


@kernel
def bring_deltas(ways):  # type: ignore[no-untyped-def]
    """Their last changes into the arena."""
    _bring_weights(ways[0], W_DELTA, ways[0].deltas_at)


@kernel
def bring_rates(ways):  # type: ignore[no-untyped-def]
    """Their learning rates into the arena."""
    w = ways[0]
    arena, given = floats_at(w.arena), floats_at(w.rates)
    places, rated = ints_at(w.rates_at), ints_at(w.rated)
    for k in range(w.count):
        arena[places[k]] = given[rated[k]]


@kernel
def take_weights(ways, iterative):  # type: ignore[no-untyped-def]
    """The weights and their last changes out of the arena; ``iterative``: what these were summed up in, too."""
    w = ways[0]
    _take_weights(w, W_VAL, w.weights_at)
    _take_weights(w, W_DELTA, w.deltas_at)
    if iterative:
        _take_weights(w, W_ACC, w.sums_at)


@kernel
def forward(ways, function):  # type: ignore[no-untyped-def]
    """Activations and states of all layers."""
    w = ways[0]
    _bring_inputs(w)
    call_presentations(function, w.arena, 0, 0, w.links, 0, 0)
    _take_units(w, SUM, w.sum, w.computed)
    _take_units(w, VAL, w.val, w.computed)


@kernel
def backward(ways, function):  # type: ignore[no-untyped-def]
    """Back-propagated sums and gradients of all layers but the output, whose gradients are given."""
    w = ways[0]
    _bring_units(w, SUM, w.sum, 0, w.hidden)
    _bring_units(w, GRAD, w.grad, w.hidden, w.computed)
    call_presentations(function, w.arena, 0, 0, w.links, 0, 0)
    _take_units(w, BACKSUM, w.backsum, w.hidden)
    _take_units(w, GRAD, w.grad, w.hidden)


@kernel
def update(ways, function):  # type: ignore[no-untyped-def]
    """The weights' step from states and gradients. Are all weights numbers?"""
    w = ways[0]
    _bring_inputs(w)
    _bring_units(w, VAL, w.val, 0, w.computed)
    _bring_units(w, GRAD, w.grad, 0, w.computed)
    call_presentations(function, w.arena, 0, 0, w.links, 0, 0)
    return _finite(w)


@part
def _finite(w):  # type: ignore[no-untyped-def]
    arena, stretches = ints_at(w.arena), ints_at(w.stretches)
    wrong = 0
    for k in range(w.stretch_count):
        for place in range(stretches[2 * k], stretches[2 * k + 1]):
            wrong += (arena[place] & EXPONENT) == EXPONENT
    return wrong == 0


@kernel
def same(left, right):  # type: ignore[no-untyped-def]
    """Are two rows of numbers equal?"""
    if len(left) != len(right):
        return False
    different = 0
    for k in range(len(left)):
        different += left[k] != right[k]
    return different == 0
