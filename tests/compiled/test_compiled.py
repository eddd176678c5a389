"""``compile uncompile compiledp``: what is accepted, what is refused, and that a function stays the same one."""

import signal
import time

import pytest
from plaincode import plain_code

from snsim.compiled import machine
from snsim.compiled.install import install
from snsim.environment.language import new_language
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.matrices.index import Index
from snsim.toplevel.report import make_report


@pytest.fixture
def lisp() -> Interpreter:
    made = new_language()
    made.options["quiet"] = True
    install(made)
    return made


def message(lisp: Interpreter, text: str) -> str:
    """The error a text gives."""
    with pytest.raises(LispError) as caught:
        lisp.eval_text(text)
    mark = make_report(lisp, caught.value)
    lisp.trail.unwind(0)
    return mark.message


FIB = "(de fib (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))"
EVEN = "(de even (n) (if (= n 0) t (odd (- n 1)))) (de odd (n) (if (= n 0) () (even (- n 1))))"


def test_a_compiled_function_is_the_same_function(lisp: Interpreter) -> None:
    lisp.eval_text(f"{FIB} (setq :before fib) (compile 'fib)")
    text = "(list (fib 15) (== fib before) (compiledp 'fib) (mapcar fib '(3 4)))"
    assert lisp.image(lisp.eval_text(text)) == "(610 t t (2 3))"
    assert lisp.image(lisp.eval_text("(uncompile 'fib)")) == "(fib)"
    assert lisp.image(lisp.eval_text("(list (fib 15) (compiledp fib))")) == "(610 ())"
    assert message(lisp, "(uncompile 'fib)") == "uncompile : not compiled : fib"


def test_functions_that_call_each_other(lisp: Interpreter) -> None:
    lisp.eval_text(EVEN)
    assert message(lisp, "(compile 'even)").startswith("compile : calls odd, which is not compiled : (odd (- n 1))")
    lisp.eval_text("(compile 'even 'odd)")
    assert lisp.image(lisp.eval_text("(list (even 10) (even 7) (odd 7))")) == "(t () t)"


def test_a_redefined_function_is_called(lisp: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "machine_code", plain_code)
    lisp.eval_text("(de g (x) (* 2 x)) (de f (x) (g x)) (compile 'g 'f)")
    assert lisp.eval_text("(f 3)") == 6.0
    assert lisp.eval_text('(de g (x) (concat "a" x)) (f "b")') == "ab"
    assert lisp.eval_text("(de g (x) (- x)) (f 3)") == -3.0
    assert lisp.eval_text("(compile 'g) (f 3)") == -3.0


def test_variables_are_dynamic(lisp: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "machine_code", plain_code)
    lisp.eval_text("(setq :rate 2) (de scaled (x) (* rate x)) (de f (x) (let ((rate 10)) (scaled x)))")
    lisp.eval_text("(compile 'scaled 'f)")
    assert lisp.eval_text("(scaled 3)") == 6.0
    assert lisp.eval_text("(f 3)") == 30.0
    assert lisp.eval_text("(let ((rate 5)) (scaled 3))") == 15.0
    assert lisp.eval_text("(setq :rate 7) (scaled 3)") == 21.0


@pytest.mark.parametrize("plain", [True, False])
def test_shifts_are_of_32_bits(lisp: Interpreter, monkeypatch: pytest.MonkeyPatch, plain: bool) -> None:
    if plain:
        monkeypatch.setattr(machine, "machine_code", plain_code)
    lisp.eval_text("(de shift (x n) (bitshl x n)) (de one () (bitshl 1 -1))")
    text = "(list (one) (all ((x '(1 3 -1 -2147483648 2147483647)) (n '(31 31 31 1 4))) (shift x n)))"
    before = lisp.image(lisp.eval_text(text))
    assert before.startswith("(-2147483648 (-2147483648 -2147483648 -2147483648 0 ")
    lisp.eval_text("(compile 'shift 'one)")
    assert lisp.image(lisp.eval_text(text)) == before


def test_matrices_are_shared_and_kept(lisp: Interpreter) -> None:
    lisp.eval_text("(de fill (m x) (for (i 0 (bound m 1)) (m i (* i x))) m) (compile 'fill) (setq :v (float-matrix 3))")
    assert lisp.image(lisp.eval_text("(list (== v (fill v 2)) (v ()))")) == "(t (0 2 4))"
    assert lisp.image(lisp.eval_text("((fill (int-matrix 4) 2.7) ())")) == "(0 2 5 8)"
    assert lisp.image(lisp.eval_text("((fill (ubyte-matrix 3) 200) ())")) == "(0 200 144)"
    assert lisp.image(lisp.eval_text("((fill (packed-matrix 3) 7.97) ())")) == "(0 7.9375 7.9375)"
    assert lisp.image(lisp.eval_text("((fill (array 3) 1) ())")) == "(0 1 2)"  # interpreted: cells of any object


def test_idx_operations(lisp: Interpreter) -> None:
    lisp.eval_text("""
        (de both (m r) (idx-bloop ((a m) (b r)) (idx-add a b b) (idx-eloop ((c b)) (c (* 2 (c))))) r)
        (de norm (m) (let ((s (double-matrix))) (idx-sumsqr m s) (s)))
        (de second (m) (let ((row (select m 0 1))) (+ (row 0) (idx-dim m 1) ((select m 1 0) 1))))
        (setq :m [f [1 2] [3 4]] :r [f [1 1] [1 1]])""")
    before = lisp.image(lisp.eval_text("(list ((both m r) () ()) (norm m) (r 0 0 1) (r 0 1 1) (r 1 0 1) (r 1 1 1))"))
    lisp.eval_text("(compile 'both 'norm)")
    again = lisp.image(lisp.eval_text("(list ((both m r) () ()) (norm m) (r 0 0 1) (r 0 1 1) (r 1 0 1) (r 1 1 1))"))
    assert again == before
    assert message(lisp, "(compile 'second)").startswith("compile : only named functions and matrices can be called")


OPERATIONS = [
    "(idx-add m n r)",
    "(idx-sub m n)",
    "(idx-mul m n r)",
    "(idx-div m n r)",
    "(idx-minus m r)",
    "(idx-abs m)",
    "(idx-sqrt n r)",
    "(idx-inv n r)",
    "(idx-exp m r)",
    "(idx-log n)",
    "(idx-sin m r)",
    "(idx-copy m r)",
    "(idx-sum m s)",
    "(idx-sumsqr m)",
    "(idx-sup m s)",
    "(idx-inf m s)",
    "(idx-dot m n s)",
    "(idx-sqrdist m n s)",
    "(narrow m 1 2 0)",
    "(select m 0 1)",
    "(idx-clear r)",
    "(idx-log m r)",
    "(idx-add m s r)",
]


@pytest.mark.long
def test_operations_on_whole_matrices(lisp: Interpreter) -> None:
    """All of them, the last but one with an error in the numbers, the last with one in the shapes."""
    names = [f"op{number}" for number in range(len(OPERATIONS))]
    for name, text in zip(names, OPERATIONS, strict=True):
        types = "((-idx2- (-float-)) m n r) ((-idx0- (-double-)) s)"
        lisp.eval_text(f"(de {name} (m n r s) {types} (let ((v {text})) (if (= (idx-ndim v) 0) (+ 0 (idx-ndim v)) v)))")

    def outcomes() -> list[str]:
        results = []
        for name in names:
            lisp.eval_text("(setq :m [f [1 -2 3] [-4 5 6]] :n [f [1 2 3] [4 5 6.5]] :r (float-matrix 2 3) :s [@ 5])")
            try:
                value = lisp.eval_text(f"({name} m n r s)")
                results.append(value.array.tolist() if isinstance(value, Index) else lisp.image(value))
            except LispError as error:
                results.append(make_report(lisp, error).message)
                lisp.trail.unwind(0)
            results += [lisp.image(lisp.eval_text("(list (r () ()) (s))"))]
        return results

    before = outcomes()
    for name in names[:-1]:
        lisp.eval_text(f"(compile '{name})")
    with pytest.raises(LispError, match="the matrices have different types"):
        lisp.eval_text(f"(compile '{names[-1]})")
    assert outcomes() == before


ERRORS = {
    "(de f (m) (for (i 0 3) (m i 1))) (setq :v (float-matrix 3))": ("(f v)", "m : indice out of range : 3"),
    "(de f (m i) (m i 0))": ("(f [[1 2]] 1)", "m : subscript out of range : 1"),
    "(de f (x) (div 1 x))": ("(f 0.5)", "div : division by zero"),
    "(de f (x) (/ 1 x))": ("(f 0)", "/ : Floating exception"),
    "(de f (x) (* x x))": ("(f 1e200)", "* : Floating exception"),
    "(de f (x) (mod x 3))": ("(f 1e12)", "mod : Floating exception"),
    "(de f (x) (repeat x 1))": ("(f -1)", "repeat : out of range : -1"),
    "(de f (x) (+ 1 (when (> x 0) x)))": ("(f -1)", "+ : not a real number"),
    "(de f (x) (sqrt x))": ("(f -1)", "sqrt : Floating exception"),
    "(de f (x) (+ x 1))": ('(f "a")', '+ : not a real number : "a"'),
    "(de g (x) (** x 2)) (de f (x) (g x)) (compile 'g)": ("(f -1)", "** : bad argument in math function : -1"),
    "(de f (x) (+ 1 (f x)))": ("(f 1)", "f : too deep recursion"),
    "(de f (x) x) (de h () 1)": ("(f 1 2)", "f : too many arguments : (2)"),
}


@pytest.mark.parametrize(("definition", "call"), ERRORS.items())
def test_errors_are_those_of_the_interpreter(
    lisp: Interpreter, monkeypatch: pytest.MonkeyPatch, definition: str, call: tuple[str, str]
) -> None:
    text, wanted = call
    if "recursion" not in wanted:  # which the interpreter meets much deeper
        monkeypatch.setattr(machine, "machine_code", plain_code)
    lisp.eval_text(definition)
    if "recursion" not in wanted:
        assert message(lisp, text) == wanted
    lisp.eval_text("(compile 'f)")
    assert message(lisp, text) == wanted


def test_the_forms_and_the_place_of_an_error(lisp: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "machine_code", plain_code)
    lisp.eval_text("(de g (m i)\n  (+ 1 (m i)))\n(de f (m) (let ((k 7)) (* 2 (g m k))))\n(compile 'g 'f)")
    with pytest.raises(LispError) as caught:
        lisp.eval_text("(f [1 2])")
    report = make_report(lisp, caught.value)
    forms = [lisp.image(form) for form in lisp.error_forms]
    assert forms[:4] == ["(m i)", "(+ 1 (m i))", "(g m k)", "(* 2 (g m k))"]
    assert forms[4:] == ["(let ((k 7)) (* 2 (g m k)))", "(f ::INDEX1:<2>)"]
    assert report.place is not None
    assert (report.place.line, report.place.column) == (2, 8)


REFUSED = {
    "(de f (x) (print x))": "compile : print has no compiled form : (print x)",
    "(de f (x) (setq glob x))": "compile : assigns glob, which is bound outside : (setq glob x)",
    "(de f (x) '(1 2))": "compile : only numbers and matrices can be compiled : (1 2)",
    "(de f (x) (nowhere x))": "compile : there is no function nowhere : (nowhere x)",
    "(de f (x) (let (((a b) x)) a))": "compile : only symbols can be bound : (a b)",
    "(de f (m) (+ (idx-clear m) 1))": "compile : a matrix stands where a number is needed : (+ (idx-clear m) 1)",
    "(de f (x . y) x)": "compile : the arguments are not a plain list of symbols : (x . y)",
    "(df f (x) x)": "compile : not a function written in Lisp : f",
}


@pytest.mark.parametrize(("definition", "wanted"), REFUSED.items())
def test_refusals(lisp: Interpreter, definition: str, wanted: str) -> None:
    lisp.eval_text(definition)
    assert message(lisp, "(compile 'f)") == wanted
    assert lisp.eval_text("(compiledp 'f)") is None


def test_declarations_do_nothing(lisp: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "machine_code", plain_code)
    text = "(de f (x m) ((-float-) x) ((-idx2- (-float-)) m) (let ((s 0.1)) ((-int-) s) (+ s (m 0 0) x))) (f 1 [[1]])"
    assert lisp.eval_text(text) == 2.1
    assert lisp.eval_text("(compile 'f) (f 1 [[1]])") == 2.1


def test_macros_are_expanded(lisp: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "machine_code", plain_code)
    lisp.eval_text("(defmacro twice (x) `(progn ,x ,x)) (de f (n) (let ((s 0)) (twice (incr s n)) s)) (compile 'f)")
    assert lisp.eval_text("(f 3)") == 6.0


def test_deep_recursion(lisp: Interpreter) -> None:
    lisp.eval_text("(de depth (n m) (if (= n 0) (m 0) (+ 1 (depth (- n 1) m)))) (compile 'depth)")
    assert lisp.eval_text("(depth 9990 [5])") == 9995.0


def test_the_stack_does_not_overflow(lisp: Interpreter) -> None:
    """A function whose calls are large."""
    bindings = " ".join(f"(x{i} (+ (m {i % 3} {i % 2}) (* n {i})))" for i in range(20))
    uses = " ".join(f"x{i}" for i in range(20))
    lisp.eval_text(f"""(de deep (n m) ((-idx2- (-float-)) m)
        (if (= n 0) 0 (let ({bindings}) (+ (deep (- n 1) m) {uses}))))""")
    lisp.eval_text("(compile 'deep)")
    assert message(lisp, "(deep 1e9 (float-matrix 3 2))") == "deep : too deep recursion"


def test_it_is_fast(lisp: Interpreter) -> None:
    """A product of matrices, at least fifty times as fast (it is some hundred times)."""
    lisp.eval_text("""
        (de product (a b c) ((-idx2- (-float-)) a b c)
          (for (i 0 (bound a 1)) (for (j 0 (bound b 2))
            (let ((s 0)) (for (k 0 (bound a 2)) (incr s (* (a i k) (b k j)))) (c i j s)))))
        (setq :a (float-matrix 40 40) :b (float-matrix 40 40) :c (float-matrix 40 40))""")

    def seconds() -> float:
        began = time.perf_counter()
        lisp.eval_text("(product a b c)")
        return time.perf_counter() - began

    interpreted = min(seconds() for _ in range(2))
    lisp.eval_text("(compile 'product) (product a b c)")
    assert interpreted > 50 * min(seconds() for _ in range(5))


def test_ctrl_c(lisp: Interpreter) -> None:
    lisp.eval_text("(de f (x) (while t (incr x)) x) (compile 'f)")
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            lisp.eval_text("(f 0)")
    finally:
        signal.signal(signal.SIGALRM, before)
    lisp.trail.unwind(0)
