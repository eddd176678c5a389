"""Sample networks of every structure the planner knows, and of some it does not: small, random, by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .maker import Maker, framed, windows


def _full(maker: Maker) -> None:
    inputs, hidden, output = maker.layer(7), maker.layer(18), maker.layer(5)
    for below, above in ((inputs, hidden), (hidden, output)):
        maker.biases(above)
        maker.connect(below, above)


def _wide(maker: Maker) -> None:
    """Full layers with more weights than are gone through in columns (``codegen/own.py``); the steps of those above the
    inputs can wait."""
    inputs, one, two, output = maker.layer(66), maker.layer(67), maker.layer(65), maker.layer(3)
    maker.biases(two)
    for below, above in ((inputs, one), (one, two), (two, output)):
        maker.connect(below, above)


def _skips(maker: Maker) -> None:
    """Layers that see all layers below, and two that see the same one."""
    inputs, one, two, output = maker.layer(6), maker.layer(9), maker.layer(8), maker.layer(4)
    maker.biases(two)
    for below, above in ((inputs, one), (one, two), (inputs, output), (one, output), (two, output)):
        maker.connect(below, above)


def _siblings(maker: Maker) -> None:
    """Two layers with the same sources."""
    inputs, one, two, output = maker.layer(6), maker.layer(9), maker.layer(8), maker.layer(4)
    maker.connect(inputs, one)
    maker.connect(one, two)
    maker.connect(one, output)
    maker.connect(two, maker.layer(3))
    maker.connect(output, maker.layers[-1])


def _local(maker: Maker) -> None:
    """Windows of their own for every unit; biases."""
    inputs, hidden, output = maker.layer(256), maker.layer(16), maker.layer(3)
    maker.biases(hidden)
    for sources, unit in zip(windows(inputs.reshape(16, 16), (3, 3), (4, 4)), hidden, strict=True):
        maker.connect(sources, [unit])
    maker.connect(hidden, output)


def _sparse(maker: Maker) -> None:
    """No structure: sources of very different numbers, from every layer below and the bias unit."""
    inputs, one, two, output = maker.layer(250), maker.layer(15), maker.layer(19), maker.layer(4)
    maker.sparse(inputs, one, 2, 20)
    maker.sparse(np.concatenate([[0], inputs, one]), two, 2, 36)
    maker.sparse(np.concatenate([one, two]), output, 17, 34)


def _convolution(maker: Maker) -> None:
    """Two layers of feature maps in frames, strides of 2, a scheme from map to map, biases, full layers above."""
    inputs = maker.layer(100)
    first = framed(maker, inputs.reshape(10, 10), 1)
    one, two = maker.layer(3 * 25), maker.layer(4 * 4)
    maker.biases(one)
    maker.biases(two)
    for units in one.reshape(3, 25):
        maker.share(windows(first, (4, 4), (2, 2)), units)
    framed_maps = [framed(maker, units.reshape(5, 5), 1) for units in one.reshape(3, 25)]
    for k, units in enumerate(two.reshape(4, 4)):
        seen = [windows(framed_maps[m], (5, 5), (2, 2)) for m in ((0, 1), (1, 2), (2, 0), (0, 1, 2))[k]]
        maker.share(np.concatenate(seen, 1), units)
    hidden, output = maker.layer(17), maker.layer(3)
    for below, above in ((two, hidden), (hidden, output)):
        maker.biases(above)
        maker.connect(below, above)


def _toric(maker: Maker) -> None:
    """Windows that go on at the opposite border; a shared bias for each map."""
    inputs, one, output = maker.layer(36), maker.layer(2 * 36), maker.layer(3)
    seen = windows(inputs.reshape(6, 6), (3, 3), (1, 1), toric=True)
    bias = np.zeros((len(seen), 1), int)
    for units in one.reshape(2, 36):
        maker.share(np.concatenate([bias, seen], 1), units)
    maker.connect(one, output)


def _tdnn(maker: Maker) -> None:
    """Time delays: 11 frames of 4 features, 5 frames of 6, 2 frames of 3."""
    below, features, frames = maker.layer(44).reshape(11, 4), 4, 11
    for wide, length, step in ((6, 3, 2), (3, 4, 1)):
        moments = (frames - length) // step + 1
        layer = maker.layer(moments * wide)
        maker.biases(layer)
        for k in range(wide):
            units = layer.reshape(moments, wide)[:, k]
            maker.share(windows(below, (length, features), (step, features)), units)
        below, features, frames = layer.reshape(moments, wide), wide, moments
    maker.connect(below.ravel(), maker.layer(2))


def _mixed(maker: Maker) -> None:
    """Shared weights, odd sparse connections beside them, connections that skip layers."""
    inputs, one, two = maker.layer(49), maker.layer(2 * 25), maker.layer(21)
    for units in one.reshape(2, 25):
        maker.share(windows(inputs.reshape(7, 7), (3, 3), (1, 1)), units)
    maker.biases(one)
    maker.sparse(np.concatenate([[0], inputs, one]), two, 2, 40)
    output = maker.layer(4)
    maker.share(windows(two[None, :], (1, 15), (1, 2)), output)
    maker.connect(inputs, output)


def _averages(maker: Maker) -> None:
    """Maps that add up 2 x 2 units of a map below times one weight, each with a shared bias; a full layer above."""
    inputs, one, two = maker.layer(49), maker.layer(3 * 36), maker.layer(3 * 9)
    seen = windows(inputs.reshape(7, 7), (2, 2), (1, 1))
    for units in one.reshape(3, 36):
        maker.share(np.concatenate([np.zeros((36, 1), int), seen], 1), units)
    for below, units in zip(one.reshape(3, 36), two.reshape(3, 9), strict=True):
        squares = windows(below.reshape(6, 6), (2, 2), (2, 2))
        maker.tie([[(0, [0]), (1, square)] for square in squares], units)
    maker.connect(two, maker.layer(4))


def _repeated(maker: Maker) -> None:
    """Weights used a different number of times by each unit, or not at all; some by one unit only; constant inputs and
    weights used once beside them."""
    inputs, one, two, output = maker.layer(23), maker.layer(40), maker.layer(6), maker.layer(3)
    frame = maker.constants(3, 0.7)
    maker.tie(
        [
            [(t, maker.random.permutation([*inputs[7 * t : 7 * t + 7], frame[t]])[: (k + t) % 5]) for t in range(3)]
            for k in range(len(one))
        ],
        one,
    )
    maker.connect(inputs[21:], one[:30])
    for unit in two:
        maker.tie([[(0, one[:17]), (1, one[17:20]), (2, one[20:21])]], [unit])
    maker.biases(two)
    maker.connect(two, output)
    maker.connect(one[1:3], output)


def _pruned(maker: Maker) -> None:
    """A convolution and the full layers above it that have lost half of their weights, with all connections."""
    _convolution(maker)
    for weight in maker.random.permutation(maker.network.wnum)[: maker.network.wnum // 2]:
        maker.cut(weight)


SHARED: dict[str, Callable[[Maker], None]] = {
    "convolution": _convolution,
    "toric": _toric,
    "tdnn": _tdnn,
    "mixed": _mixed,
    "averages": _averages,
    "repeated": _repeated,
    "pruned": _pruned,
}
OWN: dict[str, Callable[[Maker], None]] = {
    "full": _full,
    "wide": _wide,
    "skips": _skips,
    "siblings": _siblings,
    "local": _local,
    "sparse": _sparse,
}
ALL = OWN | SHARED
# which of several joins of blocks that save as much is made first, names may decide: not where weights are missing
NAMELESS = [name for name in ALL if name != "pruned"]


def sample(name: str, kernel: str = "sn28itenew", seed: int = 0) -> Maker:
    """The network of that name, its fields filled at random."""
    maker = Maker(kernel, seed)
    ALL[name](maker)
    return maker.fill()


def kernels_for(name: str) -> tuple[str, ...]:
    """The kernels that can hold it: only two share weights."""
    return ("sn28ite", "sn28itenew") if name in SHARED else ("sn28", "sn28ite", "sn28new", "sn28itenew")
