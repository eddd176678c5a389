"""A person at a pseudo-terminal, for tests of what only people see."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="no pseudo-terminals here")

COMMAND = [sys.executable, str(Path(__file__).parents[2] / "interpreter.py")]
PATIENCE = 30.0  # seconds until what must come comes, on a slow machine
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|[\r\a]")
WHERE = b"\x1b[6n"  # the question where the cursor is


class Terminal:
    """A person at a pseudo-terminal, who types when the right text has come."""

    def __init__(self, home: Path, term: str, *arguments: str):
        self.screen = b""
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.environ.update(TERM=term, HOME=str(home), XDG_STATE_HOME=str(home))
            os.execv(COMMAND[0], [*COMMAND, *arguments])

    def wait_for(self, text: bytes) -> bytes:
        """Read until this text is on the screen; the screen up to there is taken away."""
        end = time.monotonic() + PATIENCE
        while text not in ESCAPES.sub(b"", self.screen):
            if time.monotonic() > end or not self._read():
                pytest.fail(f"{text!r} did not come, but {self.screen[-500:]!r}")
        before, _, after = ESCAPES.sub(b"", self.screen).partition(text)
        self.screen = after
        return before

    def _read(self) -> bool:
        if not select.select([self.descriptor], [], [], 0.1)[0]:
            return True
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return False
        if WHERE in data:
            self.type(b"\x1b[1;1R")
        self.screen += data
        return bool(data)

    def rest(self, seconds: float) -> None:
        """Read nothing for a while, so that who writes has to wait."""
        time.sleep(seconds)

    def leave(self, enter: bytes = b"\n") -> None:
        """At a prompt: say so, with a status that a crash does not have."""
        self.type(b"(exit 7)" + enter)
        assert self.status() == 7

    def type(self, keys: bytes) -> None:
        os.write(self.descriptor, keys)

    def status(self) -> int:
        """When the process has ended."""
        _, status = os.waitpid(self.process, 0)
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(status)
