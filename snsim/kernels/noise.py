"""Gaussian noise on sums and inputs, unit by unit in the order of the layers: the draws are those of the original."""

from __future__ import annotations

from .arena import LAYER_ORDER, LAYER_UNITS, layer_entry, unit_field
from .jit import part
from .randomness import gauss
from .vectors import load_float, load_int, store_float


@part
def add_noise(ground, field, layer, deviation, random):  # type: ignore[no-untyped-def]
    """Add noise of this standard deviation to a unit field of a level."""
    places, at = ground.tables + layer_entry(ground, layer, LAYER_ORDER), unit_field(ground, field)
    for k in range(layer_entry(ground, layer, LAYER_UNITS)):
        unit = at + load_int(places + 8 * k)
        store_float(unit, load_float(unit) + gauss(random) * deviation)
