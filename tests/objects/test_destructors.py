"""What goes wrong in a destructor, which Python calls in the middle of anything."""

import pytest

from snsim.lisp.console import StringOutput
from snsim.lisp.source import Source
from snsim.streams.loading import run
from snsim.toplevel.session import new_interpreter


def session(text: str) -> str:
    """Everything that a text prints."""
    lisp, screen = new_interpreter(), StringOutput()
    lisp.console_output = lisp.output = lisp.error_output = screen  # type: ignore[assignment]
    run(lisp, Source(text, "a text"))
    assert len(lisp.trail) == 0
    return screen.text.replace("\a", "")


def test_an_error_is_reported_whole_and_the_program_goes_on() -> None:
    text = "(defclass thing object (a 7))\n(defmethod thing -destructor () (car a))\n"
    screen = session(text + "(let ((x (new thing))) (print 1)) (defvar a 2) (print (list this a))")
    assert screen.startswith("1\n\n*** car : not a list : 7\na text:2:33\n")
    assert screen.endswith("\n(() 2)\n")
    assert screen.count("***") == 1


LEAVING = ["(new thing)", "(new thing) (new thing)", "(setq kept (list (new thing) (new thing)))"]


@pytest.mark.parametrize("body", LEAVING)
def test_objects_that_leave_objects_end(body: str) -> None:
    text = f"(defvar kept) (defclass thing object)\n(defmethod thing -destructor () {body})\n"
    screen = session(text + '(new thing) (setq kept ()) (setq kept ()) (print "after")')
    assert screen.count("*** thing : destructors without end\n") == 1
    assert '"after"' in screen


def test_a_long_chain_of_objects_is_no_mistake() -> None:
    text = "(defclass link object next) (defvar gone 0) (defmethod link -destructor () (incr gone) (setq next ()))"
    text += "(defmethod link link (n) (setq next n))"
    assert session(text + "(let ((c ())) (repeat 20000 (setq c (new link c))) ()) (print gone)") == "20000\n"


def test_a_destructor_cannot_leave() -> None:
    screen = session("(defclass thing object)\n(defmethod thing -destructor () (exit 3))\n(new thing) (print 1)")
    assert "\n*** exit : a destructor cannot leave\na text:2:33\n" in screen
    assert "\n1\n" in "\n" + screen
