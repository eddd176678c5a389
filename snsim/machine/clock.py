"""Seconds on a machine, and what the clock on the wall then shows.

The model adds arithmetic and the rest: ``flops / MFLOPS + instructions / MIPS``. How well does it predict? As
``scripts/clock1989.sn`` prints it, for the second-order algorithm:

| published | model |
|---|---|
| LeCun et al. 1989, 23 passes on a Sun-4/260: about 3 days | 1.65 days |
| LeCun et al. 1990, 30 passes on a SPARCstation 1: 3 days, 112,000 connections a second | 3.51 days, 95,599 |
| LeCun et al. 1989, digits read by a DSP-32C: more than 30 a second | 193: what its multiply-adds allow |

So it is right within a factor of two for training; for reading, the published figure is a lower bound and ours an
upper one.
"""

from __future__ import annotations

from .machines import Machine
from .operations import Operations

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
START = 9 * 3600  # the run is started on a Monday at nine
DAY = 24 * 3600


def seconds(machine: Machine, one: Operations) -> float:
    """Of one presentation."""
    rest = one.instructions / machine.instructions if machine.instructions else 0.0
    return one.flops / machine.flops + rest


def wall_clock(elapsed: float) -> str:
    """The day of the week and the time, so many seconds after the start: ``Wed 03:12``; from the second week on
    ``week 2 Wed 03:12``."""
    days, rest = divmod(int(START + elapsed), DAY)
    weeks, day = divmod(days, 7)
    text = f"{DAYS[day]} {rest // 3600:02d}:{rest % 3600 // 60:02d}"
    return text if weeks == 0 else f"week {weeks + 1} {text}"
