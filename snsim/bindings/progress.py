"""How far a long sweep is: one line on the terminal that comes after a moment and goes when the sweep ends."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import string
from ..lisp.values import Symbol, truth

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

DELAY = 1.0  # seconds before the line appears


def quiet_mode(lisp: Interpreter) -> Symbol | None:
    """``(quiet-mode)``: was --quiet asked for?"""
    return truth(not lisp.options["messages"])


def progress_line(lisp: Interpreter, text: Any = None) -> None:
    """``(progress-line [text])``: a line on the terminal that the next one replaces; without text it goes.

    Nothing in a pipe, or when quiet.
    """
    shown = "" if text is None else string(text)
    if not lisp.options["messages"] or not sys.stderr.isatty():
        return
    lisp.output.flush()
    sys.stderr.write("\r\x1b[K" + shown[: shutil.get_terminal_size().columns - 1])
    sys.stderr.flush()


@contextmanager
def watching(lisp: Interpreter) -> Iterator[Callable[[int, int], None]]:
    """Gives a function of the presentations done and to do; silent in a pipe, or when quiet."""
    if not lisp.options["messages"] or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from tqdm import tqdm  # noqa: PLC0415

    bar: tqdm[None] | None = None
    began = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - began > DELAY:
            lisp.output.flush()
            bar = tqdm(total=total, unit=" patterns", leave=False, dynamic_ncols=True)
            bar.start_t -= time.monotonic() - began  # the rate is that of the whole sweep
        if bar is not None:
            bar.update(done - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()
