"""Windows that write SVG: ``svg-window`` (Table A, Graphics). The last page is kept."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Sequence
from html import escape

import numpy as np

from .drivers import BACKGROUND, FOREGROUND, SOLID, Clip, Driver, components

DASHES = {1: "1 2", 2: "4 4", 3: "1 2 4 2"}


class Svg(Driver):
    """An element for everything drawn."""

    kind = "SVG"
    suffix = "svg"

    def __init__(self, name: str, width: int, height: int):
        super().__init__(name, width, height)
        self.elements: list[str] = []
        self.color = FOREGROUND
        self.style = SOLID
        self.family, self.size = "default", 11
        self.clip: Clip | None = None
        self.clips: list[Clip] = []

    def put(self, element: str, filled: bool = True) -> None:
        paint = "#{:02x}{:02x}{:02x}".format(*components(self.color))
        look = f'fill="{paint}"' if filled else f'fill="none" stroke="{paint}"'
        if not filled and self.style in DASHES:
            look += f' stroke-dasharray="{DASHES[self.style]}"'
        if self.clip is not None:
            if self.clip not in self.clips:
                self.clips.append(self.clip)
            look += f' clip-path="url(#clip{self.clips.index(self.clip)})"'
        self.elements.append(element.replace(" LOOK", f" {look}"))

    def clear(self) -> None:
        self.elements.clear()

    def line(self, x1: int, y1: int, x2: int, y2: int) -> None:
        self.put(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" LOOK/>', filled=False)

    def rectangle(self, x: int, y: int, w: int, h: int, filled: bool) -> None:
        x, y, w, h = min(x, x + w), min(y, y + h), abs(w), abs(h)
        self.put(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" LOOK/>', filled)

    def circle(self, x: int, y: int, r: int, filled: bool) -> None:
        self.put(f'<circle cx="{x}" cy="{y}" r="{r}" LOOK/>', filled)

    def arc(self, x: int, y: int, r: int, start: int, end: int, filled: bool) -> None:
        if end - start == 360:
            self.circle(x, y, r, filled)
            return
        ends = [(x + r * math.cos(math.radians(a)), y - r * math.sin(math.radians(a))) for a in (start, end)]
        (x1, y1), (x2, y2) = ends
        path = f"M{x1:.2f} {y1:.2f}A{r} {r} 0 {int(end - start > 180)} 0 {x2:.2f} {y2:.2f}"
        self.put(f'<path d="{path}{f"L{x} {y}Z" if filled else ""}" LOOK/>', filled)

    def polygon(self, points: Sequence[tuple[int, int]]) -> None:
        self.put(f'<polygon points="{" ".join(f"{x},{y}" for x, y in points)}" LOOK/>')

    def text(self, x: int, y: int, text: str) -> None:
        family = "Courier" if self.family == "default" else self.family.split("-")[0]
        style = ' font-weight="bold"' if "Bold" in self.family else ""
        style += ' font-style="italic"' if "Italic" in self.family or "Oblique" in self.family else ""
        font = f'font-family="{escape(family)}" font-size="{self.size}"{style} xml:space="preserve"'
        self.put(f'<text x="{x}" y="{y}" {font} LOOK>{escape(_printable(text))}</text>')

    def image(self, x: int, y: int, colors: np.ndarray, width: int, height: int) -> None:
        rows, columns, _ = colors.shape
        data = base64.b64encode(png(colors)).decode()
        place = f'x="{x}" y="{y}" width="{columns * width}" height="{rows * height}"'
        look = 'preserveAspectRatio="none" style="image-rendering:pixelated"'
        self.put(f'<image {place} {look} href="data:image/png;base64,{data}" LOOK/>')

    def set_color(self, color: int) -> None:
        self.color = color

    def set_font(self, family: str, size: int) -> None:
        self.family, self.size = family, size

    def set_linestyle(self, style: int) -> None:
        self.style = style

    def set_clip(self, clip: Clip | None) -> None:
        self.clip = clip

    def document(self) -> str:
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        white = "#{:02x}{:02x}{:02x}".format(*components(BACKGROUND))
        clips = [
            f'<clipPath id="clip{index}"><rect x="{x}" y="{y}" width="{w}" height="{h}"/></clipPath>'
            for index, (x, y, w, h) in enumerate(self.clips)
        ]
        head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
        open_tag = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        return "\n".join([head, open_tag, f'<rect width="100%" height="100%" fill="{white}"/>', *clips]) + "\n".join(
            ["", *self.elements, "</svg>", ""]
        )


def _printable(text: str) -> str:
    """Without the control characters that XML forbids."""
    return "".join(character if character >= " " or character == "\t" else "?" for character in text)


def png(colors: np.ndarray) -> bytes:
    """A picture of (rows, columns, 3) bytes in the PNG format."""
    rows, columns, _ = colors.shape
    lines = np.zeros((rows, 1 + columns * 3), np.uint8)  # each line begins with its filter: none
    lines[:, 1:] = colors.reshape(rows, -1)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data)) for tag, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
