"""The networks of the table, and what is asked of each."""

from __future__ import annotations

import cores
from case import FORWARD, MARQUARDT, ON_LINE, UNCOUNTED, Case
from limits import MICROSECONDS, OF_MEMORY, OF_PEAK, Limit
from scaled import full_net

PASS = 7291
DIGITS = '(load-zip-digits "auto") (ensemble 0 7290) (set-class-max) (seed 1) (forget-inv 2.4)'

ZIP = f"""
(libload "sn28/sn28itenew")
(load "nets/zip1989") (zip1989)
{DIGITS}
"""
ZIP_RATE = 0.003
ZIP_ON_LINE = f"{ZIP} (epsilon {ZIP_RATE})"
ZIP_MARQUARDT = f"{ZIP} (epsilon 0.0005)"

# a hook of the user's own, though it does what the library's does
ZIP_HOOKED = f"""
{ZIP_ON_LINE}
(setq :library-s-own present-pattern)
(de present-pattern (layer n) (library-s-own layer n))
"""

FULL40 = f"""
(libload "sn28/sn28")
(load "nets/zip1989-full40") (zip1989-full40)
{DIGITS} (epsi-sqrt 0.05)
"""

DRAWN = "(generate-digits 320 0) (ensemble 0 319) (set-class-max) (seed 1) (forget-sqrt 1) (mask-epsi 0.1)"

NET5 = f"""
(libload "sn28/sn28ite")
(load "nets/crg89") (crg89-net5)
{DRAWN}
"""

MASKS = f"""
(libload "sn28/sn28ite")
(load "nets/netmask") (create-net)
{DRAWN}
"""

XOR = """
(libload "sn28/sn28")
(alloc-net 10 20)
(build-net '((input 2) (hidden 2) (output 1)) '((input hidden) (hidden output)))
(setq pattern-matrix [f [-1 -1] [1 -1] [1 1] [-1 1]] desired-matrix [f [1] [-1] [1] [-1]])
(ensemble 0 3) (seed 0.87) (forget 1) (epsi 1)
"""

DECODER = """
(libload "sn28/sn28")
(alloc-net 50 100)
(build-net '((input 4) (hidden 2) (output 4)) '((input hidden) (hidden output)))
(setq pattern-matrix [f [1 -1 -1 -1] [-1 1 -1 -1] [-1 -1 1 -1] [-1 -1 -1 1]])
(setq desired-matrix pattern-matrix)
(ensemble 0 3) (seed 1) (forget 1) (epsi 1)
"""

MILLION = full_net(1_000_000)

OURS = "zip1989, on line"  # what rivals are compared with


def us(must: float, aim: float | None = None) -> Limit:
    """A limit in microseconds a pattern."""
    return Limit(MICROSECONDS, must, aim)


def exactly(call: str) -> str:
    return f"(exact-mode t) {call} (exact-mode ())"


def on_all_cores(name: str) -> str:
    return f"{name}, {len(cores.ALL)} core{'s' * (len(cores.ALL) > 1)}"


def cases() -> list[Case]:
    """All of them, in the order of the table."""
    every = frozenset(cores.ALL)
    two = us(1.2, 0.8) if len(cores.ALL) == 2 else None
    learn, learn_lm, measure = "(learn {n})", "(learn-lm {n})", "(performance 0 {last})"
    batch = "(epsilon 1e-7) (batch-iteration 0 {last})"
    return [
        Case(OURS, ZIP_ON_LINE, learn, 2 * PASS, ON_LINE, us(6.5, 4.0)),
        Case("zip1989, Levenberg-Marquardt", ZIP_MARQUARDT, learn_lm, 2 * PASS, MARQUARDT, us(12, 7.5)),
        Case("zip1989, forward only", ZIP_ON_LINE, measure, PASS, FORWARD),
        Case(on_all_cores("zip1989, forward only"), ZIP_ON_LINE, measure, PASS, UNCOUNTED, two, cores=every),
        Case(on_all_cores("zip1989, batch gradient"), ZIP, batch, PASS, UNCOUNTED, cores=every),
        Case("zip1989, interpreted", ZIP_HOOKED, learn, PASS, UNCOUNTED, us(150)),
        Case("256-40-10, on line", FULL40, learn, 4 * PASS, ON_LINE, OF_PEAK),
        Case("Net-5, on line", NET5, learn, 100_000, ON_LINE, OF_PEAK),
        Case("480 digits, masks, on line", MASKS, learn, 100_000, ON_LINE, OF_PEAK),
        Case("4-2-4, on line", DECODER, learn, 400_000, ON_LINE),
        Case("XOR, on line", XOR, learn, 400_000, ON_LINE),
        Case("1,000,000 connections, on line", MILLION, learn, 1000, ON_LINE, OF_MEMORY, streams=True, least=1000),
        Case("zip1989, exact mode", ZIP_ON_LINE, exactly(learn), PASS, UNCOUNTED),
        Case("zip1989, Levenberg-Marquardt, exact mode", ZIP_MARQUARDT, exactly(learn_lm), PASS, UNCOUNTED),
    ]
