"""Ctrl-C at moments when it cannot be answered, or would be lost.

A buffered stream must not be entered twice: no question can be asked in the middle of a write. What is raised while
LLVM calls back into Python is lost, and the code with it. And what is raised while Python destroys an object gets no
further. Signals reach the main thread only; so each thread has its own state, and that of the main one is what the
handler looks at (``toplevel/interrupts.py``).
"""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType, TracebackType


class Interruptions(threading.local):
    """``with INTERRUPTIONS:`` - a write or a compilation, inside of which Ctrl-C waits. ``reading``: a read, which
    Ctrl-C ends with a ``KeyboardInterrupt``; whoever reads sees to it that it is answered then."""

    def __init__(self) -> None:
        self.writing = 0
        self.waiting = False
        self.reading = False

    def __enter__(self) -> None:
        self.writing += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.writing -= 1
        if self.waiting and not self.writing:
            self.waiting = False
            signal.raise_signal(signal.SIGINT)

    def must_wait(self) -> bool:
        """Is one under way? The second Ctrl-C ends it all the same: it may wait for a reader that never comes."""
        self.waiting = bool(self.writing) and not self.waiting
        return self.waiting


INTERRUPTIONS = Interruptions()


def raise_in(frame: FrameType | None, error: BaseException) -> None:
    """Let a running Python function raise an error at its next step; what a destructor raises Python would swallow."""
    if frame is None:
        return

    def step(*_: object) -> None:
        sys.settrace(None)
        raise error

    frame.f_trace, frame.f_trace_opcodes = step, True
    sys.settrace(lambda *_: None)
