"""What the machine is asked to do at best is really done."""

from __future__ import annotations

import numpy as np
import pytest
from machine import CHAINS, compiled, describe, peak_multiply_adds, processor_name, streaming


@pytest.mark.parametrize("width", [4, 8, 16])
@pytest.mark.parametrize("fused", [False, True])
def test_chains(width: int, fused: bool) -> None:
    """After n turns x = 1 - 2^-n in every chain and lane; the sum is stored."""
    function, _ = compiled(width, fused)
    for turns in (1, 3, 10):
        to = np.full(width + 1, -1, np.float32)
        function(to.ctypes.data, turns)
        assert to[:width] == pytest.approx(CHAINS * (1 - 0.5**turns), rel=1e-6)
        assert to[width] == -1


def test_rates() -> None:
    assert peak_multiply_adds() > 0
    assert streaming(4096) > 0


def test_description() -> None:
    assert describe().startswith(f"{processor_name()}, Python 3.")
