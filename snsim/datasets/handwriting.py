"""The hand: how a drawn digit differs from its allograph.

In: glyphs and a random generator. Out: pen paths in pixels, size-normalised as the zip digits are (the longer side of
the digit fills the 16 pixels, the aspect is kept, the digit is centred), with the thickness of the line at every
point. The constants of ``Hand`` are the whole model of how people differ; they were chosen by eye, and by how
many of the real learning digits a net trained on drawn ones recognises.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snsim.datasets.digitset import Floats
from snsim.datasets.splines import Glyph

SIDE = 16  # pixels


@dataclass(frozen=True)
class Hand:
    """The spread of every property that varies from digit to digit."""

    jitter: float = 0.025  # control points move by this (digit heights) ...
    jitter_spread: float = 0.5  # ... times exp(this * normal): tidy and untidy writers
    aspect: float = 0.22  # log of the horizontal stretch
    slant: float = 0.12  # horizontal shear, what deslanting left over
    rotation: float = 0.06  # radians
    balance: float = 0.12  # how the upper half grows at the cost of the lower one
    taper: float = 0.15  # how the top widens against the bottom
    bow: float = 0.06  # sideways bend of the whole digit
    thickness: float = 2.0  # median width of the line in pixels
    thickness_spread: float = 0.30  # of its log
    pressure: float = 0.12  # slow change of the thickness along the path
    late: float = 0.04  # share of the path lost at either end (exponential)
    softness: tuple[float, float] = (0.35, 0.55)  # blur at the edges in pixels, uniform


def write(glyph: Glyph, n: int, hand: Hand, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Draw ``glyph`` n times: paths (n, SAMPLES, 2) in pixels, thickness (n, SAMPLES - 1), pen (n, SAMPLES - 1)."""
    untidiness = hand.jitter * np.exp(hand.jitter_spread * normal(rng, n, 1, 1))
    controls = glyph.controls + untidiness * normal(rng, n, *glyph.controls.shape)
    path = distort(glyph.basis @ controls, hand, rng)
    width = hand.thickness * np.exp(hand.thickness_spread * normal(rng, n, 1))
    thickness = width * np.exp(hand.pressure * slow_noise(rng, n, path.shape[1] - 1))
    pen = glyph.pen_down * miss_ends(rng, n, path.shape[1] - 1, hand.late)
    return normalise(path, width, pen), thickness, pen


def normal(rng: np.random.Generator, *shape: int) -> Floats:
    return rng.standard_normal(shape, dtype=np.float32)


def distort(path: Floats, hand: Hand, rng: np.random.Generator) -> Floats:
    """Bend, taper, stretch, slant and turn whole digits; in and out (n, points, 2)."""
    n = len(path)
    balance, taper, bow, aspect, slant, angle = (
        spread * normal(rng, n, 1)
        for spread in (hand.balance, hand.taper, hand.bow, hand.aspect, hand.slant, hand.rotation)
    )
    x, y = path[..., 0] - 0.5, path[..., 1]
    y = y + balance * 4 * y * (1 - y)
    x = (x * (1 + taper * (1 - 2 * y)) + bow * 4 * y * (1 - y)) * np.exp(aspect)
    y = y - 0.5
    x = x - slant * y
    return np.stack((x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)), axis=-1)


def slow_noise(rng: np.random.Generator, n: int, points: int) -> Floats:
    """Unit-variance noise (n, points) that swings about once along a digit."""
    knots = 5
    at = np.linspace(0, knots - 1.001, points, dtype=np.float32)
    left = at.astype(int)
    level = normal(rng, n, knots)
    t = (at - left).astype(np.float32)
    return level[:, left] * (1 - t) + level[:, left + 1] * t


def miss_ends(rng: np.random.Generator, n: int, points: int, share: float) -> Floats:
    """A mask (n, points): the pen touches down a little late and leaves a little early."""
    late, early = share * rng.standard_exponential((2, n, 1), dtype=np.float32)
    at = np.linspace(0, 1, points, dtype=np.float32)
    return ((at >= late) & (at <= 1 - early)).astype(np.float32)


def normalise(path: Floats, width: Floats, pen: Floats) -> Floats:
    """Size normalisation: the longer side of what is drawn fills SIDE pixels; the digit is centred."""
    ink = (path[:, :-1] + path[:, 1:]) / 2
    drawn = pen[:, :, None] > 0
    low = np.where(drawn, ink, np.inf).min(axis=1, keepdims=True)
    high = np.where(drawn, ink, -np.inf).max(axis=1, keepdims=True)
    scale = (SIDE - width[:, :, None]) / (high - low).max(axis=2, keepdims=True)
    return (path - (low + high) / 2) * scale + (SIDE - 1) / 2
