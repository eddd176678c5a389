"""An elastic field: by how many pixels each pixel of a picture is moved, neighbours alike (Simard, Steinkraus and
Platt, "Best practices for convolutional neural networks applied to visual document analysis", 2003).

Drawn are, for every pixel, row by row, a number from -1 to 1 for its way down, then one for every pixel's way to the
right. With N (rows, columns) either of these,

    e = strength B_rows N B_columns        B[i, j] = exp(-(i - j)^2 / (2 reach^2)) / sum     where |i - j| <= 3 reach

the sum being that of a whole bell, from -3 reach to 3 reach: beyond the picture N is 0.
"""

from __future__ import annotations

import math

import numpy as np

from .jit import part
from .randomness import uniform

F0, F1, F2 = np.float32(0), np.float32(1), np.float32(2)


@part
def even(random):  # type: ignore[no-untyped-def]
    """A draw from [-1, 1]."""
    return F2 * uniform(random) - F1


@part
def elastic_draws(picture):  # type: ignore[no-untyped-def]
    """How many numbers are drawn."""
    return 2 * picture.rows * picture.columns if picture.strength > 0 else 0


@part
def elastic_room(picture):  # type: ignore[no-untyped-def]
    """Floats of ``field``: e_y, e_x; scratch."""
    return 3 * picture.rows * picture.columns + picture.rows**2 + picture.columns**2


@part
def elastic_field(picture, drawn, field):  # type: ignore[no-untyped-def]
    """e_y and then e_x into ``field``."""
    rows, columns = picture.rows, picture.columns
    size = rows * columns
    half = field[2 * size : 3 * size].reshape(rows, columns)
    tall = field[3 * size : 3 * size + rows**2].reshape(rows, rows)
    broad = field[3 * size + rows**2 : 3 * size + rows**2 + columns**2].reshape(columns, columns)
    bells(tall, picture.reach, picture.strength)
    bells(broad, picture.reach, 1.0)
    for first in (0, size):
        product(tall, drawn[first : first + size].reshape(rows, columns), half)
        product(half, broad, field[first : first + size].reshape(rows, columns))


@part
def bells(matrix, reach, height):  # type: ignore[no-untyped-def]
    """``height`` B."""
    total, most = 1.0, int(3 * reach)
    for r in range(1, most + 1):
        total += 2 * math.exp(-r * r / (2 * reach**2))
    for r in range(len(matrix)):
        value = np.float32(height / total * math.exp(-r * r / (2 * reach**2))) if r <= most else F0
        for i in range(len(matrix) - r):
            matrix[i, i + r] = matrix[i + r, i] = value


@part
def product(a, b, to):  # type: ignore[no-untyped-def]
    """``to`` = a b."""
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            to[i, j] = F0
        for k in range(b.shape[0]):
            factor = a[i, k]
            for j in range(b.shape[1]):
                to[i, j] += factor * b[k, j]
