"""Pictures changed by chance: against NumPy, in double precision where they are interpolated; and what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from numeric.tasks import seeded

from snsim.kernels.augmentation import SHIFT, WARP, Augmentation, augmented, draw, draws
from snsim.kernels.jit import kernel
from snsim.kernels.randomness import uniform
from snsim.kernels.shifting import offset

GROUND = np.float32(-0.75)


@kernel
def offsets(most, random, found):  # type: ignore[no-untyped-def]
    for k in range(len(found)):
        found[k] = offset(most, random)


@kernel
def uniforms(random, found):  # type: ignore[no-untyped-def]
    for k in range(len(found)):
        found[k] = uniform(random)


@kernel
def drawn_numbers(augmentation, random):  # type: ignore[no-untyped-def]
    numbers = np.empty(draws(augmentation), np.float32)
    draw(augmentation, numbers, random)
    return numbers


def drawn(most: int, count: int) -> np.ndarray:
    found = np.zeros(count, np.int64)
    offsets(most, seeded(), found)
    return found


@pytest.mark.parametrize("most", [0, 1, 3])
def test_offsets(most: int) -> None:
    """All from -most to most, about equally often."""
    values, counts = np.unique(drawn(most, 7000), return_counts=True)
    assert values.tolist() == list(range(-most, most + 1))
    assert counts.min() > 0.85 * 7000 / (2 * most + 1)


@pytest.mark.parametrize(("rows", "columns"), [(5, 3), (1, 6), (4, 4)])
def test_shifted(rows: int, columns: int) -> None:
    """By the next two draws, rows first; what comes in is background; nothing beyond the picture is written."""
    random, picture = seeded(), np.arange(1.0, rows * columns + 1, dtype=np.float32).reshape(rows, columns)
    draws, most = drawn(2, 80).reshape(40, 2), 2
    shift = Augmentation(SHIFT, rows, columns, np.float32(-1), float(most))
    for down, right in draws.tolist():
        moved = np.full(rows * columns + 3, 9, np.float32)
        augmented(picture.ravel(), moved, shift, random)
        framed = np.pad(picture, 2 * most, constant_values=-1)
        wanted = np.roll(framed, (down, right), (0, 1))[2 * most :, 2 * most :][:rows, :columns]
        assert (moved[: rows * columns].reshape(rows, columns) == wanted).all()
        assert (moved[rows * columns :] == 9).all()


# ---- maps of the plane -----------------------------------------------------------------------------------------------


def amplitudes(most: Augmentation) -> np.ndarray:
    """The greatest t, s_y, s_x, h, d_y, d_x; 1 for what the elastic field is made of."""
    first = [most.rotation, most.scale, most.scale, most.shear, most.shift, most.shift]
    return np.concatenate([first, np.ones(2 * most.rows * most.columns * (most.strength > 0))])


def forward_map(numbers: np.ndarray) -> np.ndarray:
    """R H S, on (x, y)."""
    t, tall, broad, h = numbers[0], 1 + numbers[1], 1 + numbers[2], numbers[3]
    turn = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
    return turn @ np.array([[1, h], [0, 1]]) @ np.diag([broad, tall])


def bell(size: int, reach: float) -> np.ndarray:
    most = int(3 * reach)
    weights = np.exp(-(np.arange(-most, most + 1.0) ** 2) / (2 * reach**2))
    away = np.arange(size)[:, None] - np.arange(size)
    return np.where(np.abs(away) <= most, np.exp(-(away**2) / (2 * reach**2)), 0) / weights.sum()


def elastic(numbers: np.ndarray, how: Augmentation) -> np.ndarray:
    """e_y and e_x, (2, rows, columns)."""
    if how.strength == 0:
        return np.zeros((2, how.rows, how.columns))
    drawn = numbers[6:].reshape(2, how.rows, how.columns)
    return how.strength * bell(how.rows, how.reach) @ drawn @ bell(how.columns, how.reach)


def read(picture: np.ndarray, y: float, x: float) -> float:
    """Bilinearly; background outside."""
    top, left = int(np.floor(y)), int(np.floor(x))
    total = 0.0
    for r, c in ((top, left), (top, left + 1), (top + 1, left), (top + 1, left + 1)):
        inside = 0 <= r < picture.shape[0] and 0 <= c < picture.shape[1]
        total += (1 - abs(y - r)) * (1 - abs(x - c)) * (picture[r, c] if inside else GROUND)
    return total


def warped(picture: np.ndarray, numbers: np.ndarray, how: Augmentation) -> np.ndarray:
    """Pixel by pixel, from where the map took it."""
    back, field = np.linalg.inv(forward_map(numbers)), elastic(numbers, how)
    middle = (np.array(picture.shape) - 1) / 2
    made = np.zeros(picture.shape)
    for r, c in np.ndindex(picture.shape):
        x, y = back @ [c - middle[1] - numbers[5], r - middle[0] - numbers[4]]
        made[r, c] = read(picture, y + middle[0] + field[0, r, c], x + middle[1] + field[1, r, c])
    return made


WARPS = {
    "nothing": {},
    "turned": {"rotation": 0.6},
    "stretched": {"scale": 0.4},
    "sheared": {"shear": 0.5},
    "moved": {"shift": 2.5},
    "bent": {"strength": 4.0, "reach": 1.2},
    "far away": {"shift": 50.0, "scale": 0.9},
    "all": {"rotation": 0.3, "scale": 0.2, "shear": 0.2, "shift": 1.0, "strength": 3.0, "reach": 2.0},
}


@pytest.mark.parametrize("name", WARPS)
@pytest.mark.parametrize(("rows", "columns"), [(8, 8), (5, 9), (1, 4), (16, 16)])
def test_warped(rows: int, columns: int, name: str) -> None:
    """By the next draws, in the stated order; nothing beyond the picture is written."""
    how = Augmentation(WARP, rows, columns, GROUND, **({"shift": 0.0} | WARPS[name]))
    random, same = seeded(), seeded()
    picture = np.random.default_rng(1).uniform(-1, 1, (rows, columns)).astype(np.float32)
    for _ in range(6):
        moved, even = np.full(rows * columns + 3, 9, np.float32), np.zeros(len(amplitudes(how)), np.float32)
        augmented(picture.ravel(), moved, how, random)
        uniforms(same, even)
        numbers = amplitudes(how) * (2 * even.astype(float) - 1)
        wanted = warped(picture.astype(float), numbers, how)
        assert moved[:-3].reshape(rows, columns) == pytest.approx(wanted, abs=2e-4 if name == "far away" else 3e-5)
        assert (moved[-3:] == 9).all()
    assert (random == same).all()


def test_nothing_drawn_changes_nothing() -> None:
    picture = np.random.default_rng(1).uniform(-1, 1, 256).astype(np.float32)
    moved = np.zeros_like(picture)
    augmented(picture, moved, Augmentation(WARP, 16, 16, GROUND, 0.0), seeded())
    assert (moved == picture).all()


def test_a_positive_angle_turns_clockwise() -> None:
    """The pixel above the centre goes to the right of it."""
    assert forward_map(np.array([np.pi / 2, 0, 0, 0, 0, 0])) @ [0, -1] == pytest.approx([1, 0])


def test_numbers_fill_their_range_evenly() -> None:
    how, random = Augmentation(WARP, 4, 4, GROUND, 2.0, 0.5, 0.25, 0.125), seeded()
    found = np.array([drawn_numbers(how, random) for _ in range(3000)])
    shares = found / amplitudes(how)
    assert np.abs(shares).max() <= 1
    assert shares.mean(0) == pytest.approx(np.zeros(6), abs=0.04)
    assert shares.var(0) == pytest.approx(np.full(6, 1 / 3), abs=0.02)
    assert np.abs(np.corrcoef(shares.T) - np.eye(6)).max() < 0.08
