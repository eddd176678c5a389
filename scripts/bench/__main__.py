"""How fast is it? ``make bench``, or ``python scripts/bench [--rounds N]``.

All cases are measured in turns, round after round, so that whatever else the machine does hits all alike; the table
gives medians. A case's share is that of its multiply-adds (every connection once forward, once for its weight's
gradient, once backward unless it starts at the input; curvatures likewise) in what one core can do at best, measured in
the same run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from cases import all_cases  # noqa: E402
from language import language_cases  # noqa: E402
from machine import describe, peak_multiply_adds  # noqa: E402


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure snsim on this machine.")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of every case (default 5)")
    rounds = max(1, parser.parse_args().rounds)
    cases, programs = all_cases(), language_cases()
    for case in cases:
        case.measure()  # compiles or loads the kernels
    times: dict[str, list[float]] = {case.name: [] for case in cases}
    seconds: dict[str, list[float]] = {program.name: [] for program in programs}
    peaks = []
    for _ in range(rounds):
        peaks.append(peak_multiply_adds())
        for case in cases:
            times[case.name].append(case.measure())
        for program in programs:
            seconds[program.name].append(program.measure())
    print(describe())
    peak = statistics.median(peaks)
    print(f"one core: {peak / 1e9:.1f} thousand million multiply-adds a second; {rounds} rounds, medians\n")
    print(f"{'':34} {'us/pattern':>10} {'least':>8} {'most':>8} {'share':>7}")
    for case in cases:
        median = statistics.median(times[case.name])
        share = f"{100 * case.multiply_adds / (median * peak):6.1f}%" if case.multiply_adds else ""
        low, high = min(times[case.name]), max(times[case.name])
        print(f"{case.name:34} {1e6 * median:10.2f} {1e6 * low:8.2f} {1e6 * high:8.2f} {share:>7}")
    print(f"\n{'':34} {'seconds':>10} {'original':>10}")
    for program in programs:
        print(f"{program.name:34} {statistics.median(seconds[program.name]):10.3f} {program.original:>10}")


if __name__ == "__main__":
    main()
