"""Sessions made at random, in every kernel: one call a sweep and the library's own loops leave the same bits.

Both run in exact mode. The loops are forced by a redefined process-pending-events, which every loop calls. Compared are
all fields of the network, the variables of netenv, the random generator, and what was printed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from snsim.lisp.console import StringOutput
from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

KERNELS = {"sn28": "A", "sn28ite": "AI", "sn28new": "AN", "sn28itenew": "AINB"}

NET = """
(libload "sn28/{kernel}")
(alloc-net 60 200)
(build-net-nobias '((input 6) (hidden 4) (middle 3 {nlf}) (output 2)) ())
(if (iterative-mode)
  (progn (shared-bias-connect hidden) (mask-1d-connect input 6 hidden 4 1 3))
  (bias-connect hidden) (local-1d-connect input 6 hidden 4 1 3) )
(connect 0 middle) (connect hidden middle) (connect input output) (connect 0 output) (connect middle output)
(setq pattern-matrix [f [1 -1 1 -1 1 -1] [1 1 -1 -1 1 1] [-1 -1 -1 1 1 1] [1 0.5 0 -0.5 -1 0] [0.3 0 -1 1 0 0.7]])
(setq desired-matrix [f [1 -1] [-1 1] [1 1] [-1 -1] [0 1]])
(ensemble 0 4)
(seed 11) (forget-sqrt 1) (epsi-sqrt 0.05)
(when (newton-mode) (sigma 0.5) (setq mu 1))
"""

LAYER_FUNCTIONS = [
    "",
    "(nlf-tanh 0.5 0.1 1.25 0.0625)",
    "(nlf-lin 0.1 1.1)",
    "(nlf-bin 1 0.1 0.8)",
    "(nlf-bell)",
    "(nlf-relu)",
    "(nlf-identity)",
    "(nlf-spline '(-2 -1 0 1 2) '(-1 -0.8 0 0.8 1))",
]

ANYWHERE = [
    "(setq alpha 0)",
    "(setq alpha 0.5)",
    "(setq decay 0)",
    "(setq decay 0.01)",
    "(setq theta 0)",
    "(setq theta 0.1)",
    "(setq input-noise 0)",
    "(setq input-noise 0.2)",
    "(set-class-max)",
    "(set-class-quadrant)",
    "(set-class-nil)",
    "(set-class-sgn -0.5 0.5)",
    "(set-class-lms 0.4)",
    "(set-class-hamming 0.9)",
    "(set-cost-lms)",
    "(set-cost-thlms 0.25)",
    "(set-nextcho-seq)",
    "(set-nextcho-rnd)",
    "(set-nextpat-seq)",
    "(set-nextpat-stay)",
    "(ensemble 1 3)",
    "(ensemble 0 4)",
    "(nlf-tanh 0.6 0.05)",
    "(nlf-lin 0.2 1)",
    "(epsi 0.1)",
    "(epsilon 0.01)",
    "(forget-inv 2)",
    "(gauss-state hidden 0.1)",
    "(sval 0 (car output) 0.25)",
    "(learn 7)",
    "(learn-cycle 2)",
    "(run 3 2)",
    "(perf)",
    "(perf 2 4)",
    "(test-pattern 3)",
]
OF_KERNELS = {
    "A": ANYWHERE,
    "I": ["(mask-epsi 0.05)", "(learn-batch 2)", "(run-batch 1 2)", "(learn-batch-cg 2)", "(setq safe-cg t)"],
    "N": [
        "(setq gamma 0.2)",
        "(setq mu 0.3)",
        "(sigma 0.25)",
        "(learn-newton 4)",
        "(learn-lm 4)",
        "(learn-cycle-newton 1)",
        "(run-lm 3 1)",
    ],
    "B": ["(learn-batch-newton 1)", "(learn-batch-lm 2)", "(obd-compute-curvature 0 4)", "(run-batch-lm 1 1)"],
}
VARIABLES = (
    "age local-error good-answer global-error good-an-num good-an-percent current-pattern gamma pnum "
    "out-class des-class"
)


class Session:
    """A net in an interpreter whose output is kept."""

    def __init__(self, kernel: str, nlf: str, looped: bool):
        self.lisp: Interpreter = new_interpreter()
        self.lisp.options.update(exact=True, quiet=True)
        self.run(NET.format(kernel=kernel, nlf=nlf))
        self.printed = ""
        if looped:
            self.run("(de process-pending-events () ())")

    def run(self, text: str) -> Any:
        output = StringOutput()
        with self.lisp.writing(output):
            value = self.lisp.eval_text(text)
        self.printed = output.text
        return value

    def fields(self) -> dict[str, bytes]:
        """Everything the kernels keep; the accumulators only where they are fields."""
        network = self.lisp.workspace.network  # type: ignore[attr-defined]
        weights = network.weights if network.iterative else network.weights[:2]
        arrays = {"units": network.units, "weights": weights, "links": network.links}
        return {name: np.ascontiguousarray(array).tobytes() for name, array in arrays.items()}

    def variables(self) -> str:
        return str(self.lisp.image(self.run(f"(list {VARIABLES})")))


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("kernel", KERNELS)
def test_a_sweep_is_its_loop(kernel: str, number: int) -> None:
    choose = np.random.default_rng([number, *kernel.encode()]).choice
    pool = [statement for letter in KERNELS[kernel] for statement in OF_KERNELS[letter]]
    nlf = choose(LAYER_FUNCTIONS)
    swept, looped = Session(kernel, nlf, looped=False), Session(kernel, nlf, looped=True)
    assert (swept.run("(car (sweep-path))").name, looped.run("(car (sweep-path))").name) == ("exact", "interpreted")
    for statement in choose(pool, 12):
        values = [swept.lisp.image(swept.run(statement)), looped.lisp.image(looped.run(statement))]
        assert swept.printed == looped.printed, statement
        if not statement.startswith(("(run", "(nlf")):  # plots, objects
            assert values[0] == values[1], statement
        assert swept.fields() == looped.fields(), statement
        assert swept.variables() == looped.variables(), statement
        assert np.array_equal(swept.lisp.random.state, looped.lisp.random.state), statement
