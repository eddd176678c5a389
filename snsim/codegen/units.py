"""What is done to the units of a level, vector by vector: states and slopes, gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from llvmlite import ir

from ..kernels import calls
from ..kernels.course import COST_XENT, Course
from ..planner.layout import (
    A_BACKSUM,
    A_GGRAD,
    A_GRAD,
    A_NOISE,
    A_RATE,
    A_SLOPE,
    A_SQBACKSUM,
    A_STEP,
    A_SUM,
    A_VAL,
    BY_CODE,
    ArenaLayout,
    LevelLayout,
)
from .emitter import BYTES, INT64, LANES, POINTER, VOID, Emitter
from .forms import FORMS, MOST_NUMBERS, NUMBERS, numbers_of
from .steps import Rule

FEW_VECTORS = 8  # of a level whose functions are written out where they are wanted: what follows need not load them
# the first links: addresses of functions, and of all transfer functions; as float64 what an error is divided by and the
# thresholds of the criterion; then, for every layer of the course, where its f, f' and f'' start and, as float32, the
# numbers of its form
ACTIVATE, BEND, SOFTMAX, CODE, SHARE, LOW, HIGH, LAYERS_AT = range(8)
PER_LAYER = 3 + MOST_NUMBERS // 2


@dataclass
class Gradients:
    """Vectors of minus dE/da, of d2E/da2 and of rate times the first; ``None`` where the rule has no use for them."""

    g: Any
    h: Any
    step: Any


class Units:
    """Emits for the unit fields of ``layout`` in the arena at ``base``; ``links``: addresses (see above)."""

    def __init__(self, e: Emitter, layout: ArenaLayout, base: Any, links: Any):
        self.e, self.layout, self.base, self.links = e, layout, base, links

    def at(self, field: int, place: int = 0) -> Any:
        """Address of a place in a unit field."""
        return self.e.at(self.base, self.layout.unit(field, place))

    # ---- forward -----------------------------------------------------------------------------------------------------

    def add_noise(self, level: LevelLayout, field: int) -> None:
        """What was drawn for the level's units is added to a field."""
        e, to, noise = self.e, self.at(field, level.start), self.at(A_NOISE, level.start)
        e.each_vector(
            level.vectors, lambda at: e.store(e.builder.fadd(e.load(to, at), e.load(noise, at)), to, at)
        )

    def activate(self, level: LevelLayout, slopes: bool = True) -> None:
        """x = f(a), and f'(a) where ``slopes`` are wanted; 0 where the level is padded."""
        if level.form != BY_CODE:
            self._activate_inline(level, slopes)
        else:
            fields = [self.at(field, level.start) for field in (A_SUM, A_VAL, A_SLOPE)]
            self._call(ACTIVATE, fields, [level.vectors * LANES, *self._functions(level, 2)])
            self._clear_padding(level)

    def _activate_inline(self, level: LevelLayout, slopes: bool) -> None:
        """Vector by vector, by the level's form and its numbers."""
        e = self.e
        table = e.at(self.links, 8 * (_links_at(level) + 3))
        numbers = [e.broadcast(table, 4 * k) for k in range(NUMBERS[level.form])]
        first = self.at(0, level.start)
        fields = (A_SUM, A_VAL, A_SLOPE)[: 2 + slopes]
        steps = tuple(self.layout.field * field for field in fields)
        for begin, count, mask in stretches(level):
            _stretch(e, level.form, e.at(first, begin * BYTES), steps, count, numbers, mask)

    def _clear_padding(self, level: LevelLayout) -> None:
        e = self.e
        for begin, _, mask in stretches(level):
            for field in (A_VAL, A_SLOPE):
                if mask is not None:
                    place = self.at(field, level.start + begin * BYTES)
                    e.store(e.shuffle(e.load(place), e.constant(0.0), mask), place)

    # ---- backward ----------------------------------------------------------------------------------------------------

    def gradients(self, level: LevelLayout, rule: Rule, wanted: bool, use: Callable[[Any, Gradients], None]) -> None:
        """g = b f', rate g, and h = s f'^2 (less b f'' for Newton's method) of a level, vector by vector.

        ``wanted``: will anything go further down? ``use(offset, gradients)`` is called for every vector.
        """
        e, at = self.e, self.at(0, level.start)
        b, field = e.builder, self.layout.field

        def one(offset: Any) -> None:
            here = e.at(at, offset)
            slope = e.load(here, field * A_SLOPE)
            g = b.fmul(e.load(here, field * A_BACKSUM), slope)
            h = b.fmul(e.load(here, field * A_SQBACKSUM), b.fmul(slope, slope)) if rule.second else None
            step = b.fmul(e.load(here, field * A_RATE), g) if rule.plain else None
            kept = [(g, A_GRAD)] if wanted or not rule.plain else []
            for value, kind in [*kept, (h, A_GGRAD), (step, A_STEP)]:
                if value is not None:
                    e.store(value, here, field * kind)
            if not rule.newton:
                use(offset, Gradients(g, h, step))

        e.each_vector(level.vectors, one)
        if rule.newton:
            self._bend(level, use)

    def given_gradients(self, level: LevelLayout, use: Callable[[Any, Gradients], None]) -> None:
        """The same where gradients are there already; first order only."""
        e, g = self.e, self.at(A_GRAD, level.start)
        e.each_vector(level.vectors, lambda at: use(at, Gradients(e.load(g, at), None, None)))

    def _bend(self, level: LevelLayout, use: Callable[[Any, Gradients], None]) -> None:
        """What f'' adds to curvatures."""
        e, (g, h) = self.e, (self.at(kind, level.start) for kind in (A_GRAD, A_GGRAD))
        fields = [self.at(A_SUM, level.start), self.at(A_BACKSUM, level.start), h]
        self._call(BEND, fields, [level.vectors * LANES, self._functions(level, 3)[2], 0])
        e.each_vector(level.vectors, lambda at: use(at, Gradients(e.load(g, at), e.load(h, at), None)))

    def clear(self, field: int, vectors: set[int]) -> None:
        """0 in these vectors of a field."""
        numbers = np.array(sorted(vectors), np.int64)
        for run in np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1):
            if len(run):
                self.e.clear(self.at(field, int(run[0]) * BYTES), len(run))

    # ---- transfer functions of any kind ------------------------------------------------------------------------------

    def _code(self) -> Any:
        return self.e.builder.inttoptr(self.e.load_int(self.links, 8 * CODE), POINTER)

    def _functions(self, level: LevelLayout, count: int) -> list[Any]:
        """Where in the code f, f', f'' of a level start."""
        return [self.e.load_int(self.links, 8 * (_links_at(level) + k)) for k in range(count)]

    def _call(self, link: int, fields: list[Any], numbers: list[Any]) -> None:
        """A function whose address is a link: of three fields, the code, and three integers."""
        e = self.e
        kind = ir.FunctionType(VOID, [POINTER] * 4 + [INT64] * 3).as_pointer()
        function = e.builder.inttoptr(e.load_int(self.links, 8 * link), kind)
        integers = [INT64(n) if isinstance(n, int) else n for n in numbers]
        e.builder.call(function, [*fields, self._code(), *integers])


def _stretch(
    e: Emitter, form: str, at: Any, steps: tuple[int, ...], count: int, numbers: list[Any], mask: list[int] | None
) -> None:
    """So many neighbouring vectors; ``steps``: where sums, states and slopes (or no slopes) are; ``mask``: which lanes
    hold units, ``None`` for all."""
    name = f"{form}_{'_'.join(map(str, steps))}_{'' if mask is None else ''.join(map(str, mask))}"

    def emit(e: Emitter, at: Any, count: Any, *numbers: Any) -> None:
        def one(carried: list[Any]) -> list[Any]:
            (here,) = carried
            values = FORMS[form](e, e.load(here, steps[0]), *numbers)
            for value, step in zip(values, steps[1:], strict=False):
                e.store(value if mask is None else e.shuffle(value, e.constant(0.0), mask), here, step)
            return [e.at(here, BYTES)]

        e.loop(count, [at], one, FEW_VECTORS)

    if count <= FEW_VECTORS:
        emit(e, at, count, *numbers)
    else:
        e.call(name, emit, at, INT64(count), *numbers)


def stretches(level: LevelLayout) -> list[tuple[int, int, list[int] | None]]:
    """First vector and number of vectors that are alike, and the lanes kept: ``None`` where every lane is a unit."""
    held = np.zeros((level.vectors, LANES), bool)
    place = (np.array(level.order) - level.start) // 4
    held[place // LANES, place % LANES] = True
    cuts = np.flatnonzero((held[1:] != held[:-1]).any(1)) + 1
    bounds = [0, *cuts.tolist(), level.vectors]
    found: list[tuple[int, int, list[int] | None]] = []
    for begin, end in pairwise(bounds):
        lanes = held[begin]
        mask = None if lanes.all() else np.where(lanes, np.arange(LANES), LANES).tolist()
        found.append((begin, end - begin, mask))
    return found


def _links_at(level: LevelLayout) -> int:
    """The first of a level's own links: three starts, then the numbers of its form."""
    return LAYERS_AT + PER_LAYER * level.functions


def links_of(layout: ArenaLayout, course: Course, newton: bool) -> np.ndarray:
    """The links of a sweep: addresses of the functions of ``calls`` that are called, of the course's code, its numbers,
    and where its functions start."""
    others = any(level.form == BY_CODE for level in layout.levels[1:])
    softmax = course.cost == COST_XENT
    called = ((calls.activate, others), (calls.bend, newton), (calls.softmax, softmax))
    functions = [function() if wanted else 0 for function, wanted in called]
    numbers = np.array([course.outputs, course.criterion_low, course.criterion_high], np.float64).view(np.int64)
    layers = np.zeros((len(course.f_at), PER_LAYER), np.int64)
    layers[:, :3] = np.stack([course.f_at, course.df_at, course.ddf_at], 1)
    for level in layout.levels[1:]:
        f, df = (course.code[at[level.functions] :] for at in (course.f_at, course.df_at))
        found = numbers_of(level.form, f, df)
        layers[level.functions, 3:].view(np.float32)[: len(found)] = found
    return np.concatenate([[*functions, course.code.ctypes.data], numbers, layers.ravel()])
