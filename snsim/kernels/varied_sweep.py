"""Fast sweeps whose presentations differ by chance (``variation.py``); else as ``fast_sweep.py``."""

from __future__ import annotations

from .course import PATTERN
from .exact_sweep import next_pattern
from .fast_sweep import average, manner_of, places_of, present, tell_step
from .jit import kernel
from .variation import draw_row, scratch_for, vary


@kernel
def train(scene, course, state, random, steps):  # type: ignore[no-untyped-def]
    """``steps`` on-line presentations from pattern ``state[PATTERN]`` on."""
    places, manner, scratch = places_of(scene, course, state), manner_of(course), scratch_for(course)
    for _ in range(steps):
        pattern = int(state[PATTERN])
        draw_row(course, scratch.row, random)
        at = vary(course, scene.spots, places.arena, pattern, scratch.row, scratch)
        if course.by_adamw:
            tell_step(places, scene, course.adamw, state)
        present(places, pattern, at, 1)
        if course.averaging.period:
            average(scene, course.averaging, state)
        state[PATTERN] = next_pattern(manner, state, random)


@kernel
def add_up(scene, course, state, rows, first, last):  # type: ignore[no-untyped-def]
    """Patterns ``first`` to ``last``, each varied as its row of ``rows`` says: errors and good answers are summed up in
    ``state``, and what the code sums up in the arena."""
    places, scratch = places_of(scene, course, state), scratch_for(course)
    for pattern in range(first, last + 1):
        at = vary(course, scene.spots, places.arena, pattern, rows[pattern - first], scratch)
        present(places, pattern, at, 1)
