"""Measuring in turns: round after round, so that whatever else the machine does hits all alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cores
from case import Case
from language import Loop
from limits import OVER_JAX
from machine import peak_multiply_adds, streaming
from networks import OURS
from programs import Program
from result import LANGUAGE, NETWORKS, PEERS, PROGRAMS, Result
from rivals import Rival

PASSES = 3  # a weight is read on the way forward, read on the way back, and written: its error is not known before


class Measured(Protocol):
    """Anything that can be measured again and again."""

    name: str

    def measure(self) -> float:
        """Seconds."""


@dataclass
class Turns:
    """What is measured, and (``run``) how the machine and everything did, round by round."""

    cases: Sequence[Case]
    rivals: Sequence[Rival]
    programs: Sequence[Program]
    loops: Sequence[Loop]
    peaks: list[float] = field(default_factory=list)
    streams: dict[int, list[float]] = field(default_factory=dict)  # by bytes

    def run(self, rounds: int, tell: Callable[[str], None]) -> list[Result]:
        """Measure; ``tell`` hears what is going on."""
        for case in self.cases:
            tell(f"warming up: {case.name}")
            case.warm_up()
        for rival in self.rivals:
            tell(f"warming up: {rival.name}")
            rival.measure()
        seconds: dict[str, list[float]] = {measured.name: [] for measured in self._all()}
        for round_ in range(rounds):
            self._machine()
            for measured in self._all():
                if round_ < getattr(measured, "rounds", rounds):
                    tell(f"round {round_ + 1} of {rounds}: {measured.name}")
                    with cores.on(cores.ONE):
                        seconds[measured.name].append(measured.measure())
        return self._results(seconds)

    def _all(self) -> list[Measured]:
        return [*self.cases, *self.rivals, *self.programs, *self.loops]

    def _machine(self) -> None:
        """What the core and the memory can do at best, now."""
        with cores.on(cores.ONE):
            self.peaks.append(peak_multiply_adds())
            for size in {case.weight_bytes() for case in self.cases if case.streams}:
                self.streams.setdefault(size, []).append(streaming(size))

    def _results(self, seconds: dict[str, list[float]]) -> list[Result]:
        results = [self._of_case(case, seconds[case.name]) for case in self.cases]
        ours = next((result.median for result in results if result.name == OURS), None)
        results += self._of_rivals(seconds, ours)
        results += [Result(program.name, PROGRAMS, seconds[program.name], program.limit) for program in self.programs]
        for loop in self.loops:
            note = f"original: {loop.original:g} s" if loop.original else ""
            results.append(Result(loop.name, LANGUAGE, seconds[loop.name], loop.limit, note=note))
        return results

    def _of_case(self, case: Case, seconds: list[float]) -> Result:
        result = Result(case.name, NETWORKS, seconds, case.limit)
        if work := case.multiply_adds():
            result.of_peak = work / (result.median * statistics.median(self.peaks))
        if case.streams:
            size = case.weight_bytes()
            result.of_memory = PASSES * size / (result.median * statistics.median(self.streams[size]))
        return result

    def _of_rivals(self, seconds: dict[str, list[float]], ours: float | None) -> list[Result]:
        results = []
        for rival in self.rivals:
            result = Result(rival.name, PEERS, seconds[rival.name], note=f"{rival.misses} misread after a pass")
            result.ratio = None if ours is None else result.median / ours
            results.append(result)
        if jax := [result for result in results if result.name.startswith("JAX")]:
            min(jax, key=lambda result: result.median).limit = OVER_JAX
        return results
