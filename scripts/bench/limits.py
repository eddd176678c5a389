"""What figures must keep and what they aim at: the limits of the issue "One second", judged in the same run."""

from __future__ import annotations

from dataclasses import dataclass

MICROSECONDS, PEAK, MEMORY, SECONDS, TIMES = "us", "% of peak", "% of memory", "s", "times"


@dataclass(frozen=True)
class Limit:
    """``must`` be kept, ``aim`` is better (none: the same); of shares and ratios more is better, of times less."""

    unit: str
    must: float
    aim: float | None = None

    @property
    def at_least(self) -> bool:
        """Is more better?"""
        return self.unit in (PEAK, MEMORY, TIMES)

    def verdict(self, value: float) -> str:
        """``aim`` reached, ``kept`` or ``MISSED``."""
        sign = -1 if self.at_least else 1
        if sign * value > sign * self.must:
            return "MISSED"
        return "aim" if self.aim is not None and sign * value <= sign * self.aim else "kept"

    def __str__(self) -> str:
        aim = f", aim {self.aim:g}" if self.aim is not None else ""
        return f"{'>=' if self.at_least else '<='} {self.must:g} {self.unit}{aim}"


OF_PEAK = Limit(PEAK, 30, 60)  # every net above 3000 connections that has no limit of its own
OF_MEMORY = Limit(MEMORY, 60, 80)
OVER_JAX = Limit(TIMES, 5, 9)
