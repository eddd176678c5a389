"""The loop as a person meets it: questions, debug toplevel, pauses."""

from collections.abc import Iterator

import pytest

from snsim.environment.language import new_language
from snsim.lisp.console import StringOutput
from snsim.lisp.functions import BUILTINS, DX
from snsim.toplevel.repl import Toplevel


def session(*lines: str) -> str:
    """What is on the screen (without what was typed) after these lines."""
    lisp, screen = new_language(), StringOutput()
    lisp.console_output = lisp.output = lisp.error_output = screen  # type: ignore[assignment]
    typed: Iterator[str] = iter(lines)

    def read_line(prompt: str) -> str:
        screen.write(prompt)
        return next(typed, "")

    lisp.console.read_line = read_line
    Toplevel(lisp, shows=True, interactive=True).run()
    assert len(lisp.trail) == 0
    return screen.text.replace("\a", "")


def test_values() -> None:
    assert session("1 2\n", "()\n", "'()\n", "(+ 1\n", "2)\n", "result\n") == "? = 1\n= 2\n? ? = ()\n?   = 3\n? = 3\n? "


def test_an_error_and_no_debugger() -> None:
    assert session("(car 3)\n", "n\n", "1\n") == "? \n*** car : not a list : 3\nDebug toplevel [y/N] ?? = 1\n? "


def test_debug_toplevel_sees_the_bindings() -> None:
    lines = [
        "(de inner (x) (car x))\n",
        "(let ((y 7)) (+ 1 (inner 3)))\n",
        "y\n",
        "(list x y)\n",
        "(exit)\n",
        "(list x y)\n",
    ]
    screen = session(*lines)
    assert screen == (
        "? = inner\n? \n*** car : not a list : 3\nDebug toplevel [y/N] ?** in:   (car x)\n** from: (inner x)\n".replace(
            "(inner x)", "(inner 3)"
        )
        + "** from: (+ 1 (inner 3))\n** from: (let ((y 7)) (+ 1 (inner 3)))\n[Debug]\n"
        "? = (3 7)\n? [Ready]\n"
        "? = (() ())\n? "
    )


def test_an_error_inside_the_debug_toplevel_leaves_it() -> None:
    screen = session("(car 3)\n", "y\n", "(cdr 4)\n", "5\n")
    assert screen.endswith("[Debug]\n? \n*** cdr : not a list : 4\n? = 5\n? ")


def test_pause() -> None:
    screen = session('(progn (pause "look at %d" 3) (print 1) 2)\n', "(+ 1 1)\n", "(exit)\n")
    assert screen == "? \n*** look at 3\n[Pause] ? = 2\n[Pause] ? 1\n= 2\n? "


def test_discard() -> None:
    assert session("(discard (range 1 30))\n").startswith(
        "? = (1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20  ... \n"
    )


def test_break_hook_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C inside an evaluation: reported with the form that was running."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(BUILTINS, "ctrl-c", DX("ctrl-c", interrupted))
    assert session("(on-break (print 'stopped) (ctrl-c))\n", "n\n") == (
        "? stopped\n\n*** ctrl-c : Break\nBreak toplevel [y/N] ?? "
    )


def test_a_hook_of_the_user_replaces_report_and_question() -> None:
    screen = session('(let ((debug-hook (lambda () (printf "oh: %s\\n" (errname))))) (car 3))\n', "1\n")
    assert screen == "? oh: car : not a list : 3\n? = 1\n? "


def test_a_hook_may_call_the_standard_ones() -> None:
    screen = session("(let ((debug-hook (lambda () (print 'first) (nice-debug-hook)))) (car 3))\n", "n\n", "1\n")
    assert screen == "? first\n\n*** car : not a list : 3\nDebug toplevel [y/N] ?? = 1\n? "
    screen = session("(let ((debug-hook (lambda () (simple-debug-hook)))) (car 3))\n", "1\n")
    assert screen == "? \n*** car : not a list : 3\n? = 1\n? "


def test_actions_run_in_the_context_of_the_error() -> None:
    screen = session("(let ((x 1)) (on-error (print x (errname)) (let ((x 2)) (car 3))))\n", "n\n")
    assert screen.startswith('? 2 "car : not a list : 3"\n\n*** car : not a list : 3\nDebug toplevel')


def test_an_error_in_an_action_prints_its_message_only() -> None:
    screen = session("(on-error (cdr 4) (car 3))\n", "n\n")
    assert screen.startswith("? \n*** cdr : not a list : 4\n? ")


def test_an_error_in_a_hook_prints_its_message() -> None:
    assert session("(let ((debug-hook (lambda () (cdr 4)))) (car 3))\n", "1\n") == (
        "? \n*** cdr : not a list : 4\n? = 1\n? "
    )
