"""Codebooks that learn: ``k-means learn-lvq`` (sn28.md, 5.4 and 5.5) and ``codebook-pull``, the step of a map (5.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import codebooks
from ..lisp.arguments import MISSING, integer, number
from ..lisp.errors import LispError
from ..matrices.celltypes import FLOAT
from ..matrices.index import matrix_argument
from ..matrices.traps import float_traps
from .codebookobject import Codebook, check_length, codebook_argument, codebook_pair
from .neighbours import distortion
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace

MOST_PASSES = 32768
SMALL, SMALL_GAIN = np.float32(1e-5), np.float32(1e-4)
RATE, WINDOW = 0.1, 0.01  # of LVQ, if none are given


@primitive("k-means")
def k_means(workspace: Workspace, data: Any, k: Any) -> Codebook:
    """k references that begin as the first rows and become the means of the rows nearest to them; passes go on until
    the distortion is 1e-5, or is lessened by no more than 1e-4 of itself.
    """
    rows, count = codebook_argument(data), integer(k)
    if not 1 <= count <= len(rows.words):
        hint = f"1 to {len(rows.words)}, the number of rows."
        raise LispError("illegal number of references", k, hint=hint)
    words = np.ascontiguousarray(rows.words)
    columns, counts = words[:count].T.copy(), np.ones(count, np.float32)
    before = None
    for _ in range(MOST_PASSES):
        codebooks.k_means_pass(words, columns, counts)
        now = distortion(words, columns.T)
        if now <= SMALL or not np.isfinite(now) or (before is not None and (before - now) / now <= SMALL_GAIN):
            break
        before = now
    return Codebook(np.ascontiguousarray(columns.T), rows.labels[:count].copy())


@primitive("learn-lvq")
def learn_lvq(
    workspace: Workspace, version: Any, data: Any, references: Any, niter: Any, rate: Any = RATE, window: Any = MISSING
) -> None:
    """LVQ 1, 2 or 3, ``niter`` passes over the rows at a rate that falls to 0. In LVQ 1 the original draws references
    at a wrong rate; here a pull has the rate of a push.
    """
    kind, passes, first = integer(version), integer(niter), number(rate)
    rows, found = codebook_pair(data, references)
    if passes < 0:
        raise LispError("illegal negative value", niter)
    _check(kind, rows, found, window)
    width = np.float32(WINDOW if window is MISSING else number(window))
    words, columns = np.ascontiguousarray(rows.words), found.words.T.copy()
    for turn in range(passes):
        alpha = np.float32(first * (1 - turn / passes))
        codebooks.lvq_pass(kind, words, rows.labels, columns, found.labels, alpha, width)
        if np.isfinite(found.words).all() and not np.isfinite(columns).all():
            hint = f"The references grew without limit; they are as after {turn} passes. Try a lower rate."
            raise LispError("Floating exception", hint=hint)
        found.words[...] = columns.T  # here, so that Ctrl-C loses nothing


def _check(version: int, rows: Codebook, references: Codebook, window: Any) -> None:
    if version not in (1, 2, 3):
        raise LispError("no such version of LVQ", float(version), hint="There are 1, 2 and 3.")
    if version == 1 and window is not MISSING:
        raise LispError("too many arguments", window, hint="LVQ 1 has no window.")
    if version == 2 and len(references.words) < 2:
        raise LispError("Reference codebook is too small", hint="LVQ 2 needs two references.")
    missing = np.setdiff1d(rows.labels, references.labels)
    if version == 3 and len(missing):
        raise LispError("Class not represented in the references", float(missing[0]))


@primitive("codebook-pull")
def codebook_pull(workspace: Workspace, references: Any, vector: Any, rates: Any) -> Codebook:
    """Word j becomes (1 - f_j) word + f_j vector: a step of a topological map. (The original does it in Lisp.)

    ``vector``: as long as a word; ``rates``: the f_j.
    """
    found = codebook_argument(references)
    x, f = matrix_argument(vector).values, matrix_argument(rates).values
    check_length(x.size, found)
    if f.shape != (len(found.words),) or x.ndim != 1:
        raise LispError("illegal dimension", hint=f"A vector of {len(found.words)} rates is needed, one a word.")
    kept, added = FLOAT.cells(1 - f)[:, None], FLOAT.cells(f)[:, None]
    with float_traps():
        found.words[...] = kept * found.words + added * FLOAT.cells(x)
    return found
