"""The shipped net with shared masks on drawn patterns: against the transcription, connection by connection."""

from __future__ import annotations

import numpy as np
from reference import F, Net, Random, Sigmoid

from snsim.matrices.index import Index
from snsim.toplevel.session import new_interpreter

MAPS = [range(257, 321), range(321, 385), range(385, 401), range(401, 417), range(417, 433), range(433, 449)]
OUTPUT = range(449, 459)


def _mask(net: Net, source: range, side: int, target: range) -> None:
    """3 x 3 windows, step 2, round the edges; nine new weights."""
    first, small = len(net.weights), side // 2
    for number, unit in enumerate(target):
        row, col = divmod(number, small)
        for k in range(9):
            y, x = (2 * row + k // 3) % side, (2 * col + k % 3) % side
            net.add(source[0] + y * side + x, unit, first + k)


def transcribed() -> Net:
    """In the order of creation that sn28.md, section 7, gives."""
    net = Net(True, False, 469, Random(3))
    for record, layer in enumerate(MAPS):
        for unit in layer:
            net.add(0, unit, record)
    for unit in OUTPUT:
        net.add(0, unit, len(net.weights))
    for layer in MAPS[:2]:
        _mask(net, range(1, 257), 16, layer)
    for source in MAPS[:2]:
        for layer in MAPS[2:]:
            _mask(net, source, 8, layer)
    for layer in MAPS[2:]:
        for source in layer:
            for unit in OUTPUT:
                net.add(source, unit, len(net.weights))
    net.layers = [list(range(1, 257)), *map(list, MAPS), list(OUTPUT)]
    net.desired = list(range(459, 469))
    net.functions = [Sigmoid(0.66666666, 0, 1 / float(Sigmoid(0.66666666, 0, 1).f(F(1))))] * 7
    return net


def _forget_sqrt(net: Net) -> None:
    for unit in net.units:
        bound = 1 / np.sqrt(len(unit.incoming) or 1)
        for link in unit.incoming[::-1]:
            link.weight.val = F(2 * bound * net.random.uniform() - bound)


def _mask_epsi(net: Net, rate: float) -> None:
    for unit in net.units:
        if unit.incoming:
            newest = unit.incoming[0].weight
            sharers = sum(link.weight is newest for link in net.links)
            unit.epsilon = F(float(F(rate / np.sqrt(len(unit.incoming)))) / np.sqrt(sharers))


def test_learning() -> None:
    random = np.random.default_rng(5)
    patterns = random.choice([-1, 1], (4, 256)).astype(np.float32)
    targets = (2 * np.eye(10)[[3, 1, 4, 1]] - 1).astype(np.float32)
    lisp = new_interpreter()
    lisp.options.update(exact=True, quiet=True)
    lisp.eval_text('(libload "sn28/sn28ite") (load "netmask") (create-net)')
    lisp.set_global("pattern-matrix", Index(patterns))
    lisp.set_global("desired-matrix", Index(targets))
    lisp.eval_text("(ensemble 0 3) (seed 3) (forget-sqrt 1) (mask-epsi 0.1) (learn 6)")
    net = transcribed()
    net.patterns, net.targets = patterns, targets
    _forget_sqrt(net)
    _mask_epsi(net, 0.1)
    net.learn(6, lambda n: (n + 1) % 4)
    assert (len(net.links), len(net.weights)) == (3146, 746)
    assert np.array_equal(lisp.eval_text("(weight-to-matrix)").values, [w.val for w in net.weights])
    assert lisp.global_value("local-error") == net.local_error
