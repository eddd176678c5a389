"""Digits for scripts: ``load-zip-digits load-mnist-digits load-mouse-digits generate-digits``, whatever the kernel.

Each sets these variables and returns ``(n-train n-test)``; choose the kernel first: its library starts without any.

| variable | value |
|---|---|
| ``pattern-matrix`` | float [n 256]: grey levels from -1 to +1 (ink); digits to learn from first, then the test |
| ``desired-matrix`` | float [n 10]: +1 for the digit's class, -1 elsewhere |
| ``digit-labels`` | int [n]: the class, 0-9 |
| ``digits-origin`` | a sentence that tells where the digits come from |
| ``digits-digest`` | their fingerprint, for the record of a run |

``(ensemble 0 (- n-train 1))`` and ``(test-set n-train (+ n-train n-test -1))`` then take them (sn28.md, 3.6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from ..datasets import (
    DatasetError,
    DataUnavailable,
    DigitSet,
    generated_set,
    load_mnist_digits,
    load_mouse_digits,
    load_zip_digits,
)
from ..datasets.mouse import SPLITS as MOUSE_SPLITS
from ..datasets.registry import ZIP_TEST_COUNTS, ZIP_TRAIN_COUNTS
from ..datasets.zipdigits import GENERATED_SEED, SOURCES
from ..lisp.arguments import MISSING, integer, string
from ..lisp.assignment import assign_global
from ..lisp.errors import LispError
from ..lisp.functions import DX
from ..lisp.values import LOCKED, Symbol, make_list
from ..matrices.index import Index
from ..streams.host import from_host, host_failures, to_host

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

LOADED = "digits loaded"  # in the interpreter's state: origin and digest of digits, by the call that loaded them
CLASSES = 10
TRAIN, TEST = sum(ZIP_TRAIN_COUNTS), sum(ZIP_TEST_COUNTS)
SMALL_TRAIN, SMALL_TEST = 729, 201  # a tenth, to try things out
ALL_TRAIN = 50_000  # as in 2022
MOUSE_TRAIN, MOUSE_TEST = 320, 160
MOUSE_SOURCES = ("auto", "real")


def load_zip(lisp: Interpreter, source: Any = "auto") -> Any:
    """``(load-zip-digits [source])``: "auto" (the real ones if they can be had), "real", "generated", or a folder."""
    name = string(source)
    with dataset_failures():
        digits = load_zip_digits(name if name in SOURCES else to_host(name), messages(lisp))
    return _publish(lisp, digits, "load-zip-digits", source)


def load_mnist(lisp: Interpreter, size: Any = None, boxed: Any = None) -> Any:
    """``(load-mnist-digits [size [boxed]])``: 7291 + 2007 digits reduced to 16x16; 729 + 201 if ``size`` is t; if it is
    "all", the same 2007 and 50,000 to learn from, or as many as there are. ``boxed``: cut out first, so that digits
    fill their pictures as those of zip codes do.
    """
    everything = size == "all"
    counts = (ALL_TRAIN, TEST) if everything else (TRAIN, TEST) if size is None else (SMALL_TRAIN, SMALL_TEST)
    with dataset_failures():
        digits = load_mnist_digits(*counts, say=messages(lisp), at_most=everything, boxed=boxed is not None)
    return _publish(lisp, digits, "load-mnist-digits", size, *([] if boxed is None else [boxed]))


def load_mouse(lisp: Interpreter, source: Any = "real", split: Any = "position", seed: Any = 1.0) -> Any:
    """``(load-mouse-digits [source [split [seed]]])``: SN's own 480, 320 + 160; in their order ("position"), 32 of each
    digit drawn to learn from ("random"), or divided so that no drawing is in both parts ("drawing"). With source "auto"
    drawn ones if these are nowhere: they cannot be fetched.
    """
    name = _one_of(MOUSE_SOURCES, source, "source of mouse digits")
    division = _one_of(MOUSE_SPLITS, split, "split of the mouse digits")
    say = messages(lisp)
    with dataset_failures():
        try:
            digits = load_mouse_digits(say, division, integer(seed))
        except DataUnavailable as error:
            if name == "real":
                raise
            say(f"using generated digits (seed {GENERATED_SEED}) instead of the mouse digits: {error.message}")
            digits = generated_set(GENERATED_SEED, MOUSE_TRAIN, MOUSE_TEST)
    return _publish(lisp, digits, "load-mouse-digits", name, division, float(integer(seed)))


def _one_of(known: tuple[str, ...], given: Any, what: str) -> str:
    """The name given as a string or symbol, if it is one of these."""
    name = given.name if isinstance(given, Symbol) else string(given)
    if name not in known:
        raise LispError(f"no such {what}", name, hint=f"One of {', '.join(known)}.")
    return name


def generate(lisp: Interpreter, n_train: Any, n_test: Any, seed: Any = MISSING) -> Any:
    """``(generate-digits n-train n-test [seed])``: drawn by a model of handwriting, as many of each class."""
    train, test = integer(n_train), integer(n_test)
    if train < 1 or test < 0:
        raise LispError("at least one digit to learn from is needed, and none below zero", make_list((n_train, n_test)))
    with dataset_failures():
        chosen = GENERATED_SEED if seed is MISSING else integer(seed)
        digits = generated_set(chosen, train, test)
    return _publish(lisp, digits, "generate-digits", n_train, n_test, float(chosen))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "load-zip-digits": load_zip,
    "load-mnist-digits": load_mnist,
    "load-mouse-digits": load_mouse,
    "generate-digits": generate,
}


def install_digits(lisp: Interpreter) -> None:
    """Define the functions of this module."""
    for name, function in FUNCTIONS.items():
        lisp.set_global(name, DX(name, function), LOCKED)


def _publish(lisp: Interpreter, digits: DigitSet, loader: str, *arguments: Any) -> Any:
    """Set the variables; the matrices are the numpy arrays themselves. The call is noted for the record of a run."""
    call = lisp.image(make_list([lisp.intern(loader), *arguments]))
    lisp.state.setdefault(LOADED, {})[call] = (digits.origin, digits.digest)
    labels = np.concatenate((digits.train_labels, digits.test_labels)).astype(np.int32)
    variables = {
        "pattern-matrix": Index(np.concatenate((digits.train_images, digits.test_images))),
        "desired-matrix": Index(np.where(labels[:, None] == np.arange(CLASSES), np.float32(1), np.float32(-1))),
        "digit-labels": Index(labels),
        "digits-origin": from_host(digits.origin),
        "digits-digest": digits.digest,
    }
    for name, value in variables.items():
        assign_global(lisp, lisp.intern(name), value)
    return make_list([float(len(digits.train_labels)), float(len(digits.test_labels))])


def messages(lisp: Interpreter) -> Callable[[str], None]:
    """Takes the sentences of the loaders to the error output; nowhere in quiet mode."""

    def say(sentence: str) -> None:
        if lisp.options["messages"]:
            lisp.warn(from_host(sentence))

    return say


@contextmanager
def dataset_failures() -> Iterator[None]:
    """Turn what is wrong with data into errors of the language: place, message and remedy, even at the console."""
    try:
        with host_failures():
            yield
    except DatasetError as error:
        raise LispError(from_host(str(error))) from None
