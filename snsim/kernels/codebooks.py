"""One pass of k-means and of learning vector quantization over the rows of a codebook (sn28.md, 5.4 and 5.5).

Rows x come one after the other; each moves references m, which are the columns of ``columns`` (d, n) float32. All
arithmetic is float32, one rounding an operation.
"""

from __future__ import annotations

import numpy as np

from .jit import kernel, part
from .neighbours import F0, add_up, first_least

F1, F2 = np.float32(1), np.float32(2)


@kernel
def k_means_pass(rows, columns, counts):  # type: ignore[no-untyped-def]
    """m = (c m + x) / (c + 1), c = c + 1 for the nearest m, unless x is m. ``counts``: the c, float32 (n,)."""
    sums = np.empty(columns.shape[1], np.float32)
    for r in range(len(rows)):
        add_up(rows[r], columns, len(sums), sums)
        best = first_least(sums)
        if sums[best] != F0:
            count = counts[best]
            for i in range(len(columns)):
                columns[i, best] = (count * columns[i, best] + rows[r, i]) / (count + F1)
            counts[best] = count + F1


@part
def _push(columns, reference, x, rate):  # type: ignore[no-untyped-def]
    """m = m - rate (x - m): away from x; with a negative rate, towards it."""
    for i in range(len(x)):
        columns[i, reference] -= rate * (x[i] - columns[i, reference])


@part
def _in_window(columns, first, second, x, window):  # type: ignore[no-untyped-def]
    """Is x near the plane half-way: |2 (x - m1).d - d.d| <= window d.d, d = m2 - m1?"""
    length, along = F0, F0
    for i in range(len(x)):
        d = columns[i, second] - columns[i, first]
        length += d * d
        along += (x[i] - columns[i, first]) * d
    return abs(F2 * along - length) <= window * length


@part
def _second_least(values, first):  # type: ignore[no-untyped-def]
    """The place of the smallest value but for the one at ``first``."""
    best = 1 if first == 0 else 0
    for j in range(best + 1, len(values)):
        if j != first and values[j] < values[best]:
            best = j
    return best


@part
def _least_of_class(values, labels, wanted):  # type: ignore[no-untyped-def]
    """The place of the smallest value with this label; there is one."""
    best = -1
    for j in range(len(values)):
        if labels[j] == wanted and (best < 0 or values[j] < values[best]):
            best = j
    return best


@kernel
def lvq_pass(version, rows, row_labels, columns, labels, rate, window):  # type: ignore[no-untyped-def]
    """LVQ 1, 2 or 3: the nearest reference m1 and, in 2, the second nearest, in 3 the nearest of the right class, m2.

    1: m1 is drawn to a row of its class, pushed from others. 2 and 3: if m1 is wrong, m2 right, and the row in the
    window between them, m1 is pushed and m2 drawn. Every class of ``row_labels`` is among ``labels`` (int32).
    """
    sums = np.empty(columns.shape[1], np.float32)
    for r in range(len(rows)):
        x, wanted = rows[r], row_labels[r]
        add_up(x, columns, len(sums), sums)
        first = first_least(sums)
        if version == 1:
            _push(columns, first, x, -rate if labels[first] == wanted else rate)
        elif labels[first] != wanted:
            second = _second_least(sums, first) if version == 2 else _least_of_class(sums, labels, wanted)
            if labels[second] == wanted and _in_window(columns, first, second, x, window):
                _push(columns, first, x, rate)
                _push(columns, second, x, -rate)
