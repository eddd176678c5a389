"""What was measured of one thing, and what it means beside the machine's best and its limit."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Any

from limits import MEMORY, MICROSECONDS, PEAK, SECONDS, TIMES, Limit

NETWORKS, PEERS, PROGRAMS, LANGUAGE = "networks", "peers", "programs", "language"


@dataclass
class Result:
    """``seconds``: one number a round, for a pattern or a whole program; shares and ratio belong to their median.

    ``ratio``: how many times longer than ours; ``note``: a word for the table.
    """

    name: str
    section: str
    seconds: list[float] = field(default_factory=list)
    limit: Limit | None = None
    of_peak: float | None = None
    of_memory: float | None = None
    ratio: float | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """Of the rounds."""
        return statistics.median(self.seconds)

    def verdict(self) -> str:
        """How the figure that the limit speaks of stands to it."""
        if self.limit is None:
            return ""
        figures = {
            MICROSECONDS: 1e6 * self.median,
            SECONDS: self.median,
            PEAK: None if self.of_peak is None else 100 * self.of_peak,
            MEMORY: None if self.of_memory is None else 100 * self.of_memory,
            TIMES: self.ratio,
        }
        figure = figures[self.limit.unit]
        return "" if figure is None else self.limit.verdict(figure)

    def as_json(self) -> dict[str, Any]:
        """Everything, for other programs to read."""
        return {
            "name": self.name,
            "section": self.section,
            "seconds": self.seconds,
            "median": self.median,
            "share_of_peak": self.of_peak,
            "share_of_memory": self.of_memory,
            "ratio": self.ratio,
            "limit": None if self.limit is None else str(self.limit),
            "verdict": self.verdict(),
            "note": self.note,
        }
