"""Nets of any number of connections: fully connected ones, and ones of feature maps; as programs of the language."""

from __future__ import annotations

EXAMPLES = 16  # drawn at random: what is learned does not matter
OUTPUTS = 10


def full_sizes(connections: int) -> tuple[int, int, int]:
    """Inputs and two hidden layers, about equal: with 10 outputs a full net of so many connections, or nearly."""
    side = max(1, int(((connections / 2 + 9) ** 0.5) - 5))
    near = [n for n in range(side - 40, side + 41) if n > 0]
    best = (1, 1, 1)
    for first in near:
        for second in near:
            inputs = max(1, round((connections - full_count(0, first, second)) / first))
            sizes = (inputs, first, second)
            if _off(sizes, connections) < _off(best, connections):
                best = sizes
    return best


def full_count(inputs: int, first: int, second: int) -> int:
    """Connections of that net, biases among them."""
    return (inputs + 1) * first + (first + 1) * second + (second + 1) * OUTPUTS


def _off(sizes: tuple[int, int, int], connections: int) -> tuple[int, int]:
    """How far from what is wanted: in connections, then in shape."""
    return abs(full_count(*sizes) - connections), max(sizes) - min(sizes)


def full_net(connections: int) -> str:
    """A fully connected net, ready to learn."""
    inputs, first, second = full_sizes(connections)
    units = 1 + inputs + first + second + 2 * OUTPUTS
    return f"""
(libload "sn28/sn28")
(alloc-net {units} {full_count(inputs, first, second)})
(build-net '((input {inputs}) (h1 {first}) (h2 {second}) (output {OUTPUTS})) '((input h1) (h1 h2) (h2 output)))
{_examples(inputs)}
(forget-inv 2.4) (epsi-sqrt 0.01)
"""


def shared_net(side: int, maps: int, seen: int = 4) -> str:
    """An image of side x side, ``maps`` maps of half the side that share 5x5 weights, as many of a quarter that look at
    ``seen`` of these at most, outputs on all: the net of 1989 in another size."""
    half, quarter, seen = side // 2, side // 4, min(seen, maps)
    links = maps * half**2 * 26 + maps * quarter**2 * (25 * seen + 1) + OUTPUTS * (maps * quarter**2 + 1)
    frames = ((side + 3) ** 2 - side**2) + maps * ((half + 3) ** 2 - half**2)
    units = 1 + side**2 + frames + maps * (half**2 + quarter**2) + 2 * OUTPUTS
    return f"""
(libload "sn28/sn28ite") (load "framed")
(alloc-net {units} {links})
(build-net-nobias
  '((input {side**2}) (h1 {maps * half**2}) (h2 {maps * quarter**2}) (output {OUTPUTS})) '((h2 output)) )
(each ((l (list h1 h2 output))) (bias-connect l))
(let ((image (framed input {side} {side} 2 1)) (frames ()))
  (each ((m (pieces h1 {half**2})))
    (mask-2d-connect image {side + 3} {side + 3} m {half} {half} 2 2 5 5)
    (setq frames (nconc1 frames (framed m {half} {half} 2 1))) )
  (each ((m (pieces h2 {quarter**2})) (k (range 0 {maps - 1})))
    (for (i 0 {seen - 1})
      (mask-2d-connect (nth (mod (+ k i) {maps}) frames) {half + 3} {half + 3} m {quarter} {quarter} 2 2 5 5) ) ) )
{_examples(side**2)}
(forget-inv 2.4) (mask-epsi 0.01)
"""


def _examples(inputs: int) -> str:
    return f"""
(seed 1)
(setq :pattern-matrix (float-matrix {EXAMPLES} {inputs}) :desired-matrix (float-matrix {EXAMPLES} {OUTPUTS}))
(for (p 0 {EXAMPLES - 1})
  (for (k 0 {inputs - 1}) (pattern-matrix p k (rand 1)))
  (for (k 0 {OUTPUTS - 1}) (desired-matrix p k (if (= k (mod p {OUTPUTS})) 1 -1))) )
(ensemble 0 {EXAMPLES - 1})
"""
