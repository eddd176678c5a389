"""The families of builtins as scripts see them: expression, printed value; or expression, error message."""

from __future__ import annotations

import pytest

from snsim.environment.language import new_language
from snsim.lisp.errors import LispError


@pytest.fixture(scope="module")
def lisp():
    return new_language()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(list (+) (*) (+ 1 2 3) (- 5) (- 5 2) (/ 2) (/ 1 4))", "(0 1 6 -5 3 0.5 0.25)"),
        ("(list (1+ 5) (1- 5) (2* 5) (2/ 5) (** 2 10))", "(6 4 10 2.5 1024)"),
        ("(list (div 7 2) (mod 7 2) (div -7 2) (mod -7 3))", "(3 1 -3 -1)"),
        ("(list (int 3.7) (int -3.7) (abs -3) (sgn -3) (sgn 0))", "(3 -4 3 -1 1)"),
        ("(list (max 1 5 3) (min 4 2) (exp 1) (log 2) (sqrt 2))", "(5 2 2.7183 0.6931 1.4142)"),
        ("(list (0= 0) (0= 1) (0<> 0) (0<> 2) (0<> ()))", "(0 () () 2 t)"),
        ('(list (= 1 1) (= \'(1 2) \'(1 2)) (= "a" "a") (== "a" "a") (<> 1 2))', "(t t t () t)"),
        ("(let ((x '(1))) (list (== x x) (== x '(1)) (== 3 3)))", "(t () ())"),
        ('(list (< 1 2) (>= 1 2) (< "a" "b"))', "(t () t)"),
        ("(mapcar sqrt '(1 4 9))", "(1 2 3)"),
        ("(solve 0 2 (lambda (x) (- (* x x) 2)))", "1.4142"),
        ("(progn-without-fpe (/ 1 0))", "Inf"),
        ("(list (nan) (infinity) (nanp (nan)) (not-nan (nan)) (infinityp (- (infinity))))", "(Nan Inf t () t)"),
        ("(progn (seed 1) (list (rand) (rand 1) (rand 0 1)))", "(0.7966 0.813 0.4618)"),
        ("(progn (seed 1) (list (gauss) (gauss 1) (gauss 0 1)))", "(-1.4565 0.8607 -1.4541)"),
        ("(list (bitand 12 10) (bitor 12 10) (bitxor 12 10) (bitshl 1 4) (bitshr -8 1))", "(8 14 6 16 -4)"),
        ("(list (functionp car) (functionp if) (functionp sqrt) (functionp 'car))", "(::DX:car ::DY:if () ())"),
        ("(complex 1 2)", "::COMPLEX:(1,2)"),
        ('(list (numberp 3) (numberp "a") (stringp "a") (listp ()) (consp ()) (symbolp \'a))', '(3 () "a" t () a)'),
        ("(list (nth 0 '(a b c)) (nth '(a b c) 1) (nthcdr 1 '(a b c)))", "(a a (b c))"),
        (
            "(list (last '(1 2 3)) (lastcdr '(1 2 3)) (member 2 '(1 2 3)) (assoc 'b '((a . 1) (b . 2))))",
            "(3 (3) (2 3) (b . 2))",
        ),
        ("(list (flatten '((1 (2)) 3)) (append '(1) '(2) '(3)) (reverse '(1 2 3)))", "((1 2 3) (1 2 3) (3 2 1))"),
        (
            "(list (range 3) (range 0 1 0.25) (range 5 1) (makelist 2 'x))",
            "((1 2 3) (0 0.25 0.5 0.75 1) (5 4 3 2 1) (x x))",
        ),
        ("(list (sort-list '(3 1 2) >) (filter (lambda (x) (> x 1)) '(1 2 3)))", "((1 2 3) (2 3))"),
        ("(let ((l (list 1 2))) (nconc1 l 3) l)", "(1 2 3)"),
        ("(let ((l '((a . 1)))) (alist-get 'b (alist-add 'b 2 l)))", "2"),
        ("(list (sum '(1 2 3)) (mean '(1 2 3)) (sdev '(1 2 3)) (sup '(1 5 3)) (inf '(1 5 3)))", "(6 2 0.8165 5 1)"),
        ("(list (rank '(1 5 3 5) 5) (quantile '(1 2 3 4 5) 0.5) (regression '(0 1 2) '(1 3 5)))", "((1 3) 3 (2 1 1))"),
        (
            "(list (sqr-dist '(1 2) '(3 5)) (mean-sqr-dist '(1 2) '(3 5)) (quadrant-dist '(1 -1 0) '(1 1 5)))",
            "(13 6.5 1)",
        ),
        (
            '(list (concat "ab" "cd") (left "hello" 2) (right "hello" 2) (mid "hello" 2 3) (len "hello"))',
            '("abcd" "he" "lo" "ell" 5)',
        ),
        (
            '(list (index "l" "hello") (upcase "abc") (val "3.5") (val "x") (str (/ 1 3)) (asc "A") (chr 66))',
            '(3 "ABC" 3.5 () "0.3333" 65 "B")',
        ),
        (
            '(sprintf "%d %5d %-5d| %s %10s %f %g %5.2f %l" 3.7 3 3 "s" "s" 1.5 (/ 1 3) 3.14159 \'(1 "a"))',
            '"3     3 3    | s          s 1.5 0.3333  3.14 (1 \\"a\\")"',
        ),
        ('(apply sprintf (cons "%d-%d" \'(1 2)))', '"1-2"'),
        (
            '(list (pname \'abc) (pname "a") (pname \'(1 "b")) (len (pname (range 1 2000))))',
            '("abc" "\\"a\\"" "(1 \\"b\\")" 1025)',
        ),
        (
            r'(list (regex-match "a+" "aa") (regex-extract "(a*)\\.(b)" "aa.b") (regex-seek "b+" "abb"))',
            '(t ("aa" "b") (2 2))',
        ),
        (
            '(list (regex-subst "[0-9]+" "<%0>" "a12b3") (regex-split " +" "a b c" () () t))',
            '("a<12>b<3>" ("a" "b" "c"))',
        ),
        ('(list (named "Foo") (namedclean "Foo_Bar") (nameof \'x))', '(|Foo| foo-bar "x")'),
        ("(list (putp 'a 'k 3) (getp 'a 'k) (getp 'b 'k))", "(k 3 ())"),
        (
            '(let ((h (htable))) (h "k" 3) (h \'(1) 4) (h 5 6) (h 5 ()) (list (h "k") (h \'(1)) (htable-size h)))',
            "(3 4 2)",
        ),
        ("(classof (htable 1 t))", "::class:HTABLE"),
        ('(list (basename "/x/y/z.sn" "sn") (dirname "z") (concat-fname "/a/b" "../c"))', '("z" "." "/a/c")'),
        ('(list (dirp "/") (filep "/") (sys "exit 2") (getenv "SNSIM_NO_SUCH_VARIABLE"))', '(t () 512 "")'),
    ],
)
def test_values(lisp, expression, value):
    assert lisp.image(lisp.eval_text(expression)) == value


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('(+ 1 "a")', 'not a real number : "a"'),
        ("(sqrt 'a)", "Not a number : a"),
        ("(sqrt)", "Not enough arguments"),
        ("(sqrt 1 2)", "Too many arguments : (1 2)"),
        ("(* 1e200 1e200)", "Floating exception"),
        ("(/ 1 0)", "Floating exception"),
        ("(< (nan) 1)", "Floating exception"),
        ("(< 1 ())", "Cannot rank these objects"),
        ("(car 3)", "not a list : 3"),
        ("(-)", "incorrect number of arguments"),
        ("(cons 1)", "2 arguments were expected"),
        ("(list-insert '(1) 3 2)", "list too short"),
        ("(sum '(a))", "numeric list expected"),
        ('(left "a" -1)', "Argument out of range : -1"),
        ('(sprintf "%d")', "bad argument number"),
        ("(sprintf)", "At least one argument expected"),
        ('(regex-match "(a" "a")', 'Unbalanced () in regex : "(a"'),
        ("((htable))", "One or two arguments expected"),
        ("((htable) 1 2 3)", "One or two arguments expected : (1 2 3)"),
        ("(htable-size 3)", "Not a hash table : 3"),
        ('(unlink "/no/such/file")', "No such file or directory (errno=2)"),
    ],
)
def test_messages(lisp, expression, message):
    with pytest.raises(LispError) as caught:
        lisp.eval_text(expression)
    error = caught.value
    assert error.text + (f" : {lisp.abbreviated(error.suffix)}" if error.suffix is not None else "") == message
