"""The primitives of the network: structure, fields, bulk operations, and what they say when misused (sn28.md, 2)."""

from __future__ import annotations

import pytest

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter


def made(kernel: str = "sn28itenew") -> Interpreter:
    """Units 1..6 in ``l``; 1 -> 2 with weight 0.5 and rate 0.25."""
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text(f'(libload "sn28/{kernel}") (alloc-net 10 20) (setq :l (newneurons 6)) (connect 1 2 0.5 0.25)')
    return lisp


def shown(lisp: Interpreter, text: str) -> str:
    return lisp.image(lisp.eval_text(text))


@pytest.mark.parametrize(
    ("kernel", "modes", "size", "present", "absent"),
    [
        ("sn28", "(() () () ())", 7200, ["sval"], ["dup-connection", "sepsilon", "shess", "wnum", "nggrad"]),
        ("sn28ite", "(t () () ())", 8800, ["dup-connection", "sacc", "wnum"], ["sepsilon", "shess"]),
        ("sn28new", "(() t t ())", 8400, ["sepsilon", "update-w-newton"], ["sacc", "clear-hess", "learn-batch"]),
        ("sn28itenew", "(t t t ())", 10400, ["sepsilon", "sacc", "shess", "learn-batch-lm"], []),
    ],
)
def test_kernels(kernel: str, modes: str, size: int, present: list[str], absent: list[str]) -> None:
    lisp = made("sn28itenew")
    if kernel != "sn28itenew":
        lisp.eval_text(f'(libload "sn28/{kernel}")')
    assert shown(lisp, "(list (iterative-mode) (newton-mode) (synepsilon-mode) (desired-mode))") == modes
    assert lisp.eval_text("(alloc-net 50 100)") == size
    for name in present:
        assert lisp.eval_text(f"(symbol-globally-bound-p '{name})") is not None, name
        assert lisp.eval_text(name) is not None, name
    for name in absent:
        assert lisp.eval_text(name) is None, name


def test_state_after_allocation() -> None:
    lisp = made()
    assert shown(lisp, "(list nnum nmax snum smax wnum wmax)") == "(7 10 1 20 1 20)"
    assert shown(lisp, "(state)") == "(1 0 0 0 0 0 0)"
    assert lisp.eval_text("(clear-net)") == lisp.eval_text("(alloc-net 10 20)")
    assert shown(lisp, "(list nnum snum)") == "(1 0)"


def test_connections_in_order_of_creation() -> None:
    lisp = made()
    lisp.eval_text("(connect '(3 (0)) '(2 () 4))")
    assert shown(lisp, "(list (amont 2) (pre-syn 4) (aval 3) (post-syn 0) (nfanin 2))") == (
        "((1 3 0) (3 0) (2 4) (2 4) 3)"
    )


def test_sharing() -> None:
    lisp = made()
    lisp.eval_text("(dup-connection 1 2 3 4) (dup-connection 1 2 3 5 2.5 0.75)")
    assert shown(lisp, "(list (sval 1 2) (sval 3 4) (scounter 1 2) (sindex 3 5))") == "(1.1667 1.1667 3 0)"
    assert shown(lisp, "(list (sepsilon 1 2) (sepsilon 3 4) (sepsilon 3 5))") == "(0.25 0 0.75)"
    lisp.eval_text("(sval 3 4 7) (cut-connection 3 4)")
    assert shown(lisp, "(list (sval 1 2) (sval 3 4) (scounter 1 2) snum wnum)") == "(7 () 2 3 1)"
    lisp.eval_text("(cut-connection 1 2) (cut-connection 3 5)")
    assert shown(lisp, "((weight-to-matrix) ())") == "(0)"


def test_repointing() -> None:
    lisp = made()
    lisp.eval_text("(connect 1 3 0.125)")
    assert lisp.eval_text("(sindex 1 2 1)") == 1
    assert shown(lisp, "(list (sval 1 2) (scounter 1 2) (scounter 1 3))") == "(0.125 2 2)"


def test_accessors_round_to_single() -> None:
    lisp = made()
    assert lisp.eval_text("(nval 1 0.1)") == lisp.eval_text("(nval 1)") == 0.10000000149011612
    assert lisp.eval_text("(nfield 1 n-val)") == 0.10000000149011612
    assert lisp.eval_text("(sdelta 1 2 0.1)") == lisp.eval_text("(sdelta 1 2)") == 0.10000000149011612


def test_rates_on_connections() -> None:
    """In the Newton kernels a unit's rate is the mean over its connections."""
    lisp = made()
    lisp.eval_text("(connect 3 2 0 0.75)")
    assert lisp.eval_text("(nepsilon 2)") == 0.5
    assert lisp.eval_text("(nepsilon 2 2)") == 2
    assert shown(lisp, "(list (sepsilon 1 2) (sepsilon 3 2))") == "(2 2)"
    assert lisp.eval_text("(nepsilon 1 0.25)") == 0.25
    assert lisp.eval_text("(nepsilon 1)") == 0


def test_bulk_operations_on_units() -> None:
    lisp = made()
    assert lisp.eval_text("(set-nfield '(1 (2 () 3)) n-val 2)") == 2
    lisp.eval_text("(copy-nfield l n-sum n-val) (op-nfield '(1 2) n-grad n-val 3 n-sum -1)")
    assert shown(lisp, "(list (weighted-sum l) (gradient l))") == "((2 2 2 0 0 0) (4 4 0 0 0 0))"
    lisp.eval_text("(copy-nfield '(4 (5)) n-val '(1 (2)) n-grad)")
    assert lisp.eval_text("(mul-nfield l n-spare1 n-val n-val)") == 44
    assert lisp.eval_text("(invert-nfield '(1 2 4) n-spare2 n-val 1)") == 1.25
    assert shown(lisp, "(list (find-winner l) (find-loser l))") == "(4 6)"


def test_pairs_of_layers_that_were_seen_before() -> None:
    """They are not looked through again: what is known of each decides, until a list is changed in place."""
    lisp = made()
    lisp.eval_text("(setq :flat (list 1 2) :other (list 3 4) :deep '(1 (2)) :short '(1))")
    for layer in ("flat", "other", "deep", "short"):
        lisp.eval_text(f"(set-nfield {layer} n-val 1)")
    for _ in range(2):
        lisp.eval_text("(nval 1 7) (nval 2 8) (copy-nfield other n-val flat n-val)")
        assert shown(lisp, "(state '(3 4))") == "(7 8)"
        for layer, complaint in (("deep", "same structure"), ("short", "same length")):
            with pytest.raises(LispError, match=f"listes doesn't have the {complaint}"):
                lisp.eval_text(f"(copy-nfield {layer} n-val flat n-val)")
    lisp.eval_text("(rplaca flat 2) (rplaca (cdr flat) 1) (copy-nfield other n-val flat n-val)")
    assert shown(lisp, "(state '(3 4))") == "(8 7)"


def test_bulk_operations_on_connections() -> None:
    """On a shared weight, an operation is applied once for every connection that shares it."""
    lisp = made()
    lisp.eval_text("(dup-connection 1 2 3 4) (nval 1 3) (nval 3 5)")
    lisp.eval_text("(op-sfield '(2 4) s-val s-val 2 s-val 1)")
    assert lisp.eval_text("(sval 1 2)") == 4.5
    lisp.eval_text("(set-swn 2 s-epsilon n-val) (set-swn 4 s-epsilon n-val) (acc-swn 4 s-epsilon n-val)")
    assert shown(lisp, "(list (sepsilon 1 2) (sepsilon 3 4))") == "(3 10)"
    lisp.eval_text("(mul-sfield '(4) s-delta s-val s-epsilon) (invert-sfield '(2) s-sigma s-epsilon 6)")
    assert shown(lisp, "(list (sdelta 1 2) (ssigma 1 2) (mean-sqr-weight 2 4))") == "(45 2 20.25)"


def test_updating_a_layer_is_synchronous() -> None:
    """A ring of two units exchanges its states; as two layers, the second sees the first's new state."""
    lisp = made()
    lisp.eval_text("(connect 3 4 1) (connect 4 3 1) (setq :f (nlf-f-lin 0 0 1 0))")
    lisp.eval_text("(nval 3 5) (nval 4 7) (update-state 0 f '(3 4))")
    assert shown(lisp, "(state '(3 4))") == "(7 5)"
    lisp.eval_text("(update-state 0 f '(3) '(4))")
    assert shown(lisp, "(state '(3 4))") == "(5 5)"


def test_functions_written_in_lisp() -> None:
    """Everything that takes a transfer function takes one written in Lisp: the same numbers."""
    texts = []
    for function in ("(nlf-f-lin 0 0 2 1)", "(nlf-f-lisp (lambda (x) (+ 1 (* 2 x))))"):
        lisp = made()
        lisp.eval_text(
            f"""(setq :f {function}) (connect 2 3 0.75) (connect 1 3 -1) (nval 1 0.5) (sdelta 1 2 0.125)
            (update-state 0 f '(2) '(3)) (nval 5 1) (init-grad-lms f '(3) '(5)) (update-gradient f '(2))
            (update-ggradient f f 0.5 '(3) '(2)) (update-lmggradient f 0.25 '(3))"""
        )
        first = shown(lisp, "(list (state) (weighted-sum) (gradient) (back-sum) (ggradient) (sqback-sum) (sigma))")
        lisp.eval_text("(ngrad 1 0) (update-deltastate f '(2 3))")
        texts.append(first + shown(lisp, "(gradient)"))
    assert texts[0] == texts[1]


def test_examples_into_layers() -> None:
    lisp = made()
    lisp.eval_text("(get-pattern [[1 2 3] [4 5 6]] 1 '(1) '(2 3))")
    assert shown(lisp, "(state '(1 2 3))") == "(4 5 6)"
    lisp.eval_text("(get-pattern-2 [[1 2] [3 4]] l)")
    assert shown(lisp, "(state l)") == "(1 2 3 4 0 0)"


MISTAKES = [
    ("(alloc-net 10 20 30)", "you never need more weights than connections"),
    ("(alloc-net -1 2)", "illegal negative value"),
    ("(newneurons 0)", "illegal negative value"),
    ("(newneurons 4)", "too many neurons"),
    ("(connect 1 2)", "this connection exists already"),
    ("(connect 1 9)", "illegal neuron number"),
    ("(connect '(a) 2)", "not a cell number"),
    ("(connect '(1 77) 2)", "illegal cell number"),
    ("(connect l l)", "too many connections"),
    ("(dup-connection 1 2 1 2)", "the target connection exists already"),
    ("(dup-connection 4 2 3 6)", "the source connection does'nt exist"),
    ("(dup-connection '(1 1) 2 '(3) 6)", "source and target listes should have the same length"),
    ("(cut-connection 3 4)", "Synapse not found"),
    ("(cut-connection 30 4)", "Illegal neuron number"),
    ("(nval 7)", "illegal neuron number"),
    ("(nfield 1 6)", "illegal Nfield number"),
    ("(set-nfield l n-epsilon 1)", "illegal Nfield number"),
    ("(set-sfield l 9 1)", "illegal Sfield number"),
    ("(set-swn 2 s-hess n-val)", "illegal sfield number"),
    ("(sval 1 6 2)", "can't set unexistent synapse"),
    ("(sindex 1 2 50)", "out of range"),
    ("(copy-nfield '(1 2) n-sum '(3 (4)) n-val)", "listes doesn't have the same structure"),
    ("(copy-nfield '(1 2) n-sum '(3) n-val)", "listes doesn't have the same length"),
    ("(update-state '(1 99))", "bad neuron number"),
    ("(update-state '(1 a))", "bad neuron number"),
    ("(update-state '(1 . 2))", "bad neuron numbers list"),
    ("(let ((theta ())) (update-state l))", "Not a number"),
    ("(let ((nlf 3)) (update-state l))", "not a nlf"),
    ("(update-wghtonly-conjgrad 0)", "Curvature must be positive"),
    ("(update-delta 1 2)", "Too many arguments"),
    ("(init-grad-lms '(1 3))", "incorrect number of arguments"),
    ("((nlf-f-tanh 1 1 0 0) 1 2)", "One argument only"),
    ("((nlf-f-tanh 1 1 0 0) 'a)", "Not a number"),
    ("(nlf-f-spline '(1 2) '(1))", "x and y listes have different length"),
    ("((nlf-f-spline '(2 1) '(1 2)) 0.5)", "unordered X values in the spline"),
    ("(get-pattern [[1 2 3]] 0 l '(1))", "Neuron lists do not match matrix size"),
    ("(get-pattern [[1 2 3]] 0 '(1 2))", "Neuron lists do not match matrix size"),
    ("(get-pattern [[1 2 3]] 1 l)", "subscript out of range"),
    ("(matrix-to-weight [1 2])", "matrices have different number of elements"),
    ("(progn (alloc-net 10 20) (weight-to-matrix))", "No network created"),
    ("(save-net/merge \"x\" '(1 2 1))", "cell referenced twice in 'save-net' listes"),
    ("(state 'a)", "bad arguments"),
    ("(nlf-tanh 1 0 1 0 3)", "At most four arguments"),
    ("(nlf-lin 0.5 0.9)", "illegal values"),
    ("(ensemble 3 1)", "first argument must be smaller than second one"),
    ("(perf 1 2 3)", "too many arguments"),
    ("(save-net 3)", "Not a string"),
]


@pytest.mark.parametrize(("mistake", "message"), MISTAKES)
def test_mistakes(mistake: str, message: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    lisp = made()
    with pytest.raises(LispError) as caught:
        lisp.eval_text(mistake)
    assert str(caught.value) == message


def test_what_was_connected_before_an_error_stays() -> None:
    lisp = made()
    with pytest.raises(LispError):
        lisp.eval_text("(connect 1 '(3 2 4))")
    assert shown(lisp, "(aval 1)") == "(2 3)"
    assert lisp.eval_text("snum") == 2
