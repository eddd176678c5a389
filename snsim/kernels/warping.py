"""Pictures turned, stretched, sheared, moved and bent: one map of the plane.

With x to the right and y down, both from the centre of the picture, a point goes to

    (x, y) -> R H S (x, y) + d      S  x' = (1 + s_x) x, y' = (1 + s_y) y          H  x' = x + h y
                                    R  x' = x cos t - y sin t, y' = x sin t + y cos t

so a positive t turns the digit clockwise. For every pixel of the new picture this is undone, the pixel's elastic field
is added (``elastic.py``), and there the old picture is read, bilinearly. What lies outside is background.

Drawn are, each evenly from -most to most, in this order: t, s_y, s_x, h, d_y, d_x; then what makes the elastic field.
"""

from __future__ import annotations

import math

import numpy as np

from .elastic import elastic_draws, elastic_field, elastic_room, even
from .jit import part

F0, F1 = np.float32(0), np.float32(1)
AFFINE_DRAWS = 6
FRAME = 3  # pixels that a picture with its frame is longer: one before, two after


@part
def warp_draws(picture):  # type: ignore[no-untyped-def]
    """How many numbers are drawn."""
    return AFFINE_DRAWS + elastic_draws(picture)


@part
def warp_room(picture):  # type: ignore[no-untyped-def]
    """Floats of scratch: the picture in its frame, and the elastic field."""
    size = (picture.rows + FRAME) * (picture.columns + FRAME)
    return size + (elastic_room(picture) if picture.strength > 0 else 0)


@part
def draw_warp(most, numbers, random):  # type: ignore[no-untyped-def]
    """All numbers of a picture's map."""
    numbers[0] = np.float32(most.rotation) * even(random)
    numbers[1] = np.float32(most.scale) * even(random)
    numbers[2] = np.float32(most.scale) * even(random)
    numbers[3] = np.float32(most.shear) * even(random)
    numbers[4] = np.float32(most.shift) * even(random)
    numbers[5] = np.float32(most.shift) * even(random)
    for k in range(AFFINE_DRAWS, len(numbers)):
        numbers[k] = even(random)


@part
def frame(pattern, to, picture):  # type: ignore[no-untyped-def]
    """The picture with background around it."""
    rows, columns, wide = picture.rows, picture.columns, picture.columns + FRAME
    for k in range((rows + FRAME) * wide):
        to[k] = picture.background
    for row in range(rows):
        at, source = (row + 1) * wide + 1, row * columns
        for column in range(columns):
            to[at + column] = pattern[source + column]


@part
def inverse(numbers):  # type: ignore[no-untyped-def]
    """The map undone: (y_y, y_x, x_y, x_x), float32; old y = y_y y' + y_x x' and so on."""
    t, h = float(numbers[0]), float(numbers[3])
    tall, broad = 1 + float(numbers[1]), 1 + float(numbers[2])
    c, s = math.cos(t), math.sin(t)
    return np.float32(c / tall), np.float32(-s / tall), np.float32((s - h * c) / broad), np.float32((c + h * s) / broad)


@part
def warped(pattern, to, picture, numbers, work):  # type: ignore[no-untyped-def]
    """``to`` becomes the picture as the numbers say."""
    rows, columns = picture.rows, picture.columns
    size = (rows + FRAME) * (columns + FRAME)
    framed, field = work[:size], work[size:]
    frame(pattern, framed, picture)
    elastic = len(numbers) > AFFINE_DRAWS
    if elastic:
        elastic_field(picture, numbers[AFFINE_DRAWS:], field)
    read(framed, to, picture, numbers, field, elastic)


@part
def read(framed, to, picture, numbers, field, elastic):  # type: ignore[no-untyped-def]
    """Every pixel of the new picture from where it was in the old one."""
    rows, columns = picture.rows, picture.columns
    wide = columns + FRAME
    y_y, y_x, x_y, x_x = inverse(numbers)
    middle_y, middle_x = np.float32(0.5 * (rows - 1)), np.float32(0.5 * (columns - 1))
    most_y, most_x = np.float32(rows + 1), np.float32(columns + 1)
    for row in range(rows):
        dy = np.float32(row) - middle_y - numbers[4]
        from_y, from_x = y_y * dy + (middle_y + F1), x_y * dy + (middle_x + F1)  # in the frame
        for column in range(columns):
            k = row * columns + column
            dx = np.float32(column) - middle_x - numbers[5]
            y, x = from_y + y_x * dx, from_x + x_x * dx
            if elastic:
                y, x = y + field[k], x + field[rows * columns + k]
            y, x = min(max(y, F0), most_y), min(max(x, F0), most_x)
            top, left = np.uint32(y), np.uint32(x)
            down, right = y - np.float32(top), x - np.float32(left)
            at = top * np.uint32(wide) + left
            below = at + np.uint32(wide)
            upper = framed[at] + right * (framed[at + np.uint32(1)] - framed[at])
            lower = framed[below] + right * (framed[below + np.uint32(1)] - framed[below])
            to[k] = upper + down * (lower - upper)
