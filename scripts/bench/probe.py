"""How long does a net wait for its first sweep? ``python scripts/bench/probe.py N`` prints seconds, for the N-th net.

The nets differ in the sizes of their layers, windows and steps; few numbers give the same. What is printed is what must
be waited for once: recognising, planning, compiling or loading what was compiled before.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from snsim.lisp.console import StringOutput
from snsim.toplevel.session import new_interpreter


def net(number: int) -> str:
    """A net of feature maps with a full layer above, ready to learn."""
    dice = random.Random(number)
    size, step, places, maps = dice.randint(2, 7), dice.randint(1, 3), dice.randint(3, 9), dice.randint(2, 13)
    hidden, outputs, side = dice.randint(5, 60), dice.randint(2, 20), size + step * (places - 1)
    units = 1 + side**2 + maps * places**2 + hidden + 2 * outputs
    links = maps * places**2 * (size**2 + 1) + hidden * (maps * places**2 + 1) + outputs * (hidden + 1)
    return f"""
(alloc-net {units} {links})
(build-net-nobias '((input {side**2}) (maps {maps * places**2}) (hidden {hidden}) (output {outputs}))
  '((maps hidden) (hidden output)) )
(each ((l (list maps hidden output))) (bias-connect l))
(for (m 0 {maps - 1})
  (mask-2d-connect input {side} {side} (nfirst {places**2} (nthcdr (* m {places**2}) maps))
    {places} {places} {step} {step} {size} {size} ) )
(setq :pattern-matrix (float-matrix 4 {side**2}) :desired-matrix (float-matrix 4 {outputs}))
(for (p 0 3)
  (for (k 0 {side**2 - 1}) (pattern-matrix p k (rand 1))) )
(ensemble 0 3) (forget-inv 1) (epsilon 0.001)
"""


def main() -> None:
    """Build, learn, learn, build again; what the first two took more than the last two."""
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    building, learning = net(int(sys.argv[1])), "(learn 64)"
    times = []
    with lisp.writing(StringOutput()):
        lisp.eval_text('(libload "sn28/sn28itenew")')
        for text in (building, learning, learning, building):
            began = time.perf_counter()
            lisp.eval_text(text)
            times.append(time.perf_counter() - began)
    print(times[0] + times[1] - times[2] - times[3])


if __name__ == "__main__":
    main()
