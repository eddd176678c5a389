"""What the drivers write: PostScript that fits the paper, SVG that is XML, pictures that are PNG."""

from __future__ import annotations

import base64
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import numpy as np
import pytest

from snsim.display.drivers import components
from snsim.display.postscript import PostScript
from snsim.display.svg import Svg, png
from snsim.lisp.errors import LispError

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(("width", "height", "scale"), [(504, 720, 1.0), (505, 100, 0.72), (1000, 100, 0.72**3)])
def test_a_page_fits_the_paper(width: int, height: int, scale: float) -> None:
    text = PostScript("x.ps", width, height).document()
    assert f"%%BoundingBox: 36 {756 - height * scale:g} {36 + width * scale:g} 756\n" in text
    assert f"{scale:g} {-scale:g} 36 756 BEGINPAGE" in text


def test_a_page_for_every_clearing() -> None:
    driver = PostScript("x.ps", 10, 10)
    driver.clear()
    driver.line(0, 0, 1, 1)
    driver.clear()
    driver.line(2, 2, 3, 3)
    text = driver.document()
    assert re.findall(r"%%Page: (\d) ", text) == ["1", "2"]
    assert "%%Pages: 2 1" in text


def test_definitions_balance() -> None:
    text = PostScript("x.ps", 10, 10).document()
    assert text.count("{") == text.count("}")
    used = {"DL", "DR", "FR", "DC", "FC", "DA", "FA", "DT", "PSTART", "FP", "PEND", "SC", "SF", "CLIP", "PM", "CPM"}
    assert used <= set(re.findall(r"/(\w+) {", text))


def test_svg_is_xml() -> None:
    driver = Svg("x.svg", 100, 50)
    driver.set_color(0xFF0000)
    driver.set_linestyle(2)
    driver.line(1, 2, 3, 4)
    driver.set_clip((0, 0, 10, 10))
    driver.arc(5, 5, 3, 0, 90, True)
    driver.arc(5, 5, 3, 0, 360, False)
    driver.rectangle(9, 9, -4, -5, True)
    driver.set_font("Times-Bold", 12)
    driver.text(0, 9, "<a> & \x01")
    driver.image(0, 0, np.zeros((2, 3, 3), np.uint8), 4, 5)
    root = ET.fromstring(driver.document().encode("latin-1"))
    line = root.find(f"{SVG}line")
    assert line is not None
    assert (line.get("stroke"), line.get("stroke-dasharray"), line.get("x2")) == ("#ff0000", "4 4", "3")
    text = root.find(f"{SVG}text")
    assert text is not None
    assert (text.text, text.get("font-weight"), text.get("clip-path")) == ("<a> & ?", "bold", "url(#clip0)")
    assert len(root.findall(f"{SVG}clipPath")) == 1
    rectangle = root.findall(f"{SVG}rect")[1]
    assert (rectangle.get("x"), rectangle.get("y"), rectangle.get("width")) == ("5", "4", "4")
    image = root.find(f"{SVG}image")
    assert image is not None
    assert (image.get("width"), image.get("height")) == ("12", "10")
    assert base64.b64decode((image.get("href") or "").split(",")[1]).startswith(b"\x89PNG")


def test_png() -> None:
    """Unpacked by hand: the header, and the cells line by line."""
    colors = np.arange(18, dtype=np.uint8).reshape(2, 3, 3)
    data = png(colors)
    assert struct.unpack(">II", data[16:24]) == (3, 2)
    (length,) = struct.unpack(">I", data[33:37])
    lines = zlib.decompress(data[41 : 41 + length])
    assert lines == b"\0" + colors[0].tobytes() + b"\0" + colors[1].tobytes()
    assert zlib.crc32(data[37 : 41 + length]) == struct.unpack(">I", data[41 + length : 45 + length])[0]


def test_components() -> None:
    assert [components(color) for color in (-1, -2, -3, 0x010203)] == [(0,) * 3, (255,) * 3, (128,) * 3, (1, 2, 3)]


def test_saving_replaces_the_file(tmp_path: Path) -> None:
    driver = PostScript(str(tmp_path / "a.ps"), 10, 10)
    driver.save()
    driver.line(0, 0, 1, 1)
    driver.save()
    assert "0 0 1 1 DL" in (tmp_path / "a.ps").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["a.ps"]
    with pytest.raises(LispError, match="No such file or directory"):
        PostScript(str(tmp_path / "none" / "a.ps"), 10, 10).save()
