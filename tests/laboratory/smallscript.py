"""A small script with settings and results; what a fixture that runs commands is; workers that are none."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from snsim.laboratory.job import Outcome

SCRIPT = """
(setting eps 0.1 "the rate")
(setting mode 'fast "how")
(record 'x (+ (rand 0 1) eps))
(record 'curve '(1 2 3))
(printf "%l %d\\n" mode run-seed)
"""

Command = Callable[..., tuple[int, str, str]]
"""Words in; status, output and error output out."""


class Here(Executor):
    """Runs jobs at once in this process, in the ways that workers have of failing."""

    def __init__(self, deadly: int = 0, interrupted_after: int = 10**6):
        self.deadly, self.left = deadly, interrupted_after

    def submit(self, function, /, *arguments, **named):  # type: ignore[no-untyped-def]
        future: Future[Outcome] = Future()
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        if self.deadly > 0:
            self.deadly -= 1
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(function(*arguments, **named))
        return future

    def place(self):  # type: ignore[no-untyped-def]
        @contextmanager
        def opened() -> Iterator[Executor]:
            yield self

        return opened
