"""What the tests of sweeps share: a small net on a session of its own, and everything that a sweep may change."""

from __future__ import annotations

from typing import Any

from snsim.lisp.interpreter import Interpreter
from snsim.toplevel.session import new_interpreter

BUILD = """
(alloc-net 40 120)
(build-net-nobias '((input 6) (hidden 4) (middle 3) (output 2 (nlf-tanh 0.5 0.1 1.25 0.0625))) ())
(if (iterative-mode)
  (progn (shared-bias-connect hidden) (mask-1d-connect input 6 hidden 4 1 3))
  (bias-connect hidden) (local-1d-connect input 6 hidden 4 1 3) )
(connect 0 middle) (connect hidden middle) (connect 0 output) (connect middle output)
(setq pattern-matrix [f [1 -1 1 -1 1 -1] [1 1 -1 -1 1 1] [-1 -1 -1 1 1 1] [1 0.5 0 -0.5 -1 0] [0.3 0 -1 1 0 0.7]])
(setq desired-matrix [f [1 -1] [-1 1] [1 1] [-1 -1] [-1 1]])
(ensemble 0 4)
(seed 11)
(forget-sqrt 1.5)
(epsi-sqrt 0.01)
"""
VARIABLES = (
    *("age", "current-pattern", "local-error", "good-answer", "pnum", "gamma", "lev-mar", "input-noise"),
    *("global-error", "good-an-num", "good-an-percent", "out-class", "des-class"),
)
KERNELS = {"sn28": (False, False), "sn28ite": (True, False), "sn28new": (False, True), "sn28itenew": (True, True)}


def session(kernel: str = "sn28itenew", exact: bool = True) -> Interpreter:
    """An interpreter with a net of three layers of weights, shared ones among them where the kernel can."""
    lisp = new_interpreter()
    lisp.options.update(exact=exact, quiet=True)
    lisp.eval_text(f'(libload "sn28/{kernel}")' + BUILD)
    return lisp


def way(lisp: Interpreter, algorithm: str = "sgd") -> list[str]:
    """What (sweep-path) says: the way and, if there is one, the reason."""
    return [getattr(item, "name", item) for item in lisp.eval_text(f"(sweep-path '{algorithm})")]


def everything(lisp: Interpreter) -> dict[str, Any]:
    """All that Lisp can see of the network, the variables and the random numbers; arrays as bytes: every bit counts."""
    network = lisp.workspace.network  # type: ignore[attr-defined]
    seen: dict[str, Any] = {name: lisp.image(lisp.intern(name).cell.value) for name in VARIABLES}
    seen["exact local-error"] = lisp.intern("local-error").cell.value
    seen["exact global-error"] = lisp.intern("global-error").cell.value
    for name in ("units", "weights", "links"):
        seen[name] = getattr(network, name).tobytes()
    seen["random"] = [lisp.random.uniform() for _ in range(3)]
    return seen


def assert_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Both sessions saw the same; tells what differs by name, not by kilobytes."""
    assert [name for name in one if one[name] != other[name]] == []
