"""The system around the program: commands, environment, clock, processes (language.md, 12.7)."""

from __future__ import annotations

import getpass
import os
import time
from typing import Any

from .arguments import number, string
from .functions import builtin
from .host import from_host, to_host


@builtin("sys")
def run_command(lisp: Any, command: Any) -> float:
    """Run a shell command; the raw wait status (exit code times 256)."""
    lisp.output.flush()
    return float(os.system(to_host(string(command))))


@builtin("getenv")
def environment_variable(name: Any) -> str:
    return from_host(os.environ.get(to_host(string(name)), ""))


@builtin("getpid")
def process_number() -> float:
    return float(os.getpid())


@builtin("getuid")
def user_number() -> float:
    return float(os.getuid())


@builtin("getusername")
def user_name() -> str:
    return from_host(getpass.getuser())


@builtin("ctime")
def clock_text() -> str:
    """``Mon Nov 23 10:14:57 2026``."""
    return time.ctime()


@builtin("sleep")
def sleep(lisp: Any, seconds: Any) -> float:
    """Wait; what was written so far is seen first."""
    lisp.output.flush()
    time.sleep(max(number(seconds), 0.0))
    return float(seconds)


@builtin("beep")
def beep(lisp: Any) -> str:
    lisp.output.write("\a")
    lisp.output.flush()
    return "beep"
