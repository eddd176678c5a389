"""Vectors mixed from the lanes of several others, by permutations of two at a time.

Sixteen lanes from four vectors take three permutations. But where several mixtures ask for the same vectors, as the
units of a map ask for the rows of a picture, what they want of two vectors is put side by side first, for two mixtures
in one: four mixtures of four vectors take eight permutations instead of twelve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .emitter import LANES, Emitter


@dataclass
class Share:
    """What some mixtures want of a pair of sources, 16 lanes at most: ``rows`` and ``lanes`` of the mixtures, and
    which of the 32 lanes of both are ``taken`` for them."""

    pair: tuple[int, int]
    rows: np.ndarray
    lanes: np.ndarray
    taken: np.ndarray


def mixed(e: Emitter, source: Callable[[int], Any], wanted: np.ndarray) -> Iterator[tuple[int, Any]]:
    """Mixtures of the vectors ``source(0)``, ``source(1)`` ..., each with its number, in the order that suits.

    ``wanted`` (mixtures, 16): for every lane the number of its source times 16, plus the lane there; -1 for 0.
    """
    for sources, mixtures in _with_equal_sources(wanted):
        vectors = {number: source(number) for number in sources}
        shares = _shares(wanted[mixtures], sources)
        if 0 < len(shares) <= len(mixtures) * len(sources) // 4:
            pairs = [_side_by_side(e, vectors, share) for share in shares]
            made = mixed(e, pairs.__getitem__, _of_shares(len(mixtures), shares))
        else:
            made = iter([(k, _chain(e, vectors, wanted[number])) for k, number in enumerate(mixtures)])
        for k, value in made:
            yield mixtures[k], value


def _with_equal_sources(wanted: np.ndarray) -> list[tuple[list[int], list[int]]]:
    """Sources, and the mixtures that are made of just these."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for number, lanes in enumerate(wanted):
        groups.setdefault(tuple(np.unique(lanes[lanes >= 0] // LANES).tolist()), []).append(number)
    return [(list(sources), mixtures) for sources, mixtures in groups.items()]


def _shares(wanted: np.ndarray, sources: list[int]) -> list[Share]:
    """What mixtures of four sources or more want of these, two by two."""
    if len(sources) < 4 or len(sources) % 2:
        return []
    return [share for pair in zip(sources[::2], sources[1::2], strict=True) for share in _of_pair(wanted, pair)]


def _of_pair(wanted: np.ndarray, pair: tuple[int, int]) -> Iterator[Share]:
    """As many mixtures in one as there is room for."""
    here = np.isin(wanted // LANES, pair)
    counts, begin = here.sum(1), 0
    while begin < len(wanted):
        end = begin + int((np.cumsum(counts[begin:]) <= LANES).sum())
        rows, lanes = np.nonzero(here[begin:end])
        places = wanted[begin + rows, lanes]
        yield Share(pair, begin + rows, lanes, places % LANES + LANES * (places // LANES == pair[1]))
        begin = end


def _side_by_side(e: Emitter, sources: dict[int, Any], share: Share) -> Any:
    """All that a share holds, in one vector."""
    lanes = np.zeros(LANES, np.int64)
    lanes[: len(share.taken)] = share.taken
    left, right = share.pair
    return e.shuffle(sources[left], sources[right], lanes)


def _of_shares(mixtures: int, shares: list[Share]) -> np.ndarray:
    """What so many mixtures want of the shares."""
    wanted = np.full((mixtures, LANES), -1)
    for number, share in enumerate(shares):
        wanted[share.rows, share.lanes] = number * LANES + np.arange(len(share.rows))
    return wanted


def _chain(e: Emitter, sources: dict[int, Any], wanted: np.ndarray) -> Any:
    """A mixture, one source after the other."""
    value = e.constant(0.0)
    for number in np.unique(wanted[wanted >= 0] // LANES).tolist():
        value = blend(e, value, sources[number], np.where(wanted // LANES == number, wanted % LANES, -1))
    return value


def blend(e: Emitter, value: Any, source: Any, lanes: np.ndarray) -> Any:
    """``value`` with some lanes taken from ``source``, those that are not -1; ``None`` where there is nothing yet."""
    if (lanes == np.arange(LANES)).all():
        return source
    choice = np.where(lanes < 0, LANES + np.arange(LANES), lanes)
    return e.shuffle(source, source if value is None else value, choice)
