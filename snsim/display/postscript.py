"""Windows that write PostScript, as ``ps-window`` of the original did (language.md, 14.3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .drivers import BACKGROUND, FOREGROUND, GRAY, Clip, Driver, components

LEFT, TOP = 36, 756  # of the drawing on the paper, in points
ROOM = (504, 720)
SHRINK = 0.72

DEFINITIONS = """\
/BEGINPAGE { gsave translate scale 1 setlinewidth SCFG L0 11 /default SF } def
/ENDPAGE { grestore showpage } def
/SC { setrgbcolor } def /SCFG { 0 setgray } def /SCBG { 1 setgray } def /SCGRAY { 0.5 setgray } def
/L0 { [] 0 setdash } def /L1 { [1 2] 0 setdash } def /L2 { [4 4] 0 setdash } def /L3 { [1 2 4 2] 0 setdash } def
/SF { dup /default eq { pop /Courier } if findfont exch scalefont setfont } def
/PATHRECT { newpath moveto exch dup 0 rlineto exch 0 exch rlineto neg 0 rlineto closepath } def
/CLIP { initclip PATHRECT clip newpath } def
/DL { newpath moveto lineto stroke } def
/DR { PATHRECT stroke } def /FR { PATHRECT fill } def
/DC { newpath 0 360 arc stroke } def /FC { newpath 0 360 arc fill } def
/DA { newpath neg exch neg exch arcn stroke } def
/FA { neg exch neg exch 5 -2 roll 2 copy newpath moveto 5 2 roll arcn closepath fill } def
/PSTART { newpath moveto } def /FP { lineto } def /PEND { lineto closepath fill } def
/DT { gsave translate 1 -1 scale 0 0 moveto show grestore } def
/PMSET { /PMy exch def /PMx exch def /PMv exch def /PMu exch def /PMr exch def /PMc exch def
  gsave PMx PMy translate PMc PMu mul PMr PMv mul scale PMc PMr 8 [PMc 0 0 PMr 0 0] } def
/PM { PMSET /PMs PMc string def { currentfile PMs readhexstring pop } image grestore } def
/CPM { PMSET /PMs PMc 3 mul string def { currentfile PMs readhexstring pop } false 3 colorimage grestore } def
"""

_COLORS = {FOREGROUND: "SCFG", BACKGROUND: "SCBG", GRAY: "SCGRAY"}


class PostScript(Driver):
    """A page for every ``cls``."""

    kind = "PS"
    suffix = "ps"

    def __init__(self, name: str, width: int, height: int):
        super().__init__(name, width, height)
        self.pages: list[list[str]] = [[]]

    def put(self, command: str) -> None:
        self.pages[-1].append(command)

    def clear(self) -> None:
        if self.pages[-1]:
            self.pages.append([])

    def line(self, x1: int, y1: int, x2: int, y2: int) -> None:
        self.put(f"{x1} {y1} {x2} {y2} DL")

    def rectangle(self, x: int, y: int, w: int, h: int, filled: bool) -> None:
        self.put(f"{w} {h} {x} {y} {'FR' if filled else 'DR'}")

    def circle(self, x: int, y: int, r: int, filled: bool) -> None:
        self.put(f"{x} {y} {r} {'FC' if filled else 'DC'}")

    def arc(self, x: int, y: int, r: int, start: int, end: int, filled: bool) -> None:
        self.put(f"{x} {y} {r} {start} {end} {'FA' if filled else 'DA'}")

    def polygon(self, points: Sequence[tuple[int, int]]) -> None:
        names = ["PSTART", *["FP"] * (len(points) - 2), "PEND"]
        for (x, y), name in zip(points, names, strict=True):
            self.put(f"{x} {y} {name}")

    def text(self, x: int, y: int, text: str) -> None:
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.put(f"({escaped}) {x} {y} DT")

    def image(self, x: int, y: int, colors: np.ndarray, width: int, height: int) -> None:
        rows, columns, _ = colors.shape
        gray = bool((colors == colors[..., :1]).all())
        cells = colors[..., 0] if gray else colors
        self.put(f"{columns} {rows} {width} {height} {x} {y} {'PM' if gray else 'CPM'}")
        for row in cells:
            self.put(row.tobytes().hex())

    def set_color(self, color: int) -> None:
        self.put(_COLORS.get(color) or "{:g} {:g} {:g} SC".format(*(part / 256 for part in components(color))))

    def set_font(self, family: str, size: int) -> None:
        self.put(f"{size} /{family} SF")

    def set_linestyle(self, style: int) -> None:
        self.put(f"L{style}")

    def set_clip(self, clip: Clip | None) -> None:
        x, y, w, h = clip or (0, 0, self.width, self.height)
        self.put(f"{w} {h} {x} {y} CLIP")

    def document(self) -> str:
        scale = 1.0
        while self.width * scale > ROOM[0] or self.height * scale > ROOM[1]:
            scale *= SHRINK
        bottom, right = TOP - self.height * scale, LEFT + self.width * scale
        lines = [
            "%!PS-Adobe-2.0 EPSF-2.0",
            f"%%Title: {self.name}",
            f"%%BoundingBox: {LEFT} {bottom:g} {right:g} {TOP}",
            "%%EndComments",
            DEFINITIONS.rstrip(),
            "%%EndProlog",
        ]
        for number, page in enumerate(self.pages, 1):
            lines += [f"%%Page: {number} {number}", f"{scale:g} {-scale:g} {LEFT} {TOP} BEGINPAGE", *page, "ENDPAGE"]
        return "\n".join([*lines, "%%Trailer", f"%%Pages: {len(self.pages)} 1", ""])
