"""The loop on a terminal: prompts, line editing, Ctrl-C, questions, the way out."""

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
                pytest.fail(f"{text!r} did not come, but {self.screen!r}")
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

    def type(self, keys: bytes) -> None:
        os.write(self.descriptor, keys)

    def status(self) -> int:
        """When the process has ended."""
        _, status = os.waitpid(self.process, 0)
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(status)


@pytest.mark.parametrize(("term", "prompt", "enter"), [("dumb", b"? ", b"\n"), ("xterm", b"?", b"\r")])
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_session(term: str, prompt: bytes, enter: bytes, tmp_path: Path) -> None:
    (tmp_path / ".snsimrc").write_text("(de until-stop () (while (not stop) (incr n)))")
    terminal = Terminal(tmp_path, term)
    terminal.wait_for(b"alive again")
    terminal.wait_for(b" [.snsimrc]\n")
    terminal.wait_for(prompt)
    terminal.type(b"(+ 1 2)" + enter)
    terminal.wait_for(b"\n= 3\n")
    terminal.wait_for(prompt)
    terminal.type(b"(car 3)" + enter)
    terminal.wait_for(b"\n*** car : not a list : 3\nDebug toplevel [y/N] ?")
    terminal.type(b"n" + enter)
    terminal.wait_for(prompt)
    terminal.type(b'(progn (printf "begun\\n") (flush) (while t))' + enter)
    terminal.wait_for(b"\nbegun\n")
    terminal.type(b"\x03")
    terminal.wait_for(b" : Break\nBreak toplevel [y/N] ?")
    terminal.type(b"n" + enter)
    terminal.wait_for(prompt)
    terminal.type(b'(let ((n 0) (stop ())) (printf "again\\n") (flush) (until-stop) (list n stop))' + enter)
    terminal.wait_for(b"\nagain\n")
    terminal.type(b"\x03")
    terminal.wait_for(b"Break toplevel [y/N] ?")
    terminal.type(b"y" + enter)
    terminal.wait_for(b"[Break]\n")
    terminal.wait_for(prompt)
    terminal.type(b"(progn (setq stop t) (>= n 0))" + enter)
    terminal.wait_for(b"\n= t\n")
    terminal.wait_for(prompt)
    terminal.type(b"(exit)" + enter)
    terminal.wait_for(b"Resume execution [y/N] ?")
    terminal.type(b"y" + enter)
    terminal.wait_for(b" t)\n")
    terminal.wait_for(prompt)
    terminal.type(b"\x03")
    terminal.wait_for(b"\n*** Break\n")
    terminal.wait_for(prompt)
    terminal.type(b"(+ 2 2)" + enter)
    terminal.wait_for(b"\n= 4\n")
    terminal.wait_for(prompt)
    terminal.type(b"(exit)" + enter)
    terminal.wait_for(b"Really quit [y/N] ?")
    terminal.type(b"y" + enter)
    terminal.wait_for(b"Bye!")
    assert terminal.status() == 0


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_quiet_mode_offers_no_debugger(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "dumb", "--quiet")
    assert b"alive" not in terminal.wait_for(b"? ")
    terminal.type(b"(car 3)\n")
    terminal.wait_for(b"\n*** car : not a list : 3\n")
    assert terminal.wait_for(b"? ") == b""
    terminal.type(b"(exit 7)\n")
    assert terminal.status() == 7
