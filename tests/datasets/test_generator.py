"""Drawn digits: the notation of the glyphs, the pen, and what comes out."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.datasets import DatasetError, generate_digits
from snsim.datasets.digest import digits_digest
from snsim.datasets.generator import allographs
from snsim.datasets.glyphs import ALLOGRAPHS
from snsim.datasets.rendering import render
from snsim.datasets.splines import SAMPLES, catmull_rom, parse_glyph


def test_curve_runs_through_its_points():
    glyph = parse_glyph("0,0 50,20 30,80 70,100")
    path = glyph.basis @ glyph.controls
    assert path.shape == (SAMPLES, 2)
    for control in glyph.controls:
        assert np.hypot(*(path - control).T).min() < 0.02
    np.testing.assert_allclose(path[[0, -1]], glyph.controls[[0, -1]], atol=1e-6)
    assert glyph.pen_down.all()


def test_corner_stays_a_corner():
    glyph = parse_glyph("0,0 50,0! 50,100")
    path = glyph.basis @ glyph.controls
    assert path[:, 0].max() == pytest.approx(0.5, abs=1e-6)  # a smooth curve would swing beyond the corner
    assert path[:, 1].min() == pytest.approx(0, abs=1e-6)


def test_pen_is_lifted_between_strokes():
    glyph = parse_glyph("0,0 100,0 / 0,100 100,100")
    path = glyph.basis @ glyph.controls
    (lift,) = np.flatnonzero(glyph.pen_down == 0)
    np.testing.assert_allclose(path[[lift, lift + 1]], [[1, 0], [0, 1]], atol=1e-6)


def test_spline_of_equally_spaced_points_is_straight():
    samples = catmull_rom(4, 31) @ np.arange(4, dtype=np.float32)
    np.testing.assert_allclose(samples, np.linspace(0, 3, 31), atol=1e-5)


@pytest.mark.parametrize("digit", range(10))
def test_every_allograph_is_well_formed(digit):
    shares, glyphs = allographs(digit)
    assert sum(shares) == pytest.approx(1)
    for glyph, (_, strokes) in zip(glyphs, ALLOGRAPHS[digit], strict=True):
        np.testing.assert_allclose(glyph.basis.sum(axis=1), 1, atol=1e-5)
        assert (glyph.pen_down == 0).sum() == strokes.count("/")


def test_line_has_the_thickness_asked_for():
    """A vertical line of thickness 4 between columns 7 and 8: dark core, half darkness 2 pixels from its axis."""
    path = np.stack((np.full(100, 7.5), np.linspace(-5, 20, 100)), axis=-1)[None].astype(np.float32)
    ones = np.ones((1, 99), np.float32)
    image = render(path, 4 * ones, ones, np.array([0.7], np.float32), 16).reshape(16, 16)
    profile = image[8]
    np.testing.assert_allclose(profile, profile[::-1], atol=1e-5)
    assert profile[7] > 0.99 and profile[0] < -0.99
    left_of_axis = np.interp(0.0, profile[4:8], np.arange(4, 8))
    assert left_of_axis == pytest.approx(5.5, abs=0.15)


def test_lifted_pen_draws_nothing():
    path = np.stack((np.linspace(0, 15, 50), np.full(50, 8.0)), axis=-1)[None].astype(np.float32)
    width, pen = np.full((1, 49), 2, np.float32), np.zeros((1, 49), np.float32)
    assert (render(path, width, pen, np.array([0.4], np.float32), 16) == -1).all()


def test_same_seed_same_digits():
    images, labels = generate_digits(200, 5)
    again, same = generate_digits(200, 5)
    assert np.array_equal(images, again) and np.array_equal(labels, same)
    assert not np.array_equal(images, generate_digits(200, 6)[0])


def test_same_digits_on_every_machine():
    """Rounded to thousandths; the digest enters the records of runs. A numpy that draws other numbers changes it."""
    images, labels = generate_digits(200, 1989)
    np.testing.assert_array_equal(images, (np.rint(images * 1000) / 1000).astype(np.float32))
    assert digits_digest(images, labels) == "b0b3cec113eb917b71296ccf936cebc7157913299cc89cd20fcac6b000e8328a"


def test_shape_range_and_counts():
    images, labels = generate_digits(103, 1)
    assert images.shape == (103, 256) and images.dtype == np.float32 and labels.dtype == np.uint8
    assert np.isfinite(images).all() and images.min() >= -1 and images.max() <= 1
    assert list(np.bincount(labels)) == [11, 11, 11, 10, 10, 10, 10, 10, 10, 10]
    assert list(np.bincount(generate_digits([3, 0, 0, 0, 0, 0, 0, 0, 0, 2])[1])) == [3, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    assert generate_digits(0)[0].shape == (0, 256)


def test_digits_fill_their_frame_as_the_zip_digits_do():
    images, _ = generate_digits(500, 2)
    drawn = images.reshape(-1, 16, 16) > -0.9
    height, width = drawn.any(axis=2).sum(axis=1), drawn.any(axis=1).sum(axis=1)
    assert (np.maximum(height, width) >= 15).mean() > 0.95
    assert -0.6 < images.mean() < -0.4  # the real ones: -0.49


@pytest.mark.parametrize(("counts", "seed"), [(-1, 0), ([1, 2, 3], 0), ([1] * 9 + [-1], 0), (10, -4), (10**9, 0)])
def test_impossible_wishes(counts, seed):
    with pytest.raises(DatasetError):
        generate_digits(counts, seed)


def test_drawn_digits_teach_to_read_others():
    """Nearest class mean, the simplest of classifiers, learned on one seed reads most of another."""
    images, labels = generate_digits(2000, 10)
    means = np.stack([images[labels == digit].mean(axis=0) for digit in range(10)])
    others, truth = generate_digits(1000, 11)
    distance = ((others[:, None] - means) ** 2).sum(axis=2)
    assert (distance.argmin(axis=1) == truth).mean() > 0.7
