"""A fingerprint of digits that does not depend on how their file was compressed or how its numbers were printed."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from snsim.datasets.digitset import Floats, Labels

THOUSAND = 1000  # the zip files print three decimals that matter


def digits_digest(images: Floats, labels: Labels) -> str:
    """sha256 over the labels (bytes), then the grey levels in thousandths (little-endian int16)."""
    thousandths: NDArray[np.int16] = np.rint(images * np.float32(THOUSAND)).astype("<i2")
    return hashlib.sha256(labels.tobytes() + thousandths.tobytes()).hexdigest()
