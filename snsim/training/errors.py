"""What can stop a sweep."""

from __future__ import annotations

import numpy as np


class Diverged(Exception):
    """Weights grew beyond all numbers. The network holds those after ``kept`` presentations of the sweep, the last
    finite ones; ``state`` is that of the same moment."""

    def __init__(self, kept: int, state: np.ndarray):
        super().__init__(kept)
        self.kept, self.state = kept, state
