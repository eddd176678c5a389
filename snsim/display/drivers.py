"""What a window can draw: the interface of the drivers, and the file they write.

Coordinates are pixels from the top left corner, y downwards, as integers. A colour is -1 (foreground, black), -2
(background, white), -3 (gray) or 65536 red + 256 green + blue (language.md, 14.1 and 14.2).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..streams.host import host_failures, to_host

FOREGROUND, BACKGROUND, GRAY = -1, -2, -3
SOLID, DOTTED, DASHED, DOT_DASHED = 0, 1, 2, 3

Clip = tuple[int, int, int, int]


def components(color: int) -> tuple[int, int, int]:
    """Red, green and blue of a colour, 0 to 255."""
    if color < 0:
        level = {FOREGROUND: 0, BACKGROUND: 255}.get(color, 128)
        return level, level, level
    return color >> 16 & 255, color >> 8 & 255, color & 255


class Driver:
    """Collects a drawing; ``save`` writes it. ``kind`` is the name that ``(gdriver)`` shows."""

    kind = "?"
    suffix = ""

    def __init__(self, name: str, width: int, height: int):
        self.name = name
        self.width = width
        self.height = height

    def clear(self) -> None:
        """An empty page, the next one."""
        raise NotImplementedError

    def line(self, x1: int, y1: int, x2: int, y2: int) -> None:
        raise NotImplementedError

    def rectangle(self, x: int, y: int, w: int, h: int, filled: bool) -> None:
        raise NotImplementedError

    def circle(self, x: int, y: int, r: int, filled: bool) -> None:
        raise NotImplementedError

    def arc(self, x: int, y: int, r: int, start: int, end: int, filled: bool) -> None:
        """Degrees counter-clockwise from the right; filled: a slice."""
        raise NotImplementedError

    def polygon(self, points: Sequence[tuple[int, int]]) -> None:
        """Filled."""
        raise NotImplementedError

    def text(self, x: int, y: int, text: str) -> None:
        """``(x, y)`` is the left end of the baseline."""
        raise NotImplementedError

    def image(self, x: int, y: int, colors: np.ndarray, width: int, height: int) -> None:
        """Cells of ``width`` times ``height`` pixels; ``colors``: (rows, columns, 3) bytes."""
        raise NotImplementedError

    def set_color(self, color: int) -> None:
        raise NotImplementedError

    def set_font(self, family: str, size: int) -> None:
        raise NotImplementedError

    def set_linestyle(self, style: int) -> None:
        raise NotImplementedError

    def set_clip(self, clip: Clip | None) -> None:
        raise NotImplementedError

    def document(self) -> str:
        """The whole file."""
        raise NotImplementedError

    def save(self) -> None:
        """Write the file: to a temporary name, then renamed."""
        path = Path(to_host(self.name))
        with host_failures():
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
            with os.fdopen(handle, "wb") as file:
                file.write(self.document().encode("latin-1", "replace"))
            Path(temporary).replace(path)
