"""The command line.

    snsim [--exact] [--quiet] [-i] [file.sn [arguments ...]]

Without a file, or with -i after one, the interactive loop (language.md, 13.1); else the script (13.5).
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NamedTuple

from snsim import __version__
from snsim.lisp.errors import Exit
from snsim.lisp.host import from_host
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.loading import run
from snsim.lisp.searchpath import PROGRAM_SUFFIXES
from snsim.lisp.streams import FileInput, is_terminal
from snsim.lisp.values import make_list

from .console import terminal_reader
from .recovery import recover
from .repl import Toplevel
from .session import new_interpreter

USAGE = """usage: snsim [--exact] [--quiet] [-i] [file.sn [arguments ...]]

  file.sn      run this script; its arguments are in the variable argv
  -i           then (or without a file) read expressions from standard input
  --exact      SN's own arithmetic, bit for bit
  --quiet      no banner, no messages about loaded files
  --version    print the version
  --help       print this text
"""

BANNER = "SN, the simulator of neural networks, alive again: snsim {version}\n(exit) or the end of the input leaves.\n"

OK, FAILED, MISUSED, NOT_FOUND, INTERRUPTED = 0, 1, 2, 10, 130


class Options(NamedTuple):
    """The command line taken apart; ``words``: the script and its arguments."""

    exact: bool = False
    quiet: bool = False
    interactive: bool = False
    words: tuple[str, ...] = ()


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["--help"] or arguments[:1] == ["-h"]:
        print(USAGE, end="")
        return OK
    if arguments[:1] == ["--version"]:
        print(f"snsim {__version__}")
        return OK
    options = _options(arguments)
    if isinstance(options, str):
        print(f"snsim: unknown option {options}\n\n{USAGE}", end="", file=sys.stderr)
        return MISUSED
    try:
        return _run(options)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return OK


def _options(arguments: list[str]) -> Options | str:
    """The options, or the one not known."""
    given: set[str] = set()
    for index, argument in enumerate(arguments):
        if not argument.startswith("-"):
            return _made(given, tuple(arguments[index:]))
        if argument not in ("--exact", "--quiet", "-i"):
            return argument
        given.add(argument)
    return _made(given, ())


def _made(given: set[str], words: tuple[str, ...]) -> Options:
    return Options("--exact" in given, "--quiet" in given, "-i" in given, words)


def _run(options: Options) -> int:
    lisp = new_interpreter(options.words[0] if options.words else None)
    lisp.options["exact"] = options.exact
    lisp.options["quiet"] = options.quiet or bool(options.words and not options.interactive)
    lisp.set_global("argv", make_list(map(from_host, options.words)))
    gc.collect()
    gc.freeze()  # what is there now stays: nothing for the collector to look at again
    gc.set_threshold(50_000, 20, 20)
    try:
        status = _script(lisp, options.words[0]) if options.words else OK
        if options.interactive or not options.words:
            status = _interact(lisp, options)
    except Exit as leaving:
        status = leaving.status or OK
    lisp.output.flush()
    lisp.error_output.flush()
    return status


def _script(lisp: Interpreter, name: str) -> int:
    """Load a file; an error ends it."""
    found = lisp.find_file(from_host(name), PROGRAM_SUFFIXES)
    if found is None:
        print(f"snsim: file not found: {name} (looked in {', '.join(lisp.path)})", file=sys.stderr)
        return NOT_FOUND
    Toplevel(lisp, shows=False, interactive=False)
    mark = len(lisp.trail)
    try:
        run(lisp, FileInput(found))
    except (Exit, BrokenPipeError):
        raise
    except (Exception, KeyboardInterrupt) as error:
        recover(lisp, error, mark, interactive=False)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else FAILED
    return OK


def _interact(lisp: Interpreter, options: Options) -> int:
    terminal = is_terminal(sys.stdin) and is_terminal(sys.stdout)
    if terminal:
        lisp.console.read_line = terminal_reader()
        if not lisp.options["quiet"]:
            lisp.output.write(BANNER.format(version=__version__))
    toplevel = Toplevel(lisp, shows=terminal or options.interactive, interactive=terminal)
    while True:
        toplevel.run()
        if not terminal or _wants_to_leave(lisp):
            break
    if terminal:
        lisp.warn("Bye!")
    return OK


def _wants_to_leave(lisp: Interpreter) -> bool:
    """The question after ``(exit)`` or the end of the input."""
    lisp.output.write("Really quit [y/N] ?")
    lisp.output.flush()
    lisp.console.discard_line()
    try:
        answer = lisp.console.ask_line()
    except KeyboardInterrupt:
        return False
    return answer is None or answer.strip()[:1] in ("y", "Y", "o", "O")
