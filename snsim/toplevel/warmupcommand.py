"""``snsim warmup``: everything is compiled now that the nets of this package would compile when first trained."""

from __future__ import annotations

import argparse
import time
from typing import NamedTuple

from snsim.lisp.console import StringOutput

from .command import OK
from .session import new_interpreter

DESCRIPTION = """Compile now, and keep on disk, what the nets of this package need to learn and to be measured: the
kernels, once for an installation, and the machine code of every net."""


class Warm(NamedTuple):
    """``file`` in nets/ and the form that makes the net; the kernel; the algorithms as sweep-prepare names them."""

    file: str
    form: str
    kernel: str
    algorithms: tuple[str, ...]


FIRST, BOTH = ("sgd", "perf"), ("sgd", "lm", "perf")
NETS = (
    Warm("zip1989", "(zip1989)", "sn28itenew", (*BOTH, "batch")),
    Warm("zip1989-full40", "(zip1989-full40)", "sn28itenew", BOTH),
    Warm("netmask", "(create-net)", "sn28ite", FIRST),
    *(Warm("crg89", f"(crg89-net{number})", "sn28itenew", FIRST) for number in range(1, 6)),
)


def add_options(_: argparse.ArgumentParser) -> None:
    """There are none."""


def obey(_: argparse.Namespace) -> int:
    """Compile, net by net."""
    for net in NETS:
        began = time.perf_counter()
        prepare(net)
        name = f"{net.file} {net.form}"
        print(f"{name:32} {', '.join(net.algorithms):22} {time.perf_counter() - began:6.1f} s", flush=True)
    return OK


def prepare(net: Warm) -> None:
    """Have ready what one net needs; raises a ``LispError`` if it cannot be."""
    lisp = new_interpreter()
    lisp.options.update(quiet=True, messages=False)
    algorithms = " ".join(f"(sweep-prepare '{algorithm})" for algorithm in net.algorithms)
    with lisp.writing(StringOutput()):
        lisp.eval_text(
            f'(libload "sn28/{net.kernel}") (load "nets/{net.file}") {net.form} '
            f"(generate-digits 10 10) (ensemble 0 9) (set-class-max) (epsilon 0.001) {algorithms}"
        )
