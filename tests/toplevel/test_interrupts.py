"""Ctrl-C where the console is in use, and where Python destroys an object."""

import io
import signal
import sys
import time
from pathlib import Path

import pytest
from pseudoterminal import Terminal

from snsim.environment.language import new_language
from snsim.toplevel.interrupts import asking

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

MOMENT = 0.3  # seconds from what a program prints to its being past the printing


@pytest.mark.parametrize(("term", "enter"), [("dumb", b"\n"), ("xterm", b"\r")])
def test_a_program_that_reads_goes_on(term: str, enter: bytes, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, term)
    terminal.wait_for(b"leaves.\n?")
    terminal.type(b"(list 1 (read))" + enter)
    terminal.wait_for(b">")
    terminal.type(b"\x03")
    terminal.wait_for(b"\n*** read : Break\nBreak toplevel [y/N] ?")
    terminal.type(b"y" + enter)
    terminal.wait_for(b"** in:   (read)\n** from: (list 1 (read))\n[Break]\n")
    terminal.type(b"(exit)" + enter)
    terminal.wait_for(b"Resume execution [y/N] ?")
    terminal.type(b"y" + enter)
    terminal.wait_for(b">")
    terminal.type(b"(a b)" + enter)
    terminal.wait_for(b"\n= (1 (a b))\n")
    terminal.type(b'(ask "Well")' + enter)
    terminal.wait_for(b"\nWell [y/N] ?")
    terminal.type(b"\x03")
    terminal.wait_for(b"\n*** ask : Break\nBreak toplevel [y/N] ?")
    terminal.type(b"n" + enter)
    terminal.wait_for(b"\n?")
    terminal.leave(enter)


class Interrupted(io.BytesIO):
    """A buffer in the middle of whose first write Ctrl-C is pressed; like Python's own it must not be entered twice."""

    def __init__(self, times: int = 1) -> None:
        super().__init__()
        self.times, self.busy = times, False

    def write(self, data: bytes) -> int:  # type: ignore[override]
        assert not self.busy
        self.busy = True
        for _ in range(self.times):
            signal.raise_signal(signal.SIGINT)
        self.times, self.busy = 0, False
        return super().write(data)


def printing(monkeypatch: pytest.MonkeyPatch, times: int) -> str:
    """What is on the screen after a print during which Ctrl-C is pressed so many times, and a no to the question."""
    screen = io.TextIOWrapper(Interrupted(times))
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    lisp = new_language()
    lisp.console.read_line = lambda prompt: "n\n"
    with asking(lisp, interactive=True), pytest.raises(KeyboardInterrupt):
        lisp.eval_text("(list (print 1) (print 2))")
    lisp.output.flush()
    return screen.buffer.getvalue().decode().replace("\a", "")  # type: ignore[attr-defined]


def test_a_write_is_finished_first(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = printing(monkeypatch, 1)
    assert screen.startswith("1\n*** print : Break\nBreak toplevel [y/N] ?")


def test_a_write_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printing(monkeypatch, 2) == ""


def test_a_pattern_that_takes_for_ever(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "dumb")
    terminal.wait_for(b"leaves.\n? ")
    terminal.type(b'(progn (printf "begun\\n") (flush) (regex-match "(a*)*b" "%s"))\n' % (40 * b"a"))
    terminal.wait_for(b"begun\n")
    time.sleep(MOMENT)
    terminal.type(b"\x03")
    terminal.wait_for(b"\n*** regex-match : Break\nBreak toplevel [y/N] ?")
    terminal.type(b"n\n")
    terminal.wait_for(b"\n? ")
    terminal.leave()


def test_a_destructor(tmp_path: Path) -> None:
    """Ctrl-C ends the destructor, and what had the object destroyed; the question is asked once."""
    terminal = Terminal(tmp_path, "dumb")
    terminal.wait_for(b"leaves.\n?")
    terminal.type(b"(defclass thing object)\n(defmethod thing -destructor () (while running))\n")
    terminal.type(b'(let ((running t)) (printf "begun\\n") (flush) (while t (new thing)))\n')
    terminal.wait_for(b"begun\n")
    time.sleep(MOMENT)
    terminal.type(b"\x03")
    terminal.wait_for(b"\n*** while : Break\nBreak toplevel [y/N] ?")
    terminal.type(b"n\n")
    terminal.wait_for(b"\n? ")
    terminal.leave()
