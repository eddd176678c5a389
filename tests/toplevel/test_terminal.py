"""The loop on a terminal: prompts, line editing, Ctrl-C, questions, the way out."""

from pathlib import Path

import pytest
from pseudoterminal import Terminal

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

@pytest.mark.parametrize(("term", "prompt", "enter"), [("dumb", b"? ", b"\n"), ("xterm", b"?", b"\r")])
def test_a_session(term: str, prompt: bytes, enter: bytes, tmp_path: Path) -> None:
    (tmp_path / ".snsimrc").write_text("(de until-stop () (while (not stop) (incr n)))")
    terminal = Terminal(tmp_path, term)
    terminal.wait_for(b"alive again")
    terminal.wait_for(b" [.snsimrc]\n")
    terminal.wait_for(prompt)
    terminal.type(b"(+ 1 2)" + enter)
    terminal.wait_for(b"\n= 3\n")
    terminal.wait_for(prompt)
    terminal.type(b"(car 3)" + enter)
    terminal.wait_for(b"\n*** car : not a list : 3\nDebug toplevel [y/N] ?")
    terminal.type(b"n" + enter)
    terminal.wait_for(prompt)
    terminal.type(b'(progn (printf "begun\\n") (flush) (while t))' + enter)
    terminal.wait_for(b"\nbegun\n")
    terminal.type(b"\x03")
    terminal.wait_for(b" : Break\nBreak toplevel [y/N] ?")
    terminal.type(b"n" + enter)
    terminal.wait_for(prompt)
    terminal.type(b'(let ((n 0) (stop ())) (printf "again\\n") (flush) (until-stop) (list n stop))' + enter)
    terminal.wait_for(b"\nagain\n")
    terminal.type(b"\x03")
    terminal.wait_for(b"Break toplevel [y/N] ?")
    terminal.type(b"y" + enter)
    terminal.wait_for(b"[Break]\n")
    terminal.wait_for(prompt)
    terminal.type(b"(progn (setq stop t) (>= n 0))" + enter)
    terminal.wait_for(b"\n= t\n")
    terminal.wait_for(prompt)
    terminal.type(b"(exit)" + enter)
    terminal.wait_for(b"Resume execution [y/N] ?")
    terminal.type(b"y" + enter)
    terminal.wait_for(b" t)\n")
    terminal.wait_for(prompt)
    terminal.type(b"\x03")
    terminal.wait_for(b"\n*** Break\n")
    terminal.wait_for(prompt)
    terminal.type(b"(+ 2 2)" + enter)
    terminal.wait_for(b"\n= 4\n")
    terminal.wait_for(prompt)
    terminal.type(b"(exit)" + enter)
    terminal.wait_for(b"Really quit [y/N] ?")
    terminal.type(b"y" + enter)
    terminal.wait_for(b"Bye!")
    assert terminal.status() == 0


def test_quiet_mode_offers_no_debugger(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "dumb", "--quiet")
    assert b"alive" not in terminal.wait_for(b"? ")
    terminal.type(b"(car 3)\n")
    terminal.wait_for(b"\n*** car : not a list : 3\n")
    assert terminal.wait_for(b"? ") == b""
    terminal.type(b"(exit 7)\n")
    assert terminal.status() == 7


def test_the_lines_of_the_original_stand_together(tmp_path: Path) -> None:
    """Message and question; where it was in the library, and what to do, come after the answer."""
    terminal = Terminal(tmp_path, "dumb")
    terminal.wait_for(b"leaves.\n? ")
    terminal.type(b'(libload "sn28/sn28")\n')
    terminal.wait_for(b'= "sn28/sn28"\n? ')
    terminal.type(b'(ensemble "a" 3)\n')
    terminal.wait_for(b'the number of a pattern : "a"\nDebug toplevel [y/N] ?')
    terminal.type(b"n\n")
    terminal.wait_for(b"examples.sn:")
    terminal.wait_for(b"\n? ")
    terminal.type(b"(ensembel 1 3)\n")
    terminal.wait_for(b"*** eval : not a function call : (ensembel 1 3)\nDebug toplevel [y/N] ?")
    terminal.type(b"n\n")
    terminal.wait_for(b"There is no function ensembel; did you mean ensemble?\n? ")
    terminal.leave()


def test_a_mistake_in_the_debug_toplevel(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "dumb")
    terminal.wait_for(b"leaves.\n? ")
    terminal.type(b"(car 3)\n")
    terminal.wait_for(b"Debug toplevel [y/N] ?")
    terminal.type(b"y\n")
    terminal.wait_for(b"[Debug]\n? ")
    terminal.type(b"(cdr 4)\n")
    assert terminal.wait_for(b"\n? ") == b"(cdr 4)\n\n*** cdr : not a list : 4"
    terminal.leave()


def test_startup(tmp_path: Path) -> None:
    """The user's file may define what is called with the words of the command line."""
    (tmp_path / ".snsimrc").write_text('(de startup (words) (printf "begins with %l\\n" words))')
    (tmp_path / "script.sn").write_text('(print "script")')
    terminal = Terminal(tmp_path, "dumb", "-i", str(tmp_path / "script.sn"), "7")
    terminal.wait_for(b'"script"\n')
    terminal.wait_for(b'\nbegins with ("' + str(tmp_path / "script.sn").encode() + b'" "7")\n? ')
    terminal.leave()


def test_a_startup_that_fails(tmp_path: Path) -> None:
    (tmp_path / ".snsimrc").write_text("(de startup (words) (car 3))")
    terminal = Terminal(tmp_path, "dumb")
    terminal.wait_for(b"\n*** car : not a list : 3\nDebug toplevel [y/N] ?")
    terminal.type(b"n\n")
    terminal.wait_for(b"\n? ")
    terminal.leave()
