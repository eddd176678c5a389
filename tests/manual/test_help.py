"""``help`` and ``apropos`` at the prompt: names of the manual, names of one's own, unknown names, mistakes."""

import re
from pathlib import Path

import pytest
from transcript import evaluate

from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter


@pytest.fixture
def lisp() -> Interpreter:
    return new_interpreter()


def test_a_builtin(lisp: Interpreter) -> None:
    text = evaluate(lisp, "(help cadr)")
    assert text.startswith("(cadr list)\n  Two steps, the last letter first")
    assert "\n  ? (setq l '((a b) c d))\n" in text
    assert text.endswith("[page Lists]\n= ()")


@pytest.mark.parametrize("call", ["(help 'car)", '(help "car")', "^H car"])
def test_the_name_may_be_quoted_or_a_string_or_follow_a_caret(lisp: Interpreter, call: str) -> None:
    assert evaluate(lisp, call) == evaluate(lisp, "(help car)")


def test_without_a_kernel_the_network_is_known(lisp: Interpreter) -> None:
    text = evaluate(lisp, "(help learn-batch)")
    assert text.startswith("(learn-batch it)\n")
    text = " ".join(text.split())
    assert "[kernels sn28ite, sn28itenew; page Batch training and pruning; its examples start at (help batch);" in text
    assert re.search(r"; library/netenv/batch\.sn:\d+\]", text)
    assert not evaluate(lisp, "(print learn-batch)").startswith("::")


def test_a_variable(lisp: Interpreter) -> None:
    assert evaluate(lisp, "(help mu)").startswith("mu: a variable, at first 0.05\n")


def test_a_class(lisp: Interpreter) -> None:
    assert evaluate(lisp, "(help |STRING|)").startswith("STRING: a class\n  Classes of values")


def test_another_name(lisp: Interpreter) -> None:
    text = evaluate(lisp, "(help fmatrix)")
    assert text.startswith("(fmatrix dimensions...)\nfmatrix is another name of float-matrix.\n")


def test_lines_fit_on_a_terminal(lisp: Interpreter) -> None:
    calls = '(help) (help learn) (help learn-batch) (help windows) (apropos "window") (help no-such-nam)'
    text = evaluate(lisp, calls)
    assert len(text.splitlines()) > 100
    assert [line for line in text.splitlines() if len(line) > 80] == []


def test_a_comment_of_the_library_becomes_a_sentence(lisp: Interpreter) -> None:
    assert "  Every unit of a list that has inputs: rate = (f fan-in)\n" in evaluate(lisp, "(help set-rates)")


def test_a_family(lisp: Interpreter) -> None:
    text = evaluate(lisp, "(help random)")
    assert text.startswith("Random numbers\n")
    assert "\nseed                     Starts the generator" in text
    assert evaluate(lisp, '(help "Random numbers")') == text


def test_all_families(lisp: Interpreter) -> None:
    text = evaluate(lisp, "(help)")
    assert text.startswith("The language\n  syntax ")
    assert "\n\nThe network\n  kernels " in text


def test_a_function_of_ones_own(lisp: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.sn").write_text(
        ";; a file\n\n;; the area\n;; of a rectangle\n(de area ((w h) &optional (unit 1) . l) (* w h unit))\n"
        "\n(df plain () 1)\n(defun third (x) x)\n(defmacro fourth (x y) x)\n"
    )
    evaluate(lisp, '(load "mine")')
    area = "(area (w h) l... [unit])\n  the area of a rectangle\n[defined in mine.sn:5]\n= ()"
    assert evaluate(lisp, "(help area)") == area
    assert evaluate(lisp, "(help plain)") == "(plain)\n[defined in mine.sn:7]\n= ()"
    assert evaluate(lisp, "(help third)") == "(third x)\n[defined in mine.sn:8]\n= ()"
    assert evaluate(lisp, "(help fourth)") == "(fourth x y)\n[defined in mine.sn:9]\n= ()"


def test_a_function_without_a_place(lisp: Interpreter) -> None:
    evaluate(lisp, "(eval (list 'de 'mine '(x) 'x))")
    assert evaluate(lisp, "(help mine)") == "(mine x)\n[defined by a program]\n= ()"


def test_a_function_redefined(lisp: Interpreter) -> None:
    evaluate(lisp, '(libload "sn28/sn28") (de learn (count) count)')
    text = evaluate(lisp, "(help learn)")
    assert text.startswith("(learn count)\n[defined in $stdin:1]\n\n(learn it)\n  So many steps")


def test_what_define_net_made_is_not_ones_own(lisp: Interpreter) -> None:
    evaluate(lisp, '(libload "sn28/sn28") (alloc-net 9 9) (build-net \'((a 1) (b 1)) \'((a b)))')
    assert evaluate(lisp, "(help forward-prop)").startswith("(forward-prop net-struc)\n  Hook, defined by define-net")


def test_a_variable_of_ones_own(lisp: Interpreter) -> None:
    evaluate(lisp, "(setq xyzzy '(1 2))")
    assert evaluate(lisp, "(help xyzzy)") == "xyzzy: a variable of yours, now (1 2)\n= ()"


def test_an_unknown_name(lisp: Interpreter) -> None:
    assert "Nothing is known of lern. Did you mean learn," in evaluate(lisp, "(help lern)")
    assert evaluate(lisp, "(help qqq)") == 'Nothing is known of qqq. (apropos "text") searches.\n= ()'


def test_mistakes(lisp: Interpreter) -> None:
    assert evaluate(lisp, "(help 3)").startswith("*** help : not a symbol : 3")
    assert evaluate(lisp, "(help car cdr)").startswith("*** help : incorrect number of arguments")
    assert evaluate(lisp, "(apropos 3)").startswith("*** apropos : not a symbol : 3")
    assert evaluate(lisp, "(setq help 1)").startswith("*** setq : locked symbol : help")


def test_apropos(lisp: Interpreter) -> None:
    text = evaluate(lisp, '(apropos "fan-in")')
    assert "epsi                     The rate of every unit is x divided by its fan-in." in text
    assert evaluate(lisp, "^A fan-in") == text
    assert evaluate(lisp, '(apropos "no such thing")') == "No name has to do with no such thing.\n= ()"
    windows = [line.split(" ")[0] for line in evaluate(lisp, '(apropos "window")').splitlines()]
    assert windows.index("window-rect") < windows.index("gdriver")  # names come first
    assert "x11-window" in windows and "button" not in windows  # what there is not is found by name only
    assert "check-windows" not in windows  # an inner function
    evaluate(lisp, "(de my-own-function () 1)")
    assert "my-own-function" in evaluate(lisp, '(apropos "own-func")')
