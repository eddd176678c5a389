"""The hand: how a drawn digit differs from its allograph.

In: glyphs and a random generator. Out: pen paths in pixels, size-normalised as the zip digits are (the longer side of
the digit fills the 16 pixels, the aspect is kept, the digit is centred), with the thickness of the line at every
point. The constants of ``Hand`` are the whole model of how people differ. They were chosen by eye and by two measures:
a net trained on drawn digits should read many of the real learning digits, and drawn digits should be as hard to read
as the real ones, learning and test (a wilder hand teaches a little more, and is read far worse than people's).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snsim.datasets.splines import Doubles, Glyph

SIDE = 16  # pixels
WAVES = 2  # see smooth_field


@dataclass(frozen=True)
class Hand:
    """The spread of every property that varies from digit to digit."""

    jitter: float = 0.025  # control points move by this (digit heights), each by itself ...
    warp: float = 0.05  # ... and by this together with their neighbours
    untidiness: float = 0.3  # log of what multiplies both: tidy and untidy writers
    aspect: float = 0.22  # log of the horizontal stretch
    slant: float = 0.02  # horizontal shear, what deslanting left over
    rotation: float = 0.05  # radians
    thickness: float = 1.95  # median width of the line in pixels
    thickness_spread: float = 0.3  # of its log
    pressure: float = 0.12  # slow change of the thickness along the path
    late: float = 0.01  # share of the path lost at either end (exponential)
    softness: tuple[float, float] = (0.35, 0.5)  # blur at the edges in pixels, uniform


def write(glyph: Glyph, n: int, hand: Hand, rng: np.random.Generator) -> tuple[Doubles, Doubles, Doubles]:
    """Draw ``glyph`` n times: paths (n, SAMPLES, 2) in pixels, thickness (n, SAMPLES - 1), pen (n, SAMPLES - 1)."""
    untidiness = np.exp(hand.untidiness * normal(rng, n, 1, 1))
    jitter = hand.jitter * normal(rng, n, *glyph.controls.shape)
    warp = hand.warp * smooth_field(glyph.controls, n, rng)
    path = turn(glyph.basis @ (glyph.controls + untidiness * (jitter + warp)), hand, rng)
    width = hand.thickness * np.exp(hand.thickness_spread * normal(rng, n, 1))
    thickness = width * np.exp(hand.pressure * slow_noise(rng, n, path.shape[1] - 1))
    pen = glyph.pen_down * miss_ends(rng, n, path.shape[1] - 1, hand.late)
    return normalise(path, width, pen), thickness, pen


def normal(rng: np.random.Generator, *shape: int) -> Doubles:
    return rng.standard_normal(shape)


def smooth_field(points: Doubles, n: int, rng: np.random.Generator) -> Doubles:
    """Displacements (n, points, 2) that vary slowly over the digit: cosine waves of at most WAVES half periods."""
    orders = np.arange(WAVES + 1)
    x_waves, y_waves = (np.cos(np.pi * np.outer(points[:, axis], orders)) for axis in (0, 1))
    waves = (x_waves[:, :, None] * y_waves[:, None, :]).reshape(len(points), -1)[:, 1:]  # the constant one is no change
    strength = 1 / np.add.outer(orders, orders).ravel()[1:]
    return (waves * strength) @ normal(rng, n, len(strength), 2)


def turn(path: Doubles, hand: Hand, rng: np.random.Generator) -> Doubles:
    """Stretch, slant and turn whole digits; in and out (n, points, 2)."""
    n = len(path)
    aspect, slant, angle = (spread * normal(rng, n, 1) for spread in (hand.aspect, hand.slant, hand.rotation))
    x, y = path[..., 0] * np.exp(aspect), path[..., 1]
    x = x - slant * y
    return np.stack((x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)), axis=-1)


def slow_noise(rng: np.random.Generator, n: int, points: int) -> Doubles:
    """Unit-variance noise (n, points) that swings about once along a digit."""
    knots = 5
    at = np.linspace(0, knots - 1.001, points)
    left = at.astype(int)
    level = normal(rng, n, knots)
    t = (at - left)
    return level[:, left] * (1 - t) + level[:, left + 1] * t


def miss_ends(rng: np.random.Generator, n: int, points: int, share: float) -> Doubles:
    """A mask (n, points): the pen touches down a little late and leaves a little early."""
    late, early = share * rng.standard_exponential((2, n, 1))
    at = np.linspace(0, 1, points)
    return ((at >= late) & (at <= 1 - early))


def normalise(path: Doubles, width: Doubles, pen: Doubles) -> Doubles:
    """Size normalisation: the longer side of what is drawn fills SIDE pixels; the digit is centred."""
    ink = (path[:, :-1] + path[:, 1:]) / 2
    drawn = pen[:, :, None] > 0
    low = np.where(drawn, ink, np.inf).min(axis=1, keepdims=True)
    high = np.where(drawn, ink, -np.inf).max(axis=1, keepdims=True)
    scale = (SIDE - width[:, :, None]) / (high - low).max(axis=2, keepdims=True)
    return (path - (low + high) / 2) * scale + (SIDE - 1) / 2
