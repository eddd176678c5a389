"""The command line, taken apart; ``execution.py`` does what it says.

    snsim [--exact] [--quiet] [--strict] [-i] [file.sn [arguments ...]]
    snsim run|sweep|runs|record|data|warmup ... (``subcommands.py``)

Without a file, or with -i before one, the interactive loop (language.md, 13.1), which at a terminal first loads the
user's own ~/.snsimrc; else the script (13.5).
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from snsim import __version__

USAGE = """usage: snsim [--exact] [--quiet] [--strict] [-i] [file.sn [arguments ...]]
       snsim run|sweep|runs|record|data|warmup ...

  file.sn      run this script; its name and its arguments are in the variable argv
  -i           then (or without a file) read expressions from standard input
  --exact      SN's own arithmetic, bit for bit
  --quiet      no banner, no messages about loaded files, no warnings of variables without value
  --strict     a variable without value is an error
  --version    print the version
  --help       print this text

  run          one run of a script, kept in a folder of its own
  sweep        a script from many seeds and with several settings
  runs         list the runs that were kept
  record       the published experiments, run again and put beside ours
  data         the digits there are: origin, licence, digest, whether they are here
  warmup       compile now what the nets of this package need
               (snsim sweep --help, and so on, tells more; a script of such a name is ./sweep)

exit status: 0, what (exit n) says, 1 after an error in a script, 2 for a wrong option,
             10 if the script cannot be read (of snsim run and sweep, too),
             130 after Ctrl-C
"""

OPTIONS = ("--exact", "--quiet", "--strict", "-i", "--help", "-h", "--version")
SUBCOMMANDS = ("run", "sweep", "runs", "record", "data", "warmup")

OK, FAILED, MISUSED, UNREADABLE, INTERRUPTED = 0, 1, 2, 10, 130


class Options(NamedTuple):
    """The command line taken apart; ``words``: the script and its arguments."""

    exact: bool = False
    quiet: bool = False
    strict: bool = False
    interactive: bool = False
    words: tuple[str, ...] = ()


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit status. Whatever happens, no Python traceback."""
    _open_standard_streams()
    try:
        status = _obey(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has seen enough
        _abandon_output()
        return OK
    except OSError as error:
        _abandon_output()
        print(f"snsim: cannot write the output: {error.strerror}", file=sys.stderr)
        return FAILED
    return status


def _obey(arguments: list[str]) -> int:
    if arguments[:1] and arguments[0] in SUBCOMMANDS:
        with _ends_at_once():
            from .subcommands import obey  # noqa: PLC0415  (loads everything)
        return obey(arguments[0], arguments[1:])
    given, words = _divide(arguments)
    unknown = [option for option in given if option not in OPTIONS]
    if unknown:
        print(f"snsim: unknown option {unknown[0]}\n\n{USAGE}", end="", file=sys.stderr)
        return MISUSED
    if "--help" in given or "-h" in given:
        print(USAGE, end="")
        return OK
    if "--version" in given:
        print(f"snsim {__version__}")
        return OK
    gc.disable()  # while modules are loaded nothing becomes garbage
    with _ends_at_once():
        from .execution import execute  # noqa: PLC0415  (loads everything: not wanted for --help)
    exact, quiet, strict = (f"--{name}" in given for name in ("exact", "quiet", "strict"))
    return execute(Options(exact, quiet, strict, "-i" in given, tuple(words)))


def _divide(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Our options, and the script with what belongs to it."""
    for index, argument in enumerate(arguments):
        if not argument.startswith("-"):
            return arguments[:index], arguments[index:]
    return arguments, []


@contextmanager
def _ends_at_once() -> Iterator[None]:
    """Meanwhile Ctrl-C ends the process: raised inside an import it would come out as some other error."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is not signal.default_int_handler:  # ignored, or someone else's
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, handler)


def _open_standard_streams() -> None:
    """A stream closed by our caller is an empty one (Python has None for it)."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115  (open as long as we run)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _abandon_output() -> None:
    """What is still buffered goes nowhere, so that Python does not try again at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
