"""The nets of LeCun et al. 1989, connection by connection, against the paper's description written down in Python."""

from __future__ import annotations

from itertools import product

import pytest

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.network.network import Network
from snsim.toplevel.session import new_interpreter

BLOCKS = [list(range(8))] * 4 + [list(range(4, 12))] * 4 + [[0, 1, 2, 3, 8, 9, 10, 11]] * 4
CYCLIC = [[(k + i) % 12 for i in range(8)] for k in range(12)]
ALL = [list(range(12))] * 12
OWN = [[(5 * k + i * i) % 12 for i in range(1 + k % 2)] for k in range(12)]  # one map, or two
OWN_LISP = "'(" + " ".join(f"({' '.join(map(str, seen))})" for seen in OWN) + ")"
SCHEMES = {"'blocks": BLOCKS, "'cyclic": CYCLIC, "'all": ALL, OWN_LISP: OWN}


def session(kernel: str = "sn28ite") -> Interpreter:
    lisp = new_interpreter()
    lisp.options["quiet"] = True
    lisp.eval_text(f'(libload "sn28/{kernel}") (load "zip1989") (load "zip1989-full40")')
    return lisp


def made(scheme: str, kernel: str = "sn28ite") -> Interpreter:
    lisp = session(kernel)
    lisp.eval_text(f"(seed 5) (zip1989 {scheme})")
    return lisp


def network(lisp: Interpreter) -> Network:
    return lisp.workspace.network  # type: ignore[attr-defined]


def layer(lisp: Interpreter, name: str) -> list[int]:
    return [int(unit) for unit in lisp.global_value(name)]


def incoming(net: Network, unit: int) -> dict[int, int]:
    """The weight of each unit that a unit is connected from."""
    links = net.incoming(unit)
    return dict(zip(net.pre[links].tolist(), net.weight_of[links].tolist(), strict=True))


# ---- counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["", "'blocks", "'cyclic", "'random"])
def test_the_paper_s_counts(scheme: str, capsys: pytest.CaptureFixture[str]) -> None:
    lisp = made(scheme)
    lisp.output.flush()
    assert capsys.readouterr().out == "zip1989: 1256 units, 64660 connections, 9760 weights\n"
    assert (lisp.global_value("snum"), lisp.global_value("wnum")) == (64660, 9760)
    sizes = [len(layer(lisp, name)) for name in ("input", "h1", "h2", "h3", "output")]
    assert sizes == [256, 768, 192, 30, 10]


@pytest.mark.parametrize(("scheme", "seen"), [("'all", ALL), (OWN_LISP, OWN)])
def test_other_counts(scheme: str, seen: list[list[int]]) -> None:
    lisp = made(scheme)
    maps = sum(map(len, seen))
    assert lisp.global_value("snum") == 768 * 26 + maps * 16 * 25 + 192 + 192 * 30 + 30 + 300 + 10
    assert lisp.global_value("wnum") == 12 * 25 + 768 + maps * 25 + 192 + 192 * 30 + 30 + 300 + 10


@pytest.mark.parametrize("kernel", ["sn28ite", "sn28itenew"])
def test_both_kernels_with_shared_weights(kernel: str) -> None:
    assert made("", kernel).global_value("wnum") == 9760


# ---- connections -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=list(SCHEMES), ids=["blocks", "cyclic", "all", "own"])
def net(request: pytest.FixtureRequest) -> tuple[Interpreter, list[list[int]]]:
    return made(request.param), SCHEMES[request.param]


def pieces(units: list[int], size: int) -> list[list[int]]:
    return [units[at : at + size] for at in range(0, len(units), size)]


def frame_units(lisp: Interpreter) -> set[int]:
    """Units that are neither the bias nor in a layer."""
    names = ("input", "h1", "h2", "h3", "output", "desired-layer")
    known = {0}.union(*(layer(lisp, name) for name in names))
    return set(range(network(lisp).nnum)) - known


def masks(lisp: Interpreter, units: list[int], side: int, sources: list[list[int]], big: int) -> set[int]:
    """The weights of a map of side x side units whose windows look at maps of big x big units.

    The windows are 5x5, two pixels apart, and begin two pixels outside of the source. Every place of a window has one
    weight, the same for all units; where the window hangs over the edge, it is connected to the frame with it.
    """
    net, frame = network(lisp), frame_units(lisp)
    mask: dict[tuple[int, int], int] = {}  # (source, place in the window): weight
    over_the_edge: list[tuple[set[tuple[int, int]], set[int]]] = []
    for number, unit in enumerate(units):
        weights, outside = incoming(net, unit), set()
        assert net.counter[weights.pop(0)] == 1  # its bias
        for which, place in product(range(len(sources)), range(25)):
            y, x = 2 * (number // side) + place // 5 - 2, 2 * (number % side) + place % 5 - 2
            if 0 <= y < big and 0 <= x < big:
                weight = weights.pop(sources[which][big * y + x])
                assert mask.setdefault((which, place), weight) == weight
            else:
                outside.add((which, place))
        assert set(weights) <= frame
        over_the_edge.append((outside, set(weights.values())))
    assert len(mask) == len(set(mask.values())) == 25 * len(sources)
    for outside, used in over_the_edge:
        assert {mask[key] for key in outside} == used
    return set(mask.values())


def test_first_hidden_layer(net: tuple[Interpreter, list[list[int]]]) -> None:
    """Every map looks at the image; 25 weights of its own, used by all 64 units, a bias for each unit."""
    lisp, _ = net
    used: list[int] = []  # all weights of all masks
    for units in pieces(layer(lisp, "h1"), 64):
        used += masks(lisp, units, 8, [layer(lisp, "input")], 16)
        assert all(len(incoming(network(lisp), unit)) == 26 for unit in units)
    assert len(used) == len(set(used)) == 12 * 25
    assert {int(network(lisp).counter[weight]) for weight in used} == {64}


def test_second_hidden_layer(net: tuple[Interpreter, list[list[int]]]) -> None:
    """Every map looks at the maps that the scheme says, with 25 weights for each of these, used by all 16 units."""
    lisp, scheme = net
    first = pieces(layer(lisp, "h1"), 64)
    used: list[int] = []
    for units, seen in zip(pieces(layer(lisp, "h2"), 16), scheme, strict=True):
        used += masks(lisp, units, 4, [first[k] for k in seen], 8)
        assert all(len(incoming(network(lisp), unit)) == 25 * len(seen) + 1 for unit in units)
    assert len(used) == len(set(used)) == 25 * sum(map(len, scheme))
    assert {int(network(lisp).counter[weight]) for weight in used} == {16}


def test_full_layers(net: tuple[Interpreter, list[list[int]]]) -> None:
    lisp, _ = net
    for below, above in (("h2", "h3"), ("h3", "output")):
        for unit in layer(lisp, above):
            weights = incoming(network(lisp), unit)
            assert set(weights) == {0, *layer(lisp, below)}
            assert all(network(lisp).counter[weight] == 1 for weight in weights.values())


def test_frames(net: tuple[Interpreter, list[list[int]]]) -> None:
    """Two rows above and left of every map, one below and right; they stay at -1, and nobody computes them."""
    lisp, _ = net
    frame = frame_units(lisp)
    assert len(frame) == (19 * 19 - 16 * 16) + 12 * (11 * 11 - 8 * 8)
    assert all(incoming(network(lisp), unit) == {} for unit in frame)
    lisp.eval_text("(generate-digits 20 0) (ensemble 0 19) (set-class-max) (forget-inv 2.4) (epsilon 0.003) (learn 20)")
    states = [lisp.eval_text(f"(nval {unit})") for unit in sorted(frame)]
    assert set(states) == {-1.0}


def test_a_window_in_the_corner() -> None:
    """By hand: unit 0 of a map sees pixels (0..2, 0..2) with the last nine of the mask, the others see the frame."""
    lisp = made("'blocks")
    net, image, unit = network(lisp), layer(lisp, "input"), layer(lisp, "h1")[0]
    pixels = {image[16 * y + x] for y in range(3) for x in range(3)}
    assert set(incoming(net, unit)) - frame_units(lisp) == {0} | pixels
    last = layer(lisp, "h1")[63]
    pixels = {image[16 * y + x] for y in range(12, 16) for x in range(12, 16)}
    assert set(incoming(net, last)) - frame_units(lisp) == {0} | pixels
    corner = incoming(net, unit)[image[0]]  # the middle of the first window: the same weight at (2, 2) of the second
    assert incoming(net, layer(lisp, "h1")[1])[image[2]] == corner
    assert incoming(net, last)[image[16 * 14 + 14]] == corner


def test_random_scheme() -> None:
    """Eight maps for each, drawn by the generator: a seed gives the same, another seed others."""
    drawn = []
    for seed in (1, 1, 2):
        lisp = session()
        lisp.eval_text(f"(seed {seed}) (zip1989 'random)")
        first = pieces(layer(lisp, "h1"), 64)
        seen = [
            [k for k, source in enumerate(first) if set(source) & set(incoming(network(lisp), units[0]))]
            for units in pieces(layer(lisp, "h2"), 16)
        ]
        assert [len(maps) for maps in seen] == [8] * 12
        drawn.append(seen)
    assert drawn[0] == drawn[1] != drawn[2]
    assert {k for maps in drawn[0] for k in maps} == set(range(12))


def test_a_layer_never_sees_its_own_or_a_later_one() -> None:
    lisp = made("'random")
    net, frame = network(lisp), frame_units(lisp)
    below = {"h1": "input", "h2": "h1", "h3": "h2", "output": "h3"}
    for above, source in below.items():
        allowed = {0, *layer(lisp, source)} | frame
        assert all(set(incoming(net, unit)) <= allowed for unit in layer(lisp, above))


@pytest.mark.parametrize("algorithm", ["sgd", "lm", "perf"])
@pytest.mark.parametrize("scheme", SCHEMES, ids=["blocks", "cyclic", "all", "own"])
def test_it_runs_fast(scheme: str, algorithm: str) -> None:
    lisp = made(scheme, "sn28itenew")
    lisp.eval_text("(generate-digits 20 0) (ensemble 0 19) (forget-inv 2.4) (epsilon 0.003)")
    assert lisp.image(lisp.eval_text(f"(sweep-path '{algorithm})")) == "(fast)"


# ---- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["'none", "3", '"blocks"'])
def test_no_such_scheme(scheme: str) -> None:
    with pytest.raises(LispError, match="no such scheme; use blocks, cyclic, random, all or a list"):
        made(scheme)


@pytest.mark.parametrize(
    "one", ["(0 1 12)", "(-1 2)", "(0 1.5)", "(0 1 1)", "(a b)", "3", "()"], ids=lambda text: text.replace(" ", ",")
)
def test_no_scheme(one: str) -> None:
    """Each of the twelve is checked."""
    with pytest.raises(LispError, match="twelve lists of map numbers, 0 to 11, none twice"):
        made(f"'({'(0 1) ' * 11} {one})")


@pytest.mark.parametrize("count", [1, 11, 13])
def test_not_twelve(count: int) -> None:
    with pytest.raises(LispError, match="twelve lists of map numbers"):
        made(f"'({'(0 1) ' * count})")


@pytest.mark.parametrize("kernel", ["sn28", "sn28new"])
def test_a_kernel_without_shared_weights(kernel: str) -> None:
    with pytest.raises(LispError, match=r'shared weights are needed; .* \(libload "sn28/sn28ite"\)'):
        made("", kernel)


# ---- the net it is compared with -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kernel", ["sn28", "sn28ite", "sn28new", "sn28itenew"])
def test_fully_connected(kernel: str, capsys: pytest.CaptureFixture[str]) -> None:
    lisp = session(kernel)
    lisp.eval_text("(zip1989-full40)")
    lisp.output.flush()
    assert capsys.readouterr().out == "zip1989-full40: 306 units, 10690 connections\n"
    net = network(lisp)
    assert net.snum == net.wnum == 10690
    for below, above, size in (("input", "hidden", 40), ("hidden", "output", 10)):
        assert len(layer(lisp, above)) == size
        assert all(set(incoming(net, unit)) == {0, *layer(lisp, below)} for unit in layer(lisp, above))
