"""Codebooks: made, read and changed, divided and joined (sn28.md, 5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.arguments import MISSING, integer
from ..lisp.errors import LispError
from ..lisp.values import make_list
from ..matrices.celltypes import FLOAT
from ..matrices.index import Index, index_argument, matrix_argument
from .codebookobject import (
    LONGEST_WORD,
    MOST_WORDS,
    Codebook,
    check_labels,
    check_length,
    codebook_argument,
)
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace


@primitive("new-codebook")
def new_codebook(workspace: Workspace, size: Any, more: Any = MISSING) -> Codebook:
    """``(new-codebook n d)``, all 0; ``(new-codebook matrix [labels])``, on the cells of a float matrix."""
    if type(size) is float:
        if more is MISSING:
            raise LispError("the length of the words is missing", hint="(new-codebook n d)")
        count, length = integer(size), integer(more)
        if not (0 <= count <= MOST_WORDS and 1 <= length <= LONGEST_WORD):
            hint = f"0 to {MOST_WORDS} words of 1 to {LONGEST_WORD} components."
            raise LispError("illegal dimension", make_list([size, more]), hint=hint)
        return Codebook(np.zeros((count, length), np.float32), np.zeros(count, np.int32))
    matrix = index_argument(size)
    if matrix.type is not FLOAT or matrix.array.ndim != 2:
        raise LispError("not a float matrix of two dimensions", matrix, hint="(float-matrix n d) makes one.")
    count = len(matrix.array)
    return Codebook(matrix.array, np.zeros(count, np.int32) if more is MISSING else _labels(more, count))


def _labels(vector: Any, count: int) -> np.ndarray:
    """A label for each word, from a vector of numbers."""
    values = matrix_argument(vector).values
    if values.shape != (count,):
        raise LispError("illegal dimension #0", hint=f"A vector of {count} labels is needed, one a word.")
    check_labels(values)
    return values.astype(np.int32)


# ---- words and labels ------------------------------------------------------------------------------------------------


@primitive("codebook-word")
def codebook_word(workspace: Workspace, codebook: Any, row: Any = MISSING, value: Any = MISSING) -> Index:
    """``(cb)``: the matrix; ``(cb i)``: a word, on the same cells; ``(cb i v)``: the word, which gets these values."""
    found = codebook_argument(codebook)
    if row is MISSING:
        return Index(found.words)
    word = Index(found.words[found.row(row)])
    if value is not MISSING:
        vector = matrix_argument(value)
        if vector.array.ndim != 1:
            raise LispError("not a vector", vector)
        check_length(vector.array.size, found)
        word.assign(vector.values)
    return word


@primitive("codebook-label")
def codebook_label(workspace: Workspace, codebook: Any, row: Any = MISSING, label: Any = MISSING) -> Index | float:
    """``(cb)``: all labels, a fresh int vector; ``(cb i)``: one; ``(cb i k)``: one, which becomes k."""
    found = codebook_argument(codebook)
    if row is MISSING:
        return Index(found.labels.copy())
    place = found.row(row)
    if label is not MISSING:
        wanted = np.array([integer(label)])
        check_labels(wanted)
        found.labels[place] = wanted[0]
    return float(found.labels[place])


@primitive("codebook-labels")
def codebook_labels(workspace: Workspace, codebook: Any) -> Any:
    """The labels there are, each once, increasing."""
    return make_list(np.unique(codebook_argument(codebook).labels).astype(float).tolist())


# ---- parts -----------------------------------------------------------------------------------------------------------


@primitive("codebook-split")
def codebook_split(workspace: Workspace, codebook: Any, first: Any, last: Any) -> Codebook:
    """Rows ``first`` to ``last``: on the same cells, with labels of its own."""
    found = codebook_argument(codebook)
    low, high = found.row(first), found.row(last)
    if low > high:
        raise LispError("illegal range specification", make_list([first, last]))
    return Codebook(found.words[low : high + 1], found.labels[low : high + 1].copy())


@primitive("codebook-merge")
def codebook_merge(workspace: Workspace, codebook: Any, *others: Any) -> Codebook:
    """A copy of all rows, in order."""
    parts = _alike(codebook, others)
    return Codebook(np.concatenate([part.words for part in parts]), np.concatenate([part.labels for part in parts]))


@primitive("codebook-select")
def codebook_select(workspace: Workspace, predicate: Any, codebook: Any, *others: Any) -> Codebook:
    """Copies of the rows whose label satisfies the predicate (a function of the label)."""
    parts = _alike(codebook, others)
    chosen = [
        np.array([workspace.lisp.apply(predicate, [label]) is not None for label in part.labels.astype(float).tolist()])
        for part in parts
    ]
    pairs = [(part, np.flatnonzero(rows)) for part, rows in zip(parts, chosen, strict=True)]
    return Codebook(
        np.concatenate([part.words[rows] for part, rows in pairs]),
        np.concatenate([part.labels[rows] for part, rows in pairs]),
    )


def _alike(codebook: Any, others: tuple[Any, ...]) -> list[Codebook]:
    """Codebooks whose words have one length."""
    parts = [codebook_argument(part) for part in (codebook, *others)]
    for part in parts:
        check_length(part.words.shape[1], parts[0])
    return parts
