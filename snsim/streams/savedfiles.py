"""Files of results: written beside their place and moved there when they are whole."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from .host import host_failures, to_host


def replace_file(name: str, data: bytes) -> None:
    """Write a file; what was there under this name stays until the new file is whole."""
    with host_failures():
        place = Path(to_host(name)).resolve()
        if place.is_file() and not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if place.exists() and not (place.is_file() and os.access(place.parent, os.W_OK)):
            place.write_bytes(data)  # a device, a named pipe, a file in a folder that takes no other
        else:
            _write_and_move(place, data)


def _write_and_move(place: Path, data: bytes) -> None:
    permissions = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_withheld()
    handle, beside = tempfile.mkstemp(prefix=".saving-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(beside, permissions)
        os.replace(beside, place)
    except BaseException:
        os.unlink(beside)
        raise


def _withheld() -> int:
    """The permissions that new files do not get (the umask)."""
    withheld = os.umask(0)
    os.umask(withheld)
    return withheld
