"""A sealed-off machine: empty folders instead of the user's, and a data server on loopback."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from snsim.datasets import generate_digits, locate
from snsim.datasets.digest import digits_digest


@dataclass
class Place:
    """The folders of the sealed-off machine, and what was said to its user."""

    data: Path
    cache: Path
    said: list[str] = field(default_factory=list)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place(tmp_path / "data", tmp_path / "cache")
    work = tmp_path / "checkout" / "work"
    for folder in (place.data, work):
        folder.mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.setattr(locate, "CHECKOUT", work.parent)
    monkeypatch.setenv("SNSIM_DATA", str(place.data))
    monkeypatch.setenv("SNSIM_CACHE", str(place.cache))
    monkeypatch.delenv("SNSIM_MIRROR", raising=False)
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    return place


@pytest.fixture
def no_named_folder(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """SNSIM_DATA is not set, as on most machines."""
    monkeypatch.delenv("SNSIM_DATA")


@dataclass
class Server:
    """``files``: name -> (bytes to send, length to announce); ``asked``: the names that were asked for."""

    address: str
    files: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def offer(self, name: str, content: bytes, announced: int | None = None) -> None:
        self.files[name] = content, len(content) if announced is None else announced


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.lstrip("/")
            known.asked.append(name)
            if name not in known.files:
                self.send_error(404)
                return
            content, announced = known.files[name]
            self.send_response(200)
            self.send_header("Content-Length", str(announced))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        known = Server(f"http://127.0.0.1:{http.server_port}/")
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield known
        http.shutdown()
        thread.join()


@dataclass
class ZipSample:
    """A small set in the format of the zip digits."""

    images: np.ndarray
    labels: np.ndarray
    text: bytes
    archive: bytes
    digest: str


@pytest.fixture(scope="session")
def zip_sample() -> ZipSample:
    images, labels = generate_digits(20, seed=3)
    images = (np.rint(images * 1000) / 1000).astype(np.float32)
    text = zip_text(images, labels)
    return ZipSample(images, labels, text, gzip.compress(text, mtime=0), digits_digest(images, labels))


def zip_text(images: np.ndarray, labels: np.ndarray) -> bytes:
    lines = (
        " ".join([f"{label:.4f}", *(f"{grey:.4f}" for grey in image)]) + " \n"
        for label, image in zip(labels, images, strict=True)
    )
    return "".join(lines).encode()
