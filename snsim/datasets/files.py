"""Bytes of a data file, unpacked when it is gzipped."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from snsim.datasets.errors import DatasetError

GZIP_MAGIC = b"\x1f\x8b"
GZIP_WRAPPER = 16  # tells zlib that a gzip header comes first
FETCH_AGAIN = "delete the file and load again to fetch a fresh copy, or put a good copy in its place"


def read_unpacked(path: Path) -> bytes:
    """The content of ``path``; a ``DatasetError`` names the file when it is missing, cut short or damaged."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"cannot read the file: {error.strerror}", str(path), FETCH_AGAIN) from None
    if not raw.startswith(GZIP_MAGIC):
        return raw
    try:
        return gzip.decompress(raw)
    except EOFError:
        message = f"the archive is cut short: it ends within the compressed data, after {len(raw)} bytes"
        raise DatasetError(message, f"{path}:{len(raw)}", FETCH_AGAIN) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DatasetError(f"the archive is damaged: {error}", f"{path}:{_damage(raw)}", FETCH_AGAIN) from None


def _damage(raw: bytes) -> int:
    """The offset at which unpacking fails. Damage may lie before it: a wrong checksum is noticed at the end."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | GZIP_WRAPPER)
    for offset in range(len(raw)):
        if unpacker.eof:
            return offset
        try:
            unpacker.decompress(raw[offset : offset + 1])
        except zlib.error:
            return offset
    return len(raw)
