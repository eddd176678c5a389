"""The system around the program: commands, environment, clock, processes (language.md, 12.7)."""

from __future__ import annotations

import getpass
import locale
import math
import os
import sys
import sysconfig
import time
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, number, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Symbol, truth
from .host import from_host, to_host

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


@builtin("sys")
def run_command(lisp: Interpreter, command: Any) -> float:
    """Run a shell command; the raw wait status (exit code times 256)."""
    lisp.output.flush()
    return float(os.system(to_host(string(command))))


@builtin("getenv")
def environment_variable(name: Any) -> str:
    return from_host(os.environ.get(to_host(string(name)), ""))


@builtin("getconf")
def configuration(name: Any) -> str | None:
    """What Python was built with (``"CC"``, ``"prefix"``, ...), or ()."""
    value = sysconfig.get_config_var(to_host(string(name)))
    return None if value is None else from_host(str(value))


@builtin("locale-to-utf8")
def locale_to_utf8(text: Any) -> str:
    """A string in the encoding of the system as one in UTF-8; as it is where that fails."""
    return _recoded(string(text), locale.getpreferredencoding(False), "utf-8")


@builtin("utf8-to-locale")
def utf8_to_locale(text: Any) -> str:
    return _recoded(string(text), "utf-8", locale.getpreferredencoding(False))


def _recoded(text: str, old: str, new: str) -> str:
    try:
        return text.encode("latin-1").decode(old).encode(new).decode("latin-1")
    except UnicodeError:
        return text


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


LONGEST_SLEEP = 1e6  # seconds that every system can wait at once


@builtin("sleep")
def sleep(lisp: Interpreter, seconds: Any) -> float:
    """Wait; what was written so far is seen first."""
    left = number(seconds)
    if math.isnan(left):
        raise LispError("not a real number", seconds)
    lisp.output.flush()
    while left > 0.0:
        time.sleep(min(left, LONGEST_SLEEP))
        left -= LONGEST_SLEEP
    return float(seconds)


@builtin("beep")
def beep(lisp: Interpreter) -> str:
    lisp.output.write("\a")
    lisp.output.flush()
    return "beep"


@builtin("isatty")
def is_terminal(stream: Any) -> Symbol | None:
    """Whether a person is at the other end of ``"$stdin"``, ``"$stdout"`` or ``"$stderr"``; no file is a terminal."""
    console = {"$stdin": sys.stdin, "$stdout": sys.stdout, "$stderr": sys.stderr}
    return truth(type(stream) is str and stream in console and console[stream].isatty())


@builtin("lush-is-quiet")
def quiet_mode(lisp: Interpreter, flag: Any = MISSING) -> Symbol | None:
    """Ask for the quiet mode, or set it."""
    if flag is not MISSING:
        lisp.options["quiet"] = flag is not None
    return truth(lisp.options["quiet"])
