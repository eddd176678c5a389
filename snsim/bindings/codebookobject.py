"""Class ``CODEBOOK``: rows of numbers ("words"), each with a label (sn28.md, 5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..lisp.arguments import integer
from ..lisp.errors import LispError
from ..matrices.index import Index

MOST_WORDS, LONGEST_WORD, GREATEST_LABEL = 10**7, 10**5, 10**6


class Codebook:
    """``words`` (n, d) float32, perhaps a view on another's cells; ``labels`` (n,) int32, its own.

    Called with two subscripts it reads or, with a value behind them, writes a component of a word; ``(eval cb)`` gives
    the matrix of words.
    """

    __slots__ = ("__weakref__", "labels", "words")
    lisp_class = "CODEBOOK"

    def __init__(self, words: np.ndarray, labels: np.ndarray):
        self.words = words
        self.labels = labels

    def lisp_text(self) -> str:
        """What is printed."""
        return "::CODEBOOK:{}x{}".format(*self.words.shape)

    def lisp_value(self) -> Index:
        """What it evaluates to."""
        return Index(self.words)

    def lisp_call(self, lisp: Any, arguments: Sequence[Any]) -> Any:
        """``(cb i j)``, ``(cb i j value)``: as of the matrix."""
        matrix = Index(self.words)
        result = matrix.lisp_call(lisp, arguments)
        return self if result is matrix else result

    def lisp_equal(self, other: Codebook) -> bool:
        """Equal words with equal labels."""
        return np.array_equal(self.words, other.words) and np.array_equal(self.labels, other.labels)

    def row(self, number: Any) -> int:
        """The number of a row, checked."""
        place = integer(number)
        if not 0 <= place < len(self.words):
            raise LispError("subscript out of range", number, hint=f"The codebook has {len(self.words)} words.")
        return place


def codebook_argument(value: Any) -> Codebook:
    """A codebook."""
    if type(value) is Codebook:
        return value
    raise LispError("not a codebook", value, hint="Make one with (new-codebook n d) or (new-codebook matrix labels).")


def codebook_pair(data: Any, references: Any) -> tuple[Codebook, Codebook]:
    """Two codebooks whose words have one length, the second not empty."""
    first, second = codebook_argument(data), codebook_argument(references)
    check_length(first.words.shape[1], second)
    if not len(second.words):
        raise LispError("Reference codebook is too small", hint="It is empty.")
    return first, second


def check_length(length: int, codebook: Codebook) -> None:
    """Words of this length go with those of the codebook."""
    expected = codebook.words.shape[1]
    if length != expected:
        raise LispError(
            "illegal dimension", float(length), hint=f"The words of the codebook have {expected} components."
        )


def check_labels(labels: np.ndarray) -> None:
    """Labels are whole numbers from 0 on."""
    wrong = (labels < 0) | (labels > GREATEST_LABEL)
    if wrong.any():
        raise LispError("illegal label", float(labels[wrong][0]), hint=f"Labels go from 0 to {GREATEST_LABEL}.")
