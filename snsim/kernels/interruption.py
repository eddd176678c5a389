"""Ctrl-C that waits: a sweep stops between presentations, with the network in order, a kernel is compiled to the end;
only then are they interrupted."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interruption:
    """``with Interruption() as asked:`` - inside, Ctrl-C only makes ``asked`` true; it takes effect on leaving.

    Within another one, as when a sweep compiles a kernel, it takes effect on leaving that. Signals reach the main
    thread only; in any other nothing is held back.
    """

    def __init__(self) -> None:
        self.asked = False
        self.before: Any = None

    def __bool__(self) -> bool:
        return self.asked

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():
            self.before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)
        outer = getattr(self.before, "__self__", None)
        if self.asked and isinstance(outer, Interruption):
            outer.asked = True
        elif self.asked and error is None:
            raise KeyboardInterrupt
