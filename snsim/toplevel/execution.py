"""Running what the command line asks for: a script, the interactive loop, or one after the other."""

from __future__ import annotations

import gc
import os
import sys

from snsim import __version__
from snsim.lisp.console import can_edit_lines, is_terminal
from snsim.lisp.errors import Exit, LispError
from snsim.lisp.evaluator import is_callable
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.strictness import ALWAYS, IN_FILES, NEVER
from snsim.lisp.values import make_list
from snsim.streams.filestreams import FileInput
from snsim.streams.host import from_host, to_host
from snsim.streams.loading import libload, run
from snsim.streams.searchpath import PROGRAM_SUFFIXES, look_for, says_where

from .command import FAILED, INTERRUPTED, OK, UNREADABLE, Options
from .console import terminal_reader
from .interrupts import asking
from .recovery import recover
from .repl import Toplevel
from .session import new_interpreter

OWN_FILES = (".snsimrc", ".lushrc", "lushrc.lsh")
BANNER = """SN, the simulator of neural networks, alive again: snsim {version}
(help) tells what there is; (exit) or the end of the input leaves.
"""


def execute(options: Options) -> int:
    """Do it; the exit status."""
    script = options.words[0] if options.words else None
    try:
        os.getcwd()
    except OSError:
        print("snsim: the current directory was deleted; change to another one", file=sys.stderr)
        return UNREADABLE
    lisp = new_interpreter(script)
    lisp.options["exact"] = options.exact
    lisp.options["quiet"] = options.quiet or bool(script is not None and not options.interactive)
    lisp.options["messages"] = not options.quiet
    lisp.options["strict"] = options.strict
    lisp.options["unset"] = NEVER if options.quiet else ALWAYS if is_terminal(sys.stdin) else IN_FILES
    lisp.set_global("argv", make_list(map(from_host, options.words)))
    gc.freeze()  # what is there now stays: nothing for the collector to look at again
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
    try:
        with asking(lisp, interactive=is_terminal(sys.stdin) and (script is None or options.interactive)):
            status = OK if script is None else run_script(lisp, script)
            if script is None or (options.interactive and status != UNREADABLE):
                status = interact(lisp, options)
    except Exit as leaving:
        status = leaving.status or OK
    lisp.output.flush()
    lisp.error_output.flush()
    return status


def run_script(lisp: Interpreter, name: str) -> int:
    """Load a file; an error ends it."""
    source = _opened(lisp, name)
    if isinstance(source, str):
        print(f"snsim: {source}", file=sys.stderr)
        return UNREADABLE
    Toplevel(lisp, shows=False, interactive=False)
    mark = len(lisp.trail)
    try:
        run(lisp, source)
    except (Exit, BrokenPipeError):
        raise
    except (Exception, KeyboardInterrupt) as error:
        recover(lisp, error, mark, interactive=False)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else FAILED
    return OK


def _opened(lisp: Interpreter, name: str) -> FileInput | str:
    """The script, or what is wrong with it."""
    found = look_for(lisp, from_host(name), PROGRAM_SUFFIXES)
    if found is None and os.path.isdir(name):
        return f"not a script but a directory: {name}"
    if found is None:
        searched = "" if says_where(name) else f" (looked in {', '.join(map(to_host, lisp.path))})"
        return f"file not found: {name}{searched}"
    try:
        source = FileInput(found)
    except LispError as error:
        return f"cannot read {name}: {error.text}"
    return f"not a script but a binary file: {name}" if "\0" in source.text else source


def interact(lisp: Interpreter, options: Options) -> int:
    """The loop on standard input; on a terminal with banner, line editing and questions."""
    terminal = is_terminal(sys.stdin)
    if terminal and is_terminal(sys.stdout) and can_edit_lines():
        lisp.console.read_line = terminal_reader()
    if terminal and not lisp.options["quiet"]:
        lisp.output.write(BANNER.format(version=__version__))
    toplevel = Toplevel(lisp, shows=terminal or options.interactive, interactive=terminal)
    if terminal:
        load_own_file(lisp)
        start_up(lisp)
    while True:
        toplevel.run()
        if not terminal or _wants_to_leave(lisp):
            break
    if terminal:
        lisp.warn("Bye!")
    return OK


def load_own_file(lisp: Interpreter) -> None:
    """Load the user's file from his home directory, the first there is of ``OWN_FILES``."""
    names = [os.path.join(os.path.expanduser("~"), name) for name in OWN_FILES]
    name = next(filter(os.path.isfile, names), None)
    if name is None:
        return
    mark = len(lisp.trail)
    try:
        libload(lisp, from_host(name))
    except Exit:
        raise
    except (Exception, KeyboardInterrupt) as error:
        recover(lisp, error, mark, interactive=False)


def start_up(lisp: Interpreter) -> None:
    """Call the function ``startup``, if the user's file defined it, with the words of the command line (13.7)."""
    function, mark = lisp.global_value("startup"), len(lisp.trail)
    if not is_callable(function):
        return
    try:
        lisp.apply(function, [lisp.global_value("argv")])
    except Exit as leaving:
        if leaving.status is not None:
            raise
    except (Exception, KeyboardInterrupt) as error:
        recover(lisp, error, mark, interactive=True)


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
