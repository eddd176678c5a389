"""Distances and nearest neighbours: ``codebook-distances knn knn-class perf-knn codebook-distorsion`` (sn28.md, 5.2).

What is called a distance is the squared Euclidean one. The class of a row is that of most of its k nearest references;
where two classes have equally many, the row is rejected: class -1. The original errs for k of 3 and more (section 10 of
the reference); here the k nearest are right, in order, of equally near ones those with the lowest numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import neighbours
from ..lisp.arguments import MISSING, integer
from ..lisp.errors import LispError
from ..lisp.floating import checked
from ..lisp.values import make_list
from ..matrices.celltypes import FLOAT
from ..matrices.index import Index, matrix_argument
from .codebookobject import Codebook, check_length, codebook_argument, codebook_pair
from .primitives import primitive
from .sequential import total

if TYPE_CHECKING:
    from .workspace import Workspace

CHUNK = 200_000_000  # components compared before Ctrl-C is looked for: less than a tenth of a second
REJECTED = -1


def nearest(rows: np.ndarray, references: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The numbers (m, k) of the k nearest references of each row, nearest first, and their distances (m, k)."""
    found, distances = np.empty((len(rows), k), np.int32), np.empty((len(rows), k), np.float32)
    rows, references = np.ascontiguousarray(rows), np.ascontiguousarray(references)
    for part in _chunks(len(rows), references.size):
        neighbours.nearest(rows[part], references, found[part], distances[part])
    return found, distances


def _chunks(count: int, work: int) -> Iterator[slice]:
    """Rows to take in one go, when a row costs so much work."""
    size = max(1, CHUNK // max(work, 1))
    for start in range(0, count, size):
        yield slice(start, start + size)


def majority(labels: np.ndarray) -> np.ndarray:
    """The label that occurs most often in each row of ``labels`` (m, k); ``REJECTED`` where two do."""
    votes = (labels[:, :, None] == labels[:, None, :]).sum(2)
    winners = votes == votes.max(1, keepdims=True)
    low = np.where(winners, labels, labels.max(initial=0)).min(1)
    high = np.where(winners, labels, 0).max(1)
    return np.where(low == high, low, REJECTED)


def classes(data: Codebook, references: Codebook, k: int) -> np.ndarray:
    """The classes found for the rows of ``data``."""
    rows = _chunks(len(data.words), 16 * k * k)  # the votes of a row take a few times k x k bytes
    found, _ = nearest(data.words, references.words, k)
    parts = [majority(references.labels[found[part]]) for part in rows]
    return np.concatenate([np.empty(0, np.int32), *parts])


def neighbour_count(k: Any, references: Codebook) -> int:
    """How many neighbours are asked for, checked."""
    count = integer(k)
    if count < 1:
        raise LispError("illegal number of neighbours", k, hint="At least one.")
    if count > len(references.words):
        hint = f"It has {len(references.words)} words."
        raise LispError("Reference codebook is too small", k, hint=hint)
    return count


def _vector(value: Any, codebook: Codebook) -> np.ndarray:
    """A vector as long as the codebook's words, in single precision."""
    index = matrix_argument(value)
    if index.array.ndim != 1:
        raise LispError("not a vector", index)
    check_length(index.array.size, codebook)
    return np.ascontiguousarray(FLOAT.cells(index.values))


# ---- distances -------------------------------------------------------------------------------------------------------


@primitive("codebook-distances")
def codebook_distances(workspace: Workspace, vector: Any, codebook: Any, target: Any = MISSING) -> Index:
    """From a vector to every word: a float vector, ``target`` if it is given."""
    references = codebook_argument(codebook)
    distances = np.empty(len(references.words), np.float32)
    neighbours.all_distances(_vector(vector, references), np.ascontiguousarray(references.words), distances)
    if target is MISSING:
        return Index(distances)
    if matrix_argument(target).type is not FLOAT or target.array.shape != distances.shape:
        raise LispError("not a float vector with an element for every word", target)
    target.array[...] = distances
    return target


@primitive("codebook-distorsion")
def codebook_distorsion(workspace: Workspace, data: Any, references: Any) -> float:
    """The mean distance of the rows from their nearest references."""
    rows, found = codebook_pair(data, references)
    return float(distortion(rows.words, found.words))


def distortion(rows: np.ndarray, references: np.ndarray) -> np.float32:
    """The mean of the distances (m, d) to (n, d), in single precision, row after row."""
    if not len(rows):
        raise LispError("no rows to measure", hint="The codebook of data is empty.")
    with np.errstate(over="ignore"):
        mean = total(nearest(rows, references, 1)[1][:, 0]) / np.float32(len(rows))
    return np.float32(checked(float(mean), ()))


# ---- neighbours ------------------------------------------------------------------------------------------------------


def _neighbours(vector: Any, references: Codebook, k: Any) -> np.ndarray:
    count = neighbour_count(k, references)
    return nearest(_vector(vector, references)[None], references.words, count)[0]


@primitive("knn")
def knn(workspace: Workspace, vector: Any, codebook: Any, k: Any) -> Any:
    """The numbers of the k words nearest to a vector, nearest first."""
    return make_list(_neighbours(vector, codebook_argument(codebook), k)[0].astype(float).tolist())


@primitive("knn-class")
def knn_class(workspace: Workspace, vector: Any, codebook: Any, k: Any) -> float:
    """The class of most of the k nearest words, -1 if two classes have as many."""
    references = codebook_argument(codebook)
    return float(majority(references.labels[_neighbours(vector, references, k)])[0])


@primitive("knn-classes")
def knn_classes(workspace: Workspace, data: Any, references: Any, k: Any = 1.0) -> Index:
    """``knn-class`` of every row of ``data``, an int vector. (The original has no such function.)"""
    rows, found = codebook_pair(data, references)
    if not len(rows.words):
        raise LispError("no rows to classify", hint="The codebook of data is empty.")
    return Index(classes(rows, found, neighbour_count(k, found)).astype(np.int32))


@primitive("perf-knn")
def perf_knn(workspace: Workspace, data: Any, references: Any, k: Any = 1.0, flag: Any = None) -> Any:
    """Per cent of the rows classified rightly; with a flag, ``(errors rejections)`` in per cent."""
    rows, found = codebook_pair(data, references)
    answers = classes(rows, found, neighbour_count(k, found))
    if not len(answers):
        raise LispError("no rows to classify", hint="The codebook of data is empty.")
    rejected = 100.0 * int(np.count_nonzero(answers == REJECTED)) / len(answers)
    wrong = 100.0 * int(np.count_nonzero((answers != REJECTED) & (answers != rows.labels))) / len(answers)
    return 100.0 - wrong - rejected if flag is None else make_list([wrong, rejected])
