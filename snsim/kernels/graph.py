"""Making and finding connections: a growing edge list with a hash index of its (pre, post) pairs.

``pre``, ``post``, ``weight_of`` (int32) have one entry a connection; a cut connection has ``pre`` -1. ``table`` (int32,
a power of two long) holds connection numbers at their pair's hash, -1 for free and -2 for a deleted place.
"""

from __future__ import annotations

import numpy as np

from .jit import kernel, part

FREE, DELETED = -1, -2


@part
def _slot(table, pre, post, a, b):  # type: ignore[no-untyped-def]
    """Place of the pair (a, b) in the table, or of the free place that ends its chain."""
    mask = len(table) - 1
    key = (np.uint64(a) << np.uint64(32)) | np.uint64(b)
    key = (key ^ (key >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    place = np.int64((key ^ (key >> np.uint64(32))) & np.uint64(mask))
    while table[place] != FREE:
        link = table[place]
        if link >= 0 and pre[link] == a and post[link] == b:
            return place
        place = (place + 1) & mask
    return place


@kernel
def find_link(table, pre, post, a, b):  # type: ignore[no-untyped-def]
    """Number of the connection a -> b, or -1."""
    link = table[_slot(table, pre, post, a, b)]
    return link if link >= 0 else -1


@kernel
def rebuild_table(table, pre, post, count):  # type: ignore[no-untyped-def]
    """Index the first ``count`` connections afresh."""
    table[:] = FREE
    for link in range(count):
        if pre[link] >= 0:
            table[_slot(table, pre, post, pre[link], post[link])] = link


@kernel
def connect_all(table, pre, post, weight_of, count, sources, targets):  # type: ignore[no-untyped-def]
    """Connect every source (outer loop) to every target, each with a weight record of its own number.

    Returns the new count and, if a pair was there already, that pair (else -1, -1): the connections made so far stay.
    """
    for a in sources:
        for b in targets:
            place = _slot(table, pre, post, a, b)
            if table[place] >= 0:
                return count, a, b
            table[place] = count
            pre[count], post[count], weight_of[count] = a, b, count
            count += 1
    return count, -1, -1


@kernel
def duplicate_all(table, pre, post, weight_of, count, old, new):  # type: ignore[no-untyped-def]
    """Connect new[0][i] to new[1][j] with the weight of the connection old[0][i] -> old[1][j].

    ``old`` and ``new`` are pairs of int arrays (sources, targets) of equal lengths. Returns the new count, the
    offending pair, and what is wrong with it: 0 nothing, 1 no such source connection, 2 the target exists already.
    """
    for i in range(len(old[0])):
        for j in range(len(old[1])):
            link = table[_slot(table, pre, post, old[0][i], old[1][j])]
            if link < 0:
                return count, old[0][i], old[1][j], 1
            place = _slot(table, pre, post, new[0][i], new[1][j])
            if table[place] >= 0:
                return count, new[0][i], new[1][j], 2
            table[place] = count
            pre[count], post[count], weight_of[count] = new[0][i], new[1][j], weight_of[link]
            count += 1
    return count, -1, -1, 0


@kernel
def duplicate_windows(table, pre, post, weight_of, count, sources, target, windows, units):  # type: ignore[no-untyped-def]
    """``duplicate_all`` for every window (windows, T) with its unit (windows,): the weights are those of the
    connections sources[t] -> target."""
    for k in range(len(windows)):
        for t in range(len(sources)):
            link = table[_slot(table, pre, post, sources[t], target)]
            if link < 0:
                return count, sources[t], target, 1
            place = _slot(table, pre, post, windows[k, t], units[k])
            if table[place] >= 0:
                return count, windows[k, t], units[k], 2
            table[place] = count
            pre[count], post[count], weight_of[count] = windows[k, t], units[k], weight_of[link]
            count += 1
    return count, -1, -1, 0


@kernel
def delete_link(table, pre, post, link):  # type: ignore[no-untyped-def]
    """Take a connection out of the index and mark it cut."""
    table[_slot(table, pre, post, pre[link], post[link])] = DELETED
    pre[link] = -1


@kernel
def adjacency(near, far, weight_of, count, units):  # type: ignore[no-untyped-def]
    """The connections grouped by their ``near`` end, the newest first: start, link, far unit, weight."""
    start = np.zeros(units + 1, np.int32)
    for link in range(count):
        if near[link] >= 0 and far[link] >= 0:
            start[near[link] + 1] += 1
    for unit in range(units):
        start[unit + 1] += start[unit]
    fill = start[1:].copy()
    total = start[units]
    links = np.empty(total, np.int32)
    ends = np.empty(total, np.int32)
    weights = np.empty(total, np.int32)
    for link in range(count):
        unit = near[link]
        if unit >= 0 and far[link] >= 0:
            fill[unit] -= 1
            links[fill[unit]] = link
            ends[fill[unit]] = far[link]
            weights[fill[unit]] = weight_of[link]
    return start, links, ends, weights
