"""Every hook of sn28.md, 8.7, redefined: (sweep-path) names it, and the interpreted sweep gives the same bits."""

from __future__ import annotations

import pytest
from sweeping import assert_equal, everything, session, way

ONLINE = "(learn 7) (learn-cycle 1) (performance 0 4)"
SECOND = "(learn-lm 7) (learn-newton 3) (learn-cycle-lm 1) (performance 0 4)"

# hook: its parameters
ALWAYS = {
    "present-pattern": "l n",
    "present-desired": "l n",
    "forward-prop": "ns",
    "do-compute-err": "out des",
    "init-grad": "df out des",
    "classify": "n",
    "process-pending-events": "",
}
TRAINING = {
    "backward-prop": "ns",
    "next-pattern": "n",
    "next-choice": "n",
    "drop-units": "",
    "end-step": "",
    "end-iteration": "n",
}
FIRST_ORDER = {"do-update-weight": "ns", "basic-iteration": "n"}
SECOND_ORDER = {"backward-2-prop": "ns", "do-update-weight-newton": "ns", "basic-newton-iteration": "n"}
MEASURING = {"test-pattern": "n"}
ELSEWHERE = {
    "forward-2-prop": "ns",
    "do-update-acc": "ns",
    "do-update-hess": "ns",
    "draw-net": "ns n",
    "plot-error": "a e",
    "disp-user": "n",
}
OFFLINE = "(learn-batch 1) (learn-batch-newton 1) (learn-batch-lm 1) (learn-batch-cg 2)"


def wrapper(hook: str, parameters: str) -> str:
    """A function that does what the hook does, and is not the hook."""
    return f"(lambda ({parameters}) (kept {parameters}))"


def redefined(hook: str, parameters: str) -> str:
    return f"(setq :kept {hook}) (setq :{hook} {wrapper(hook, parameters)})"


def in_a_let(hook: str, parameters: str, text: str) -> str:
    return f"(setq :kept {hook}) (let (({hook} {wrapper(hook, parameters)})) {text})"


HOOKS = ALWAYS | TRAINING | FIRST_ORDER | SECOND_ORDER | MEASURING


def program(hook: str) -> tuple[str, str]:
    """What to run with a hook, and for which algorithm to ask."""
    if hook in SECOND_ORDER:
        return SECOND, "lm"
    return ONLINE, "perf" if hook in MEASURING else "sgd"


@pytest.mark.parametrize("hook", HOOKS)
def test_redefined_for_good(hook: str) -> None:
    text, algorithm = program(hook)
    swept, interpreted = session(), session()
    interpreted.eval_text(redefined(hook, HOOKS[hook]))
    assert way(swept, algorithm) == ["exact", "exact mode is on"]
    assert way(interpreted, algorithm) == ["interpreted", f"{hook} is redefined"]
    for lisp in (swept, interpreted):
        lisp.eval_text(text)
    assert_equal(everything(swept), everything(interpreted))
    assert way(interpreted, algorithm)[0] == "interpreted"


@pytest.mark.parametrize("hook", HOOKS)
def test_redefined_in_a_let(hook: str) -> None:
    text, algorithm = program(hook)
    swept, interpreted = session(), session()
    swept.eval_text(text)
    interpreted.eval_text(in_a_let(hook, HOOKS[hook], f"(setq :told (sweep-path '{algorithm})) {text}"))
    assert interpreted.image(interpreted.global_value("told")) == f'(interpreted "{hook} is redefined")'
    assert way(interpreted, algorithm)[0] == "exact"
    assert_equal(everything(swept), everything(interpreted))


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_really_called(hook: str) -> None:
    """As often as the loops of sn28.md, 8.1 and 8.2, say."""
    lisp = session()
    lisp.eval_text(f"(setq :kept {hook} :calls 0)")
    lisp.eval_text(f"(setq :{hook} (lambda ({HOOKS[hook]}) (incr calls) (kept {HOOKS[hook]})))")
    lisp.eval_text("(performance 0 4)")
    measured = lisp.global_value("calls")
    assert measured == (0 if hook not in ALWAYS | MEASURING else 5)
    lisp.eval_text("(learn-newton 7)" if hook in SECOND_ORDER else "(learn 7)")
    assert lisp.global_value("calls") - measured == (0 if hook in MEASURING else 7)


@pytest.mark.parametrize("hook", [*ALWAYS, *TRAINING])
def test_all_algorithms_have_these(hook: str) -> None:
    lisp = session()
    lisp.eval_text(redefined(hook, HOOKS[hook]))
    for algorithm in ("sgd", "newton", "lm"):
        assert way(lisp, algorithm) == ["interpreted", f"{hook} is redefined"]
    assert (way(lisp, "perf")[0] == "interpreted") == (hook in ALWAYS)


@pytest.mark.parametrize("hook", [*FIRST_ORDER, *SECOND_ORDER, *MEASURING])
def test_other_algorithms_do_without(hook: str) -> None:
    lisp = session(exact=False)
    lisp.eval_text(redefined(hook, HOOKS[hook]))
    ways = {algorithm: way(lisp, algorithm)[0] for algorithm in ("sgd", "newton", "lm", "perf")}
    users = {"sgd"} if hook in FIRST_ORDER else {"newton", "lm"} if hook in SECOND_ORDER else {"perf"}
    others = {"sgd": "fast", "newton": "exact", "lm": "fast", "perf": "fast"}
    assert ways == {name: "interpreted" if name in users else others[name] for name in others}


@pytest.mark.parametrize("hook", ELSEWHERE)
def test_hooks_of_other_loops(hook: str) -> None:
    """Batch training, displays: on-line sweeps need not care, and the loops that call them do."""
    lisp, plain = session(exact=False), session(exact=False)
    lisp.eval_text(f"(setq :kept {hook} :calls 0)")
    lisp.eval_text(f"(setq :{hook} (lambda ({ELSEWHERE[hook]}) (incr calls) (kept {ELSEWHERE[hook]})))")
    assert [way(lisp, algorithm) for algorithm in ("sgd", "lm", "perf")] == [["fast"]] * 3
    for one in (lisp, plain):
        one.eval_text("(exact-mode t) (set-disp-nil) " + ONLINE + OFFLINE)
    batch = {"forward-2-prop": 10, "do-update-acc": 25, "do-update-hess": 10}
    assert lisp.global_value("calls") == batch.get(hook, 0)
    assert_equal(everything(plain), everything(lisp))


@pytest.mark.parametrize("name", ["next-choice", "next-pattern"])
def test_order_of_patterns_of_ones_own(name: str) -> None:
    """A hook that does something else is obeyed."""
    lisp = session()
    lisp.eval_text(f"(setq :seen ()) (de {name} (n) (setq seen (cons n seen)) (mod (+ n 2) 5)) (learn 4)")
    assert lisp.image(lisp.global_value("seen")) == "(1 4 2 0)"
    assert lisp.eval_text("current-pattern") == 3


def test_learning_in_order_ignores_the_choice() -> None:
    """learn-cycle goes through the training set whatever next-pattern is, and leaves current-pattern alone."""
    one, other = session(), session()
    one.eval_text("(setq current-pattern 3) (learn-cycle 2)")
    other.eval_text("(setq current-pattern 3) (set-nextpat-stay) (set-nextcho-rnd) (learn-cycle 2)")
    assert_equal(everything(one), everything(other))
    assert one.eval_text("current-pattern") == 3


def test_masks_of_ones_own() -> None:
    """dropout-masks is asked for every presentation while there are units to leave out; all are there afterwards."""
    swept, lisp = session(), session()
    for one in (swept, lisp):
        one.eval_text("(set-dropout hidden 0.5)")
    lisp.eval_text(redefined("dropout-masks", ""))
    assert way(lisp) == way(lisp, "batch") == ["interpreted", "dropout-masks is redefined"]
    for one in (swept, lisp):
        one.eval_text("(learn 7) (learn-batch 1) (learn-lm 2) (performance 0 4)")
    assert_equal(everything(swept), everything(lisp))
    lisp.eval_text("(setq :calls 0) (de dropout-masks () (incr calls) (nmask (car hidden) 0)) (learn 3)")
    assert lisp.global_value("calls") == 3
    assert lisp.eval_text("(list (nval (car hidden)) (nmask (car hidden)))").car == 0
    assert lisp.eval_text("(nmask (car hidden))") == 1
    lisp.eval_text("(set-dropout hidden 0) (learn 3)")
    assert lisp.global_value("calls") == 3


# ---- displays --------------------------------------------------------------------------------------------------------

SHOWN = {
    "set-disp-user": ("disp-basic-iteration", "disp-perf-iteration"),
    "set-disp-text": ("disp-basic-iteration", "disp-perf-iteration"),
    "set-disp-net": ("disp-basic-iteration", "disp-perf-iteration"),
    "set-disp-error": ("disp-basic-iteration", ""),
    "set-disp-everything": ("disp-basic-iteration", ""),
    "set-disp-net-and-error": ("disp-basic-iteration", "disp-perf-iteration"),
}


@pytest.mark.parametrize("setter", SHOWN)
def test_displays(setter: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A display slows the sweep down and changes nothing else; (set-disp-nil) brings the speed back."""
    swept, watched = session(), session()
    watched.eval_text(f"({setter})")
    for algorithm, hook in zip(("sgd", "perf"), SHOWN[setter], strict=True):
        expected = ["interpreted", f"{hook} shows every pattern"] if hook else ["exact", "exact mode is on"]
        assert way(watched, algorithm) == expected
    for lisp in (swept, watched):
        lisp.eval_text(ONLINE)
    assert_equal(everything(swept), everything(watched))
    watched.eval_text("(set-disp-nil)")
    assert [way(watched, algorithm)[0] for algorithm in ("sgd", "perf")] == ["exact", "exact"]


def test_what_a_display_shows(capfd: pytest.CaptureFixture[str]) -> None:
    lisp = session()
    lisp.eval_text("(set-disp-text) (learn 2) (performance 3 3)")
    lisp.output.flush()
    lines = capfd.readouterr().out.splitlines()
    begun = [line[: line.index("  error")] for line in lines]
    assert begun == ["age=1  pattern=0", "age=2  pattern=1", "age=2  pattern=3"]
    assert all(line.endswith(("    ok  ", "  **arrgh**")) for line in lines)


# ---- setters keep the speed ------------------------------------------------------------------------------------------

SETTERS = [
    "(set-class-nil)",
    "(set-class-max)",
    "(set-class-quadrant)",
    "(set-class-sgn -0.5 0.25)",
    "(set-class-sgn 0 0)",
    "(set-class-lms 0.6)",
    "(set-class-hamming 0.8)",
    "(set-cost-lms)",
    "(set-cost-thlms 0.25)",
    "(set-cost-xent)",
    "(set-cost-xent 0.25)",
    "(set-nextcho-seq)",
    "(set-nextcho-rnd)",
    "(set-nextpat-seq)",
    "(set-nextpat-stay)",
    "(set-nextcho-rnd) (set-nextpat-stay) (set-class-lms 0.6)",
]


@pytest.mark.parametrize("setter", SETTERS)
def test_setters(setter: str) -> None:
    fast, swept, interpreted = session(exact=False), session(), session()
    for lisp in (fast, swept, interpreted):
        lisp.eval_text(f"(setq out-class 7 des-class 8) {setter}")
    assert [way(fast, algorithm) for algorithm in ("sgd", "lm", "perf")] == [["fast"]] * 3
    interpreted.eval_text("(setq disp-basic-iteration disp-user disp-perf-iteration disp-user)")
    assert [way(interpreted, algorithm)[0] for algorithm in ("sgd", "perf")] == ["interpreted"] * 2
    for lisp in (swept, interpreted):
        lisp.eval_text("(learn 17)")
    assert_equal(everything(swept), everything(interpreted))
    for lisp in (swept, interpreted):
        lisp.eval_text("(performance 0 4)")
    assert_equal(everything(swept), everything(interpreted))


CRITERIA = {
    "(set-class-max)": ("class-max", "rank-of-max", "state"),
    "(set-class-quadrant)": ("class-quadrant", "state"),
    "(set-class-sgn -0.5 0.25)": ("class-sgn", "same-side", "state"),
    "(set-class-lms 0.6)": ("class-lms", "state"),
    "(set-class-hamming 0.8)": ("class-hamming", "state"),
}


@pytest.mark.parametrize(("setter", "called"), [(s, name) for s, names in CRITERIA.items() for name in names])
def test_what_a_criterion_calls(setter: str, called: str) -> None:
    lisp = session()
    lisp.eval_text(f"{setter} (setq :kept {called}) (setq :{called} (lambda args (apply kept args)))")
    assert way(lisp) == ["interpreted", f"{called} is redefined"]
    lisp.eval_text(f"(setq :{called} kept)")
    assert way(lisp)[0] == "exact"


def test_a_criterion_of_ones_own() -> None:
    lisp = session()
    lisp.eval_text("(set-class-max) (de classify (n) (= n 3)) (performance 0 4)")
    assert way(lisp, "perf") == ["interpreted", "classify is redefined"]
    assert lisp.image(lisp.eval_text("(list good-an-num good-an-percent)")) == "(1 20)"
    lisp.eval_text("(set-class-quadrant)")
    assert way(lisp, "perf")[0] == "exact"


def test_functions_are_as_define_net_left_them() -> None:
    """Defining a net anew brings the generated hooks, and the speed, back."""
    lisp = session(exact=False)
    lisp.eval_text("(de forward-prop (ns) ())")
    assert way(lisp) == ["interpreted", "forward-prop is redefined"]
    lisp.eval_text("(define-net '((input) (hidden) (middle) (output (nlf-tanh 0.5 0.1 1.25 0.0625))))")
    assert way(lisp) == ["fast"]
