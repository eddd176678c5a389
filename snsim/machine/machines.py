"""Published speeds of the machines that the networks of 1989 ran on; nothing here was fitted.

| machine | figures | of |
|---|---|---|
| Sun-4/260 (1987) | 16.67 MHz SPARC, Weitek 1164/1165, 10 MIPS, 1.6 MFLOPS | training in LeCun et al. 1989 |
| SPARCstation 1 (1989) | 20 MHz, 12.5 MIPS, 1.4 MFLOPS | training in LeCun et al. 1990 |
| AT&T DSP-32C | 25 MFLOPS, that is 12.5 million multiply-adds a second | reading digits in LeCun et al. 1989 |
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Machine:
    """``flops``: floating point operations a second; ``instructions``: others a second, 0 where they cost nothing
    because the processor does them beside (addresses and loops of the DSP-32C)."""

    name: str
    flops: float
    instructions: float


MACHINES = {
    "sun-4/260": Machine("Sun-4/260", 1.6e6, 10e6),
    "sparcstation-1": Machine("SPARCstation 1", 1.4e6, 12.5e6),
    "dsp-32c": Machine("DSP-32C", 25e6, 0),
}
