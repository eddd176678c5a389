"""What a figure is worth beside its limit, and how that is printed."""

from __future__ import annotations

import json
import re

import pytest
import table
from limits import MICROSECONDS, OF_MEMORY, OF_PEAK, OVER_JAX, SECONDS, Limit
from result import NETWORKS, PEERS, PROGRAMS, Result

TIME = Limit(MICROSECONDS, 6.5, 4.0)


@pytest.mark.parametrize(
    ("limit", "value", "verdict"),
    [
        (TIME, 6.51, "MISSED"),
        (TIME, 6.5, "kept"),
        (TIME, 4.0, "aim"),
        (OF_PEAK, 29.9, "MISSED"),
        (OF_PEAK, 30, "kept"),
        (OF_PEAK, 60, "aim"),
        (Limit(SECONDS, 3), 0.1, "kept"),
        (Limit(SECONDS, 3), 3.1, "MISSED"),
    ],
)
def test_verdicts(limit: Limit, value: float, verdict: str) -> None:
    assert limit.verdict(value) == verdict


def test_limits_in_words() -> None:
    assert str(TIME) == "<= 6.5 us, aim 4"
    assert str(OF_MEMORY) == ">= 60 % of memory, aim 80"
    assert str(Limit(SECONDS, 0.3)) == "<= 0.3 s"


RESULTS = [
    Result("a net", NETWORKS, [7e-6, 3e-6, 5e-6], TIME, of_peak=0.25),
    Result("a full net", NETWORKS, [1e-5], OF_PEAK, of_peak=0.25),
    Result("a big net", NETWORKS, [1e-3], OF_MEMORY, of_peak=0.1, of_memory=0.85),
    Result("a peer", PEERS, [30e-6], OVER_JAX, ratio=6.0, note="5 misread"),
    Result("a peer alone", PEERS, [30e-6], OVER_JAX),
    Result("a program", PROGRAMS, [2.0], Limit(SECONDS, 1)),
]
VERDICTS = ["kept", "MISSED", "aim", "kept", "", "MISSED"]


def test_the_figure_that_a_limit_speaks_of() -> None:
    """The median time, a share, a ratio - if it is known."""
    assert [result.verdict() for result in RESULTS] == VERDICTS


def test_table() -> None:
    """A line for each, its figures below their headings."""
    networks, peers, programs = (text.split("\n") for text in table.plain(RESULTS).split("\n\n"))
    assert re.fullmatch(r"a net +5\.00 +3\.00 +7\.00 +25\.0 % +<= 6\.5 us, aim 4 +kept", networks[1])
    assert re.fullmatch(r"a peer +30\.0 +30\.0 +30\.0 +6\.0 +5 misread +>= 5 times, aim 9 +kept", peers[1])
    assert re.fullmatch(r"a program +2\.00 +2\.00 +2\.00 +<= 1 s +MISSED", programs[1])
    assert networks[0].index("of peak") + len("of peak") == networks[1].index("25.0 %") + len("25.0 %")


def test_page() -> None:
    """Every row of a table has as many cells as its head."""
    head, *tables = table.markdown(RESULTS, "the head").rstrip("\n").split("\n\n")
    assert head == "the head"
    for text in tables:
        assert len({line.count("|") for line in text.split("\n")}) == 1
    assert (
        "| a big net | 1000.00 | 1000.00 | 1000.00 | 10.0 % | 85.0 % | >= 60 % of memory, aim 80 | aim |" in tables[0]
    )


def test_for_other_programs() -> None:
    read = json.loads(json.dumps([result.as_json() for result in RESULTS]))
    assert [one["verdict"] for one in read] == VERDICTS
    assert read[0]["median"] == 5e-6 and read[0]["limit"] == str(TIME)
