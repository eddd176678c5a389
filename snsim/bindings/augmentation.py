"""Patterns changed by chance for training (``kernels/augmentation.py``). Not in SN; ``present-pattern`` of netenv asks.

A manner is a list: its name, its numbers, and of the picture rows, columns and background.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.augmentation import SHIFT, WARP, Augmentation, augmented
from ..lisp.arguments import integer, number, python_list
from ..lisp.errors import LispError
from ..lisp.values import Symbol
from ..matrices.index import matrix_argument
from .arguments import single
from .patterns import pattern_row, show
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace

PICTURE = 3  # numbers at the end of every manner: rows, columns, background
MOST = 10_000.0  # of any number: beyond, places in a picture would be no numbers in single precision
LEAST_REACH = 0.01


def shift_of(values: list[Any], rows: int, columns: int, background: np.float32) -> Augmentation:
    """Most pixels."""
    return Augmentation(SHIFT, rows, columns, background, float(_limited(integer(values[0]), "a shift")))


def affine_of(values: list[Any], rows: int, columns: int, background: np.float32) -> Augmentation:
    """Most degrees, share of the scale, share of the shear, pixels; of the elastic field pixels, and its reach."""
    names = ("a rotation", "a scale", "a shear", "a shift", "an elastic strength", "an elastic reach")
    rotation, scale, shear, shift, strength, reach = map(_limited, map(number, values), names)
    if single(scale) >= 1:
        raise LispError("a picture would shrink to nothing", scale, hint="The scale is a share of 1, less than it.")
    if strength and reach < LEAST_REACH:
        raise LispError("an elastic field needs a reach", reach, hint="Give pixels, 4 say.")
    angle = math.radians(rotation)
    return Augmentation(WARP, rows, columns, background, shift, angle, scale, shear, strength, reach or 1.0)


MANNERS: dict[str, tuple[int, Callable[..., Augmentation], str]] = {
    "shift": (1, shift_of, "shift most rows columns background"),
    "affine": (6, affine_of, "affine rotation scale shear shift strength reach rows columns background"),
}
"""How many numbers each has, what makes it of them, how it is written."""


def _limited(value: Any, name: str) -> Any:
    if value < 0:
        raise LispError(f"{name} cannot be negative", float(value))
    if not value <= MOST:
        raise LispError(f"{name} is too large", float(value), hint=f"It is {MOST:g} at most.")
    return value


def augmentation_of(values: list[Any], inputs: int | None = None) -> Augmentation:
    """A manner, checked - against the size of the input, if it is known; raises ``LispError``."""
    name = values[0].name if values and isinstance(values[0], Symbol) else ""
    if name not in MANNERS:
        raise LispError("no such augmentation", values[0] if values else None, hint=f"There are {', '.join(MANNERS)}.")
    count, make, form = MANNERS[name]
    if len(values) != 1 + count + PICTURE:
        raise LispError("an augmentation has other numbers", float(len(values) - 1), hint=form)
    *numbers, tall, broad, ground = values[1:]
    rows, columns = integer(tall), integer(broad)
    if min(rows, columns) < 1:
        raise LispError("a picture has at least one row and column", float(min(rows, columns)))
    if inputs is not None and rows * columns != inputs:
        hint = f"The pattern has {inputs} elements: tell set-augment-{name} its rows and columns."
        raise LispError("the picture is not the pattern", float(rows * columns), hint=hint)
    return make(numbers, rows, columns, single(ground))


@primitive("check-augmentation")
def check_augmentation(workspace: Workspace, manner: Any) -> None:
    """Complain of a list that ``get-pattern-augmented`` would not take."""
    augmentation_of(python_list(manner))


@primitive("get-pattern-augmented")
def get_pattern_augmented(workspace: Workspace, matrix: Any, number: Any, units: Any, manner: Any) -> None:
    """Row ``number`` of a matrix, as a picture changed by chance, into the states of a layer. ``manner``: as in the
    variable ``augmentation``."""
    pattern = np.ascontiguousarray(pattern_row(matrix_argument(matrix), integer(number)).values.ravel(), np.float32)
    augmentation = augmentation_of(python_list(manner), len(pattern))
    moved = np.empty_like(pattern)
    with workspace.random() as random:
        augmented(pattern, moved, augmentation, random)
    show(workspace, moved, (units,))
