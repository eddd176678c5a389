"""Digits as scripts get them, on a machine without data (and, where there are data, with them)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from snsim.bindings.digits import FUNCTIONS, install_digits
from snsim.datasets import DatasetError, DataUnavailable, generated_set, load_mouse_digits, load_zip_digits, locate
from snsim.datasets.registry import ZIP_TEST_COUNTS, ZIP_TRAIN_COUNTS
from snsim.environment.language import new_language
from snsim.lisp.console import StringOutput
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import LOCKED

VARIABLES = ("pattern-matrix", "desired-matrix", "digit-labels", "digits-origin", "digits-digest")


@pytest.fixture
def lisp() -> Interpreter:
    lisp = new_language()
    lisp.error_output = StringOutput()
    install_digits(lisp)
    return lisp


@pytest.fixture
def bare_machine(tmp_path, monkeypatch):
    """No data, no network; the working folder is empty."""
    work = tmp_path / "checkout" / "work"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.setattr(locate, "CHECKOUT", work.parent)
    monkeypatch.delenv("SNSIM_DATA", raising=False)
    monkeypatch.setenv("SNSIM_CACHE", str(tmp_path / "cache"))

    def no_network(archive, *_):
        raise DataUnavailable(f"cannot fetch {archive.name}", "", "connect")

    monkeypatch.setattr("snsim.datasets.download.download", no_network)


def values(lisp: Interpreter) -> list:
    return [lisp.global_value(name) for name in VARIABLES]


def mistake(lisp: Interpreter, expression: str) -> str:
    with pytest.raises(LispError) as caught:
        lisp.eval_text(expression)
    return caught.value.text


def test_functions_are_locked(lisp):
    for name in FUNCTIONS:
        assert lisp.intern(name).top.state == LOCKED
    assert lisp.image(lisp.eval_text("load-zip-digits")) == "::DX:load-zip-digits"


def test_matrices_hold_the_learning_digits_first(lisp):
    assert lisp.image(lisp.eval_text("(generate-digits 30 12 7)")) == "(30 12)"
    patterns, desired, labels, origin, digest = values(lisp)
    digits = generated_set(7, 30, 12)
    assert patterns.array.dtype == desired.array.dtype == np.float32 and labels.array.dtype == np.int32
    np.testing.assert_array_equal(patterns.array[:30], digits.train_images)
    np.testing.assert_array_equal(patterns.array[30:], digits.test_images)
    assert list(labels.array) == [*digits.train_labels, *digits.test_labels]
    np.testing.assert_array_equal(desired.array, 2 * np.eye(10)[labels.array] - 1)
    assert (origin, digest) == (digits.origin, digits.digest)
    assert lisp.error_output.text == ""


def test_scripts_read_the_matrices(lisp):
    lisp.eval_text("(generate-digits 20 0 7)")
    assert lisp.image(lisp.eval_text("(idx-dim pattern-matrix)")) == "(20 256)"
    assert lisp.eval_text("(desired-matrix 3 (digit-labels 3))") == 1.0
    lisp.eval_text("(pattern-matrix 0 5 0.25)")
    assert lisp.global_value("pattern-matrix").array[0, 5] == 0.25


def test_seed_may_be_left_out(lisp):
    lisp.eval_text("(generate-digits 10 10)")
    first = lisp.global_value("digits-digest")
    lisp.eval_text("(generate-digits 10 10 1989)")
    assert lisp.global_value("digits-digest") == first
    lisp.eval_text("(generate-digits 10 10 1990)")
    assert lisp.global_value("digits-digest") != first


def test_generated_set_has_the_published_counts(lisp):
    assert lisp.image(lisp.eval_text('(load-zip-digits "generated")')) == "(7291 2007)"
    labels = lisp.global_value("digit-labels").array
    assert tuple(np.bincount(labels[:7291])) == ZIP_TRAIN_COUNTS
    assert tuple(np.bincount(labels[7291:])) == ZIP_TEST_COUNTS
    assert lisp.global_value("pattern-matrix").array.shape == (9298, 256)


@pytest.mark.usefixtures("bare_machine")
def test_without_data_one_line_and_drawn_digits(lisp):
    assert lisp.image(lisp.eval_text("(load-zip-digits)")) == "(7291 2007)"
    assert lisp.error_output.text == (
        "using generated digits (seed 1989) instead of the real zip digits: cannot fetch zip.train.gz\n"
    )
    assert lisp.global_value("digits-origin").startswith("generated with seed 1989")


@pytest.mark.usefixtures("bare_machine")
def test_quiet_mode_says_nothing(lisp):
    lisp.options["messages"] = False
    lisp.eval_text("(load-zip-digits)")
    assert lisp.error_output.text == ""
    assert lisp.global_value("digits-origin").startswith("generated with seed 1989")


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('(load-zip-digits "real")', "cannot fetch zip.train.gz (connect)"),
        (
            '(load-zip-digits "nowhere")',
            "no such source of digits: nowhere "
            "(one of auto, real, generated, or a folder that holds zip.train.gz and zip.test.gz)",
        ),
        ('(load-zip-digits ".")', ".: there is no zip.train.gz in this folder "),
        ("(load-zip-digits 3)", "not a string"),
        ("(load-mnist-digits)", "cannot fetch t10k-images-idx3-ubyte.gz (connect)"),
        ("(load-mouse-digits)", "dig.pat was not found in "),
        ("(generate-digits 0 5 1)", "at least one digit to learn from is needed"),
        ("(generate-digits 5 -1 1)", "at least one digit to learn from is needed"),
        ("(generate-digits 5 5 -1)", "a seed cannot be negative: -1"),
        ("(generate-digits 1e9 5)", "cannot draw 1000000000 digits at once (ask for 100000 at most)"),
        ('(generate-digits "5" 5)', "not a real number"),
    ],
)
def test_mistake(lisp, expression, message):
    assert mistake(lisp, expression).startswith(message)
    assert values(lisp) == [None] * len(VARIABLES)


@pytest.mark.usefixtures("bare_machine")
def test_damaged_file_is_named_with_place_and_remedy(lisp):
    Path("zip.train.gz").write_bytes(b"1 0 0\n")
    Path("zip.test.gz").write_bytes(b"")
    message = mistake(lisp, '(load-zip-digits ".")')
    assert message.startswith("zip.train.gz:1: 3 numbers on the line, not 257") and "delete the file" in message


@pytest.mark.usefixtures("bare_machine")
def test_names_beyond_ascii(lisp):
    Path("données").mkdir()
    name = "données".encode().decode("latin-1")  # as the reader of the language delivers it
    assert mistake(lisp, f'(load-zip-digits "{name}")').startswith(f"{name}: there is no zip.train.gz")


def test_locked_variable_is_left_alone(lisp):
    lisp.eval_text("(lock-symbol pattern-matrix)")
    assert mistake(lisp, "(generate-digits 2 2)") == "locked global variable"


def real(load) -> object:
    """What is on this machine, or None."""
    try:
        return load()
    except DatasetError:
        return None


def test_zip_digits_where_there_are_some(lisp, monkeypatch):
    monkeypatch.setattr("snsim.datasets.download.download", _refuse)
    digits = real(lambda: load_zip_digits("real", say=lambda sentence: None))
    if digits is None:
        pytest.skip("the zip digits are not on this machine")
    assert lisp.image(lisp.eval_text('(load-zip-digits "real")')) == "(7291 2007)"
    assert list(lisp.global_value("digit-labels").array[[0, 1]]) == [6, 5]
    assert lisp.global_value("digits-digest") == digits.digest


def test_drawn_digits_step_in_for_mouse_digits(lisp, bare_machine):
    assert lisp.image(lisp.eval_text('(load-mouse-digits "auto")')) == "(320 160)"
    assert lisp.eval_text("digits-origin").startswith("generated with seed 1989")
    assert "instead of the mouse digits: dig.pat was not found" in lisp.error_output.text
    assert mistake(lisp, '(load-mouse-digits "drawn")') == "no such source of mouse digits"
    assert mistake(lisp, '(load-mouse-digits "auto" "odd")') == "no such split of the mouse digits"


def test_mouse_digits_where_there_are_some(lisp):
    digits = real(lambda: load_mouse_digits(say=lambda sentence: None))
    if digits is None:
        pytest.skip("the mouse digits are not on this machine")
    assert lisp.image(lisp.eval_text("(load-mouse-digits)")) == "(320 160)"
    np.testing.assert_array_equal(lisp.global_value("pattern-matrix").array[320:], digits.test_images)
    assert list(lisp.global_value("digit-labels").array) == list(range(10)) * 48
    drawn = load_mouse_digits(say=lambda sentence: None, split="random", seed=3)
    lisp.eval_text("(load-mouse-digits \"real\" 'random 3)")
    assert lisp.global_value("digits-digest") == drawn.digest


def _refuse(archive, *_):
    raise DataUnavailable(f"cannot fetch {archive.name}")


def test_mnist_digits_where_there_are_some(lisp, monkeypatch):
    monkeypatch.setattr("snsim.datasets.download.download", _refuse)
    try:
        assert lisp.image(lisp.eval_text("(load-mnist-digits t)")) == "(729 201)"
    except LispError as error:
        if not error.text.startswith("cannot fetch t10k"):
            raise
        pytest.skip("MNIST is not on this machine")
    assert lisp.global_value("pattern-matrix").array.shape == (930, 256)
    assert lisp.image(lisp.eval_text("(load-mnist-digits)")) == "(7291 2007)"
    usual = lisp.global_value("pattern-matrix").array
    train, test = lisp.eval_text('(load-mnist-digits "all")')
    assert train > 7291 and test == 2007
    more = lisp.global_value("pattern-matrix").array
    assert (more[:7291] == usual[:7291]).all() and (more[-2007:] == usual[7291:]).all()
    assert lisp.image(lisp.eval_text('(= (load-mnist-digits "all" t) (load-mnist-digits "all"))')) == "t"
    ink = [(one > 0).mean() for one in (lisp.eval_text('(progn (load-mnist-digits () t) pattern-matrix)').array, usual)]
    assert ink[0] > 1.4 * ink[1]
