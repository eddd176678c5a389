"""A whole sweep over a planned network, in one call: the same steps as ``exact_sweep``, presentations in machine code
made for the network, as many in a row as there is nothing to do between them.

The sums are taken in another order than the original's (by window and tile instead of connection by connection); every
field agrees with exact mode within float32 rounding. In the loops everything is a number: to touch an array would cost
as much, for its reference count, as a small network's whole presentation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .adamw import numbers
from .averaging import average_arena
from .calls import call_presentations, load_float, store_float
from .course import AVERAGED, PATTERN, STEP
from .exact_sweep import next_pattern
from .jit import kernel, part
from .randomness import gauss
from .variation import Spots

F0 = np.float32(0)


class Scene(NamedTuple):
    """Where presentations happen: ``function``: the address of their code; ``arena`` float32; ``links`` int64, what the
    code may call; ``answers``: byte offsets in the arena of what the outputs say, in their order; ``spots``: of what
    differs by chance; ``stride``: of the numbers of a step of AdamW; ``stretches`` (n, 2): first floats of weights in
    the arena and beyond the last, ``averages``: theirs."""

    function: int
    arena: np.ndarray
    links: np.ndarray
    answers: np.ndarray
    spots: Spots
    stride: int
    stretches: np.ndarray
    averages: np.ndarray


class Manner(NamedTuple):
    """What a presentation asks of a course: numbers only (``course.Course`` says which)."""

    random_choice: bool
    stay: bool
    first: int
    last: int
    noise: np.float32
    theta: np.float32


class Places(NamedTuple):
    """Addresses: of the code, the arena, the links, the state; of the first pattern and its targets, with the bytes
    from one to the next."""

    function: int
    arena: int
    links: int
    state: int
    patterns: int
    targets: int
    pattern_bytes: int
    target_bytes: int


@part
def manner_of(course):  # type: ignore[no-untyped-def]
    """The course as numbers."""
    return Manner(
        course.random_choice,
        course.stay,
        course.first,
        course.last,
        course.noise,
        course.theta,
    )


@part
def places_of(scene, course, state):  # type: ignore[no-untyped-def]
    """The scene as addresses."""
    return Places(
        scene.function,
        scene.arena.ctypes.data,
        scene.links.ctypes.data,
        state.ctypes.data,
        course.patterns.ctypes.data,
        course.targets.ctypes.data,
        4 * course.patterns.shape[1],
        4 * course.targets.shape[1],
    )


@part
def draw(arena, places, deviation, random):  # type: ignore[no-untyped-def]
    """Gaussian noise, in the order of the places: the draws are those of the original."""
    for place in places:
        store_float(arena + place, gauss(random) * deviation)


@part
def present(places, pattern, at, count):  # type: ignore[no-untyped-def]
    """``count`` patterns that follow one another, the first of which is at an address, presented and recorded."""
    targets = places.targets + pattern * places.target_bytes
    call_presentations(places.function, places.arena, at, targets, places.links, places.state, count)


@part
def in_a_row(manner, pattern, most):  # type: ignore[no-untyped-def]
    """How many patterns, from this one on, are sure to follow one another: at most ``most``."""
    if manner.stay or manner.random_choice or pattern < manner.first or pattern > manner.last:
        return 1
    return min(most, manner.last + 1 - pattern)


@part
def draw_all(places, manner, scene, random):  # type: ignore[no-untyped-def]
    """The noise of a presentation."""
    if manner.noise != F0:
        draw(places.arena, scene.spots.inputs, manner.noise, random)
    if manner.theta != F0:
        draw(places.arena, scene.spots.sums, manner.theta, random)


@part
def tell_step(places, scene, adamw, state):  # type: ignore[no-untyped-def]
    """The next step of AdamW: its numbers side by side into the arena."""
    state[STEP] += 1
    stride, spread, shrink = numbers(adamw, state[STEP])
    store_float(places.arena + scene.stride, stride)
    store_float(places.arena + scene.stride + 4, spread)
    store_float(places.arena + scene.stride + 8, shrink)


@part
def average(scene, averaging, state):  # type: ignore[no-untyped-def]
    """After a step: the average of the weights."""
    state[AVERAGED] += 1
    average_arena(scene.arena, scene.averages, scene.stretches, averaging, state[AVERAGED])


@kernel
def train(scene, course, state, random, steps):  # type: ignore[no-untyped-def]
    """``steps`` on-line presentations from pattern ``state[PATTERN]`` on."""
    places, manner = places_of(scene, course, state), manner_of(course)
    each = course.by_adamw or course.averaging.period > 0  # is there something to do between presentations?
    done = 0
    while done < steps:
        pattern = int(state[PATTERN])
        at = places.patterns + pattern * places.pattern_bytes
        if course.by_adamw:
            tell_step(places, scene, course.adamw, state)
        count = 1 if each else in_a_row(manner, pattern, steps - done)
        present(places, pattern, at, count)
        if course.averaging.period:
            average(scene, course.averaging, state)
        state[PATTERN] = pattern + count - 1
        state[PATTERN] = next_pattern(manner, state, random)
        done += count


@kernel
def test(scene, course, state, random, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: errors and good answers summed up in ``state``."""
    places, manner = places_of(scene, course, state), manner_of(course)
    noisy = manner.noise != F0 or manner.theta != F0
    pattern = first
    while pattern <= last:
        if noisy:
            draw_all(places, manner, scene, random)
        count = 1 if noisy else last + 1 - pattern
        present(places, pattern, places.patterns + pattern * places.pattern_bytes, count)
        pattern += count


@kernel
def tell(scene, course, state, random, first, rows):  # type: ignore[no-untyped-def]
    """The patterns from ``first`` on, one for each row: what the outputs say."""
    places, manner = places_of(scene, course, state), manner_of(course)
    noisy = manner.noise != F0 or manner.theta != F0
    for k in range(len(rows)):
        if noisy:
            draw_all(places, manner, scene, random)
        present(places, first + k, places.patterns + (first + k) * places.pattern_bytes, 1)
        for output, place in enumerate(scene.answers):
            rows[k, output] = load_float(places.arena + place)
