"""How fast is it? ``make bench``, or ``python scripts/bench [options]``; ``--help`` lists the options.

All cases are measured in turns, round after round, so that whatever else the machine does hits all alike; the tables
give medians. A share of the peak is that of a case's multiply-adds (``case.counted``) in what the core can do at best;
a share of memory that of the bytes every weight must move - read forward, read and written backward - in what a stream
through as many weights moves at best. Both are measured in the same run. All is pinned to one core, but what says that
it uses more; the peers run on one thread.

What is in a table: our networks, other ways to teach zip1989 (C if there is gcc, JAX and PyTorch if they are installed:
``make bench-peers`` installs them), whole programs, and the language itself.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

import cores
import table
from language import loops
from machine import describe
from networks import ZIP_ON_LINE, ZIP_RATE, cases
from plot import draw
from programs import programs
from rivals import Unlike, rivals
from turns import Turns
from writing import insert, write


def options() -> argparse.Namespace:
    """Of the command line."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure snsim on this machine.")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="measurements of every case (default 5)")
    parser.add_argument("--only", default="", metavar="PATTERN", help="only what this regular expression finds by name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured, for programs to read")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the tables into a page, between its marks")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="instead: cost against connections, as .svg or .png")
    parser.add_argument("--peers-python", default=sys.executable, metavar="PYTHON", help="where JAX and PyTorch are")
    given = parser.parse_args()
    if given.rounds < 1:
        parser.error("--rounds needs a whole number from 1 on")
    try:
        given.pattern = re.compile(given.only, re.IGNORECASE)
    except re.error as error:
        parser.error(f"--only: {error}")
    return given


def tell(what: str) -> None:
    """What is going on, where somebody looks on."""
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    given = options()
    if given.plot:
        return draw(given.plot, given.rounds, tell)

    def wanted(name: str) -> bool:
        return bool(given.pattern.search(name))

    with rivals(ZIP_ON_LINE, ZIP_RATE, given.peers_python, wanted) as others:
        chosen = [[one for one in them if wanted(one.name)] for them in (cases(), programs(), loops())]
        if not any((*chosen, others)):
            raise SystemExit(f"nothing is named like {given.only}")
        turns = Turns(chosen[0], others, chosen[1], chosen[2])
        results = turns.run(given.rounds, tell)
    tell("")
    head = heading(turns, given.rounds)
    print(f"{head}\n\n{table.plain(results)}")
    if given.markdown:
        command = f'make bench ARGS="--rounds {given.rounds} --markdown {given.markdown}"'
        insert(given.markdown, table.markdown(results, f"Printed by `{command}`.\n\n{head}"))
    if given.json:
        facts = {"machine": describe(), "peaks": turns.peaks, "streams": turns.streams, "rounds": given.rounds}
        write(given.json, json.dumps({**facts, "results": [result.as_json() for result in results]}, indent=1))


def heading(turns: Turns, rounds: int) -> str:
    """The machine, what it can do at best, and how it was measured."""
    best = [f"{statistics.median(turns.peaks) / 1e9:.1f} thousand million multiply-adds a second"]
    for size, speeds in turns.streams.items():
        best.append(f"{statistics.median(speeds) / 1e9:.1f} GB/s through {size / 1e6:.1f} MB")
    return f"{describe()}, {len(cores.ALL)} cores.\nOne core at best: {', '.join(best)}. Medians of {rounds} rounds."


if __name__ == "__main__":
    try:
        main()
    except Unlike as unlike:
        raise SystemExit(f"a peer does not learn what snsim learns: {unlike}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
