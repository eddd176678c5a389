"""The net of LeCun et al. 1989, as nets/zip1989.sn describes it."""

from __future__ import annotations

from functools import cache

import numpy as np

from snsim.toplevel.session import new_interpreter

from .maker import Maker

LAYERS = ("input", "h1", "h2", "h3", "output")


@cache
def zip1989() -> Maker:
    """1256 units, 64660 connections, 9760 weights (random); it is made once: copy it to change it."""
    lisp = new_interpreter()
    lisp.eval_text('(libload "sn28/sn28itenew") (load "nets/zip1989") (zip1989-build (quote blocks))')
    maker = Maker(units=1, links=0)
    maker.network = lisp.workspace.network
    maker.layers = [np.array(list(lisp.global_value(name)), np.int32) for name in LAYERS]
    maker.desired = np.array(list(lisp.global_value("desired-layer")), np.int32)
    return maker.fill()
