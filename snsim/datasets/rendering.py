"""From pen paths to grey levels.

The pen is a Gaussian spot that deposits ink as it moves; paper darkens as 1 - exp(-ink). Both together give a line with
a black core and a soft edge, and crossings that do not add up. A Gaussian spot is a product of a row and a column
profile, so a digit is one matrix product: (rows, points) x (points, columns).
"""

from __future__ import annotations

import math

import numpy as np

from snsim.datasets.splines import Doubles

FATTEST = 6.0  # a line is at most this many standard deviations of the spot wide, lest its core overflow
CHUNK = 512  # digits rendered at a time: the working set stays within the caches


def render(path: Doubles, thickness: Doubles, pen: Doubles, softness: Doubles, side: int) -> Doubles:
    """Images (n, side * side) in [-1, 1].

    ``path`` (n, points, 2): x and y in pixels; ``thickness`` and ``pen`` (n, points - 1): width of the line in pixels
    at half its darkness, and whether the pen is down; ``softness`` (n,): standard deviation of the spot in pixels.
    """
    images = [
        _render_chunk(path[at], thickness[at], pen[at], softness[at], side)
        for at in (slice(start, start + CHUNK) for start in range(0, len(path), CHUNK))
    ]
    return np.concatenate(images) if images else np.empty((0, side * side))


def _render_chunk(path: Doubles, thickness: Doubles, pen: Doubles, softness: Doubles, side: int) -> Doubles:
    step = np.diff(path, axis=1)
    spot = (path[:, :-1] + path[:, 1:]) / 2
    sigma = np.maximum(softness[:, None], thickness / FATTEST)
    # Along a straight line the spots add up to peak * exp(-d^2 / 2 sigma^2) at distance d. The darkness
    # 1 - exp(-that) is one half at d = thickness / 2 when peak is:
    peak = math.log(2) * np.exp((thickness / sigma) ** 2 / 8)
    ink = peak * pen * np.hypot(step[..., 0], step[..., 1]) / (math.sqrt(2 * math.pi) * sigma)
    grid = np.arange(side)
    columns, rows = (np.exp(-(((grid - spot[..., axis, None]) / sigma[..., None]) ** 2) / 2) for axis in (0, 1))
    exposure = (rows * ink[..., None]).swapaxes(1, 2) @ columns
    return (1 - 2 * np.exp(-exposure)).reshape(len(path), side * side)
