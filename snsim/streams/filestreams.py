"""Files and commands (``|command``) being read and written (language.md, 12 and 12.4)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO

from ..lisp.console import OutputStream
from ..lisp.errors import LispError
from ..lisp.source import Source
from .host import host_error, to_host


class FileOutput(OutputStream):
    """A file, or a command (``|command``), being written: the descriptor of ``open-write``."""

    lisp_class = "FILE_WO"

    def __init__(self, name: str, mode: str = "wb"):
        super().__init__()
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self.file: IO[bytes]
        try:
            if name.startswith("|"):
                sys.stdout.flush()
                self.process = subprocess.Popen(to_host(name[1:]), shell=True, stdin=subprocess.PIPE)
                assert self.process.stdin
                self.file = self.process.stdin
            else:
                self.file = Path(to_host(name)).open(mode)  # noqa: SIM115  (closed by close)
        except OSError as error:
            raise host_error(error) from None

    def emit(self, data: bytes) -> None:
        if self.file.closed:
            raise LispError("not an open file", self.name)
        try:
            self.file.write(data)
        except OSError as error:
            raise host_error(error) from None

    def flush(self) -> None:
        if not self.file.closed:
            self.file.flush()

    def close(self) -> None:
        self.file.close()
        if self.process:
            self.process.wait()
            self.process = None

    def __del__(self) -> None:
        if hasattr(self, "file"):
            self.close()


class FileInput(Source):
    """A file, or what a command prints (``|command``), being read: the descriptor of ``open-read``."""

    __slots__ = ("path",)
    lisp_class = "FILE_RO"

    def __init__(self, name: str):
        try:
            if name.startswith("|"):
                run = subprocess.run(to_host(name[1:]), shell=True, stdout=subprocess.PIPE, check=False)
                data = run.stdout
            else:
                data = Path(to_host(name)).read_bytes()
        except OSError as error:
            raise host_error(error) from None
        super().__init__(data.decode("latin-1"), name)
        self.path = name

    def close(self) -> None:
        """Read no more."""
        self.offset = len(self.text)
