"""Compiled code does what direct evaluation does, and knows the forms of its lines."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snsim.environment.language import new_language
from snsim.lisp.backtrace import forms_of_error
from snsim.lisp.compiler.compiler import compile_form
from snsim.lisp.errors import LispError
from snsim.toplevel.report import make_report

LISP = new_language()
LISP.eval_text("(de tripled (x) (* 3 x)) (de paired (a . l) (list a l)) (setq :v 1 :w 2 :m (matrix 3))")

variables = st.sampled_from(["v", "w", "unset", ":v"])
atoms = st.sampled_from(["0", "1", "-2.5", "()", '"s"', "'q", "'(1 2)"]) | variables

OF_TWO = tuple("+ - * / < <= > >= = cons list eq? and or m tripled paired undefined max nth".split())  # noqa: SIM905
OF_ONE = tuple("1+ 1- car cdr null list tripled m 0= sqrt numberp progn incr-it".split())  # noqa: SIM905


def calls(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two, one = st.sampled_from(OF_TWO), st.sampled_from(OF_ONE)
    return st.one_of(
        st.builds("({} {})".format, one, parts),
        st.builds("({} {} {})".format, two, parts, parts),
        st.builds("(if {} {} {})".format, parts, parts, parts),
        st.builds("(let ((v {}) (w {})) {})".format, parts, parts, parts),
        st.builds("(let* ((v {}) (w {})) {})".format, parts, parts, parts),
        st.builds("(let (((v w) {})) {})".format, parts, parts),
        st.builds("(progn (setq v {} w {}) {})".format, parts, parts, parts),
        st.builds("(cond ({} {}) (t {}))".format, parts, parts, parts),
        st.builds("(selectq {} (1 {}) ((q 2) {}))".format, parts, parts, parts),
        st.builds("(each ((v {})) {})".format, parts, parts),
        st.builds("(all ((v (list {} {})) (w '(1 2))) {})".format, parts, parts, parts),
        st.builds("(mapfor (v 1 3) {})".format, parts),
        st.builds("(prog1 {} (setq w {}))".format, parts, parts),
        st.builds("(apply 'list (list {} {}))".format, parts, parts),
        st.builds("((lambda (v) {}) {})".format, parts, parts),
        st.builds("(let ((list {})) (list {} list))".format, parts, parts),
    )


programs = st.recursive(atoms, calls, max_leaves=12)


def outcome(evaluation: Any) -> str:
    """The value, or the error; the variables are put back."""
    LISP.eval_text("(setq :v 1 :w 2)")
    mark = len(LISP.trail)
    try:
        return LISP.image(evaluation())
    except LispError as error:
        LISP.trail.unwind(mark)
        return make_report(LISP, error).message


@settings(deadline=None, max_examples=300)
@given(programs)
def test_compiled_and_direct_evaluation_agree(text: str) -> None:
    direct = outcome(lambda: LISP.eval_text(text))
    form = LISP.eval_text(f"'{text}")
    assert outcome(compile_form(LISP, form)) == direct
    assert outcome(lambda: LISP.apply(LISP.eval_text(f"(lambda (x) {text})"), [1.0])) == direct


@settings(deadline=None, max_examples=100)
@given(programs)
def test_tracing_changes_nothing(text: str) -> None:
    LISP.error_output.write, write = (lambda text: None), LISP.error_output.write  # type: ignore[method-assign]
    try:
        direct = outcome(lambda: LISP.eval_text(text))
        assert outcome(lambda: LISP.eval_text(f"(debug {text})")) == direct
    finally:
        LISP.error_output.write = write  # type: ignore[method-assign]


def test_the_trail_is_as_before() -> None:
    mark = len(LISP.trail)
    LISP.eval_text("(let ((a 1) ((b . c) '(1 2))) (for (i 1 2) (each ((x '(1 2))) (tripled x))) (paired 1 2))")
    assert len(LISP.trail) == mark


def test_the_forms_of_an_error() -> None:
    LISP.eval_text("(de inner (x) (let ((y x)) (when t (car y)))) (de outer (x) (list (inner x)))")
    with pytest.raises(LispError) as caught:
        LISP.eval_text("(+ 1 (car (outer 3)))")
    images = [LISP.image(form) for form in forms_of_error(caught.value)]
    assert images == [
        "(car y)",
        "(when t (car y))",
        "(let ((y x)) (when t (car y)))",
        "(inner x)",
        "(list (inner x))",
        "(outer 3)",
        "(car (outer 3))",
        "(+ 1 (car (outer 3)))",
    ]
    LISP.trail.unwind(0)


def test_functions_are_compiled_when_called() -> None:
    LISP.eval_text("(de lazy (x) x)")
    prototype = LISP.global_value("lazy").prototype
    assert prototype.function is None
    LISP.eval_text("(lazy 1)")
    assert prototype.function is not None


def test_interpreters_do_not_share_variables() -> None:
    other = new_language()
    other.set_global("v", 77.0)
    assert LISP.global_value("v") == 1.0
    assert other.eval_text("v") == 77.0


def test_wrong_constructions_fail_when_evaluated_not_before() -> None:
    LISP.eval_text("(de wrong (x) (if x (let ((a)) a) 'fine))")
    assert LISP.image(LISP.eval_text("(wrong ())")) == "fine"
    with pytest.raises(LispError, match="syntax error in variable declaration part"):
        LISP.eval_text("(wrong t)")
    LISP.trail.unwind(0)


LONG = 700
OVERSIZED = {
    "list": "(length (list " + "v " * LONG + "))",
    "dotted list": "(let ((end '(1 2))) (length (list " + "v " * LONG + ". end)))",
    "backquote": "(length `(" + ",(+ 1 2) " * LONG + "))",
    "sum": "(+ " + "v " * LONG + ")",
    "and": "(if (and " + "(> v 0) " * LONG + ") 1 2)",
    "cond": "(cond " + "".join(f"((= v {-i}) {i}) " for i in range(1, LONG)) + "(t 4))",
    "selectq": "(selectq v " + "".join(f"({i} {i}) " for i in range(1, LONG)) + ")",
    "let": "(let (" + "".join(f"(v{i} v) " for i in range(LONG)) + ") v3)",
    "nested list": "(list " * LONG + "v" + ")" * LONG,
    "nested sum": "(+ v " * LONG + "v" + ")" * LONG,
    "nested if": "(if v " * LONG + "v" + ")" * LONG,
    "nested null": "(if " + "(null " * LONG + "v" + ")" * LONG + " 1 2)",
    "nested let": "(let ((v v)) " * 200 + "v" + ")" * 200,
    "nested loops": "(for (i 1 1) " * 60 + "i" + ")" * 60,
}


@pytest.mark.parametrize("program", OVERSIZED.values(), ids=OVERSIZED)
def test_python_sets_no_limits(program: str) -> None:
    """Long forms and nested ones, in a function and by themselves."""
    assert LISP.image(LISP.eval_text(f"(de oversized () {program}) (oversized)")) == LISP.image(LISP.eval_text(program))
