"""Numbers as the network takes them: rounded to float32; unit numbers checked (sn28.md, 0.2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..lisp.arguments import integer, number
from ..matrices.celltypes import FLOAT, GREATEST_FLOAT
from ..network.network import Network


def single(value: Any) -> np.float32:
    """A number in single precision; what single precision cannot hold traps."""
    if not -GREATEST_FLOAT <= number(value) <= GREATEST_FLOAT:
        return np.float32(FLOAT.store(value))
    return np.float32(value)


def unit(network: Network, value: Any) -> int:
    """The number of a unit in use."""
    found = integer(value)
    network.check_unit(found)
    return found
