"""A whole sweep over a planned network, in one call: the same steps as ``exact_sweep``, each presentation in machine
code made for the network.

The sums are taken in another order than the original's (by window and tile instead of connection by connection); every
field agrees with exact mode within float32 rounding. In the loops everything is a number: to touch an array would cost
as much, for its reference count, as a small network's whole presentation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .adamw import numbers
from .augmentation import shifted
from .calls import call_presentation, load_float, store_float
from .course import ERROR_SUM, PATTERN, STEP
from .criteria import good_answer
from .exact_sweep import next_pattern, record
from .jit import kernel, part
from .randomness import gauss

F0 = np.float32(0)
LANES = 16  # whole vectors of a pattern are read


class Scene(NamedTuple):
    """Where presentations happen: ``function``: the address of their code; ``arena`` float32; ``links`` int64, what the
    code may call; ``answers``: byte offset in the arena of what the outputs say; ``noisy_inputs``, ``noisy_sums``: byte
    offsets of the noise of units, in the order of their layers; ``stride``: that of the numbers of a step of AdamW."""

    function: int
    arena: np.ndarray
    links: np.ndarray
    answers: int
    noisy_inputs: np.ndarray
    noisy_sums: np.ndarray
    stride: int


class Manner(NamedTuple):
    """What a presentation asks of a course: numbers only (``course.Course`` says which)."""

    outputs: float
    criterion: int
    criterion_low: float
    criterion_high: float
    random_choice: bool
    stay: bool
    first: int
    last: int
    noise: np.float32
    theta: np.float32


class Places(NamedTuple):
    """Addresses: of the code, the arena, the links, the answers; of the first pattern and its targets, with the bytes
    from one to the next."""

    function: int
    arena: int
    links: int
    answers: int
    patterns: int
    targets: int
    pattern_bytes: int
    target_bytes: int


@part
def manner_of(course):  # type: ignore[no-untyped-def]
    """The course as numbers."""
    return Manner(
        course.outputs,
        course.criterion,
        course.criterion_low,
        course.criterion_high,
        course.random_choice,
        course.stay,
        course.first,
        course.last,
        course.noise,
        course.theta,
    )


@part
def places_of(scene, course):  # type: ignore[no-untyped-def]
    """The scene as addresses."""
    base = scene.arena.ctypes.data
    return Places(
        scene.function,
        base,
        scene.links.ctypes.data,
        base + scene.answers,
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
def present(places, manner, pattern, at, state, answers, wanted):  # type: ignore[no-untyped-def]
    """A pattern, which is at an address, presented; error and answer recorded. ``answers``, ``wanted``: room for
    outputs and their targets."""
    targets = places.targets + pattern * places.target_bytes
    error = call_presentation(places.function, places.arena, at, targets, places.links)
    for k in range(len(answers)):
        answers[k], wanted[k] = load_float(places.answers + 4 * k), load_float(targets + 4 * k)
    good = good_answer(manner.criterion, manner.criterion_low, manner.criterion_high, answers, wanted)
    record(state, float(error) / manner.outputs, good)


@part
def draw_all(places, manner, scene, random):  # type: ignore[no-untyped-def]
    """The noise of a presentation."""
    if manner.noise != F0:
        draw(places.arena, scene.noisy_inputs, manner.noise, random)
    if manner.theta != F0:
        draw(places.arena, scene.noisy_sums, manner.theta, random)


@part
def tell_step(places, scene, adamw, state):  # type: ignore[no-untyped-def]
    """The next step of AdamW: its numbers side by side into the arena."""
    state[STEP] += 1
    stride, spread, shrink = numbers(adamw, state[STEP])
    store_float(places.arena + scene.stride, stride)
    store_float(places.arena + scene.stride + 4, spread)
    store_float(places.arena + scene.stride + 8, shrink)


@kernel
def train(scene, course, state, random, steps):  # type: ignore[no-untyped-def]
    """``steps`` on-line presentations from pattern ``state[PATTERN]`` on."""
    places, manner = places_of(scene, course), manner_of(course)
    answers, wanted = np.empty(course.targets.shape[1], np.float32), np.empty(course.targets.shape[1], np.float32)
    noisy = manner.noise != F0 or manner.theta != F0
    moved = np.empty(course.patterns.shape[1] + LANES, np.float32)
    for _ in range(steps):
        pattern = int(state[PATTERN])
        at = places.patterns + pattern * places.pattern_bytes
        if course.shifting:
            shifted(course.patterns[pattern], moved, course.shift, random)
            at = moved.ctypes.data
        if noisy:
            draw_all(places, manner, scene, random)
        if course.by_adamw:
            tell_step(places, scene, course.adamw, state)
        present(places, manner, pattern, at, state, answers, wanted)
        state[PATTERN] = next_pattern(manner, state, random)


@kernel
def test(scene, course, state, random, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: errors and good answers summed up in ``state``."""
    places, manner = places_of(scene, course), manner_of(course)
    answers, wanted = np.empty(course.targets.shape[1], np.float32), np.empty(course.targets.shape[1], np.float32)
    noisy = manner.noise != F0 or manner.theta != F0
    for pattern in range(first, last + 1):
        if noisy:
            draw_all(places, manner, scene, random)
        at = places.patterns + pattern * places.pattern_bytes
        present(places, manner, pattern, at, state, answers, wanted)


@kernel
def tell(scene, course, state, random, first, rows):  # type: ignore[no-untyped-def]
    """The patterns from ``first`` on, one for each row: what the outputs say."""
    places, manner = places_of(scene, course), manner_of(course)
    wanted = np.empty(course.targets.shape[1], np.float32)
    noisy = manner.noise != F0 or manner.theta != F0
    for k in range(len(rows)):
        if noisy:
            draw_all(places, manner, scene, random)
        at = places.patterns + (first + k) * places.pattern_bytes
        present(places, manner, first + k, at, state, rows[k], wanted)


@kernel
def along(scene, course, state, random, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``: what the code returns is summed up as the error; nothing else is recorded."""
    places, manner = places_of(scene, course), manner_of(course)
    noisy = manner.noise != F0 or manner.theta != F0
    for pattern in range(first, last + 1):
        if noisy:
            draw_all(places, manner, scene, random)
        at = places.patterns + pattern * places.pattern_bytes
        state[ERROR_SUM] += float(call_presentation(places.function, places.arena, at, at, places.links))
