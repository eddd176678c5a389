"""The nets of LeCun et al. 1989 and 1990 and LeCun 1989, as nets/zip1989.sn, nips1989.sn and crg89.sn describe them."""

from __future__ import annotations

from functools import cache

import numpy as np

from snsim.lisp.console import StringOutput
from snsim.toplevel.session import new_interpreter

from .maker import Maker

CRG89 = {
    1: ("input", "output"),
    2: ("input", "hidden", "output"),
    3: ("input", "h1", "h2", "output"),
    4: ("input", "h1", "h2", "output"),
    5: ("input", "h1", "h2", "output"),
}


@cache
def zip1989() -> Maker:
    """1256 units, 64660 connections, 9760 weights (random); it is made once: copy it to change it."""
    return _described('(load "nets/zip1989") (zip1989-build (quote blocks))', ("input", "h1", "h2", "h3", "output"))


@cache
def nips1989() -> Maker:
    """4635 units, 98442 connections, 2578 weights (random); made once, too."""
    return _described('(load "nets/nips1989") (nips1989)', ("input", "h1", "h2", "h3", "h4", "output"))


def crg89(number: int, kernel: str = "sn28itenew") -> Maker:
    """Net-1 to Net-5, weights random."""
    return _described(f'(load "nets/crg89") (crg89-net{number})', CRG89[number], kernel)


def _described(program: str, layers: tuple[str, ...], kernel: str = "sn28itenew") -> Maker:
    """The net that a program makes, its layers by name; those for the desired states are its own."""
    lisp = new_interpreter()
    with lisp.writing(StringOutput()):
        lisp.eval_text(f'(libload "sn28/{kernel}") {program}')
    maker = Maker(units=1, links=0)
    maker.network = lisp.workspace.network
    maker.layers = [np.array(list(lisp.global_value(name)), np.int32) for name in layers]
    maker.desired = np.array(list(lisp.global_value("desired-layer")), np.int32)
    return maker.fill()
