"""The nets made for measuring: they have the connections they say, fill what is allocated, and learn the fast way."""

from __future__ import annotations

import pytest
from case import FORWARD, MARQUARDT, ON_LINE, UNCOUNTED, Case, counted, prepare
from networks import FULL40, MILLION, ZIP
from probe import net
from scaled import full_count, full_net, full_sizes, shared_net

from snsim.lisp.interpreter import Interpreter


def connections(lisp: Interpreter) -> int:
    """All that are allocated are made."""
    network = lisp.workspace.network  # type: ignore[attr-defined]
    assert network.nnum == lisp.global_value("nmax")
    assert network.snum == lisp.global_value("smax")
    return int(network.snum)


def learns(lisp: Interpreter) -> None:
    assert lisp.eval_text("(car (sweep-path))").name == "fast"  # type: ignore[attr-defined]
    lisp.eval_text("(learn 40)")


@pytest.mark.parametrize("wanted", [100, 1000, 31_623, 1_000_000, 10_000_000])
def test_full_sizes(wanted: int) -> None:
    sizes = full_sizes(wanted)
    assert full_count(*sizes) == pytest.approx(wanted, rel=0.001)
    assert max(sizes) <= 2 * min(sizes) or wanted < 1000


def test_a_million() -> None:
    assert full_count(*full_sizes(1_000_000)) == 1_000_000
    assert "(alloc-net" in MILLION and " 1000000)" in MILLION


@pytest.mark.parametrize("wanted", [100, 5000])
def test_full_nets(wanted: int) -> None:
    lisp = prepare(full_net(wanted))
    assert connections(lisp) == full_count(*full_sizes(wanted))
    learns(lisp)


@pytest.mark.parametrize(("side", "maps"), [(4, 1), (8, 3), (16, 6)])
def test_shared_nets(side: int, maps: int) -> None:
    lisp = prepare(shared_net(side, maps))
    half, quarter, seen = side**2 // 4, side**2 // 16, min(maps, 4)
    assert connections(lisp) == maps * (26 * half + (25 * seen + 1) * quarter) + 10 * (maps * quarter + 1)
    assert lisp.global_value("wnum") == maps * (25 + half + 25 * seen + quarter) + 10 * (maps * quarter + 1)
    learns(lisp)


@pytest.mark.parametrize("number", [0, 1, 2**31 - 1])
def test_nets_never_seen(number: int) -> None:
    """A number says all; another one, another net."""
    assert net(number) == net(number) != net(number + 1)
    lisp = prepare('(libload "sn28/sn28itenew")' + net(number))
    connections(lisp)
    learns(lisp)


def test_multiply_adds() -> None:
    """zip1989 as known: 63,660 forward, as many for gradients, 44,460 backward; the full net by hand."""
    network = prepare(ZIP).workspace.network  # type: ignore[attr-defined]
    made = slice(0, network.snum)
    pre, post = network.pre[made], network.post[made]
    assert counted(pre, post, FORWARD) == 63_660
    assert counted(pre, post, ON_LINE) == 171_780
    assert counted(pre, post, MARQUARDT) == 3 * 63_660 + 2 * 44_460
    assert counted(pre, post, UNCOUNTED) == 0
    assert Case("", FULL40, "", 1, ON_LINE).multiply_adds() == 2 * (256 * 40 + 400) + 400


def test_as_many_patterns_as_a_measurement_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the least on until it takes long enough, but no more than there are."""
    for pattern_seconds, most, expected in ((1.0, 5000, 64), (1e-9, 5000, 5000), (1e-9, 30, 30)):
        case = Case("", "", "", most, ON_LINE)
        monkeypatch.setattr(case, "measure", lambda seconds=pattern_seconds: seconds)
        case.warm_up()
        assert case.count == expected
    case = Case("", "", "", 10**6, ON_LINE)
    monkeypatch.setattr(case, "measure", lambda: 1e-5)
    case.warm_up()
    assert 10_000 <= case.count <= 20_000
