"""Codebooks that learn: k-means, LVQ, topological maps, RBF (sn28.md, 5.4-5.7), against transcriptions."""

from __future__ import annotations

import numpy as np
import pytest
from codebooksession import F, book, distances, neighbours, said, session

from snsim.bindings.codebookobject import Codebook
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.source import Source


@pytest.fixture
def lisp() -> Interpreter:
    return session()


# ---- k-means ---------------------------------------------------------------------------------------------------------


def _distortion(rows: np.ndarray, words: np.ndarray) -> np.float32:
    total = F(0)
    for x in rows:
        total += distances(x, words).min()
    return total / F(len(rows))


def _k_means(rows: np.ndarray, k: int) -> tuple[np.ndarray, int]:
    """The references, and how many passes they took."""
    words, counts, before, passes = rows[:k].copy(), np.ones(k, F), None, 0
    while True:
        passes += 1
        for x in rows:
            d = distances(x, words)
            best = int(d.argmin())
            if d[best] != 0:
                words[best] = (counts[best] * words[best] + x) / (counts[best] + F(1))
                counts[best] += F(1)
        now = _distortion(rows, words)
        if now <= 1e-5 or (before is not None and (before - now) / now <= F(1e-4)):
            return words, passes
        before = now


@pytest.mark.parametrize("k", [1, 5, 12])
def test_k_means(lisp: Interpreter, k: int) -> None:
    data = book(lisp, "data")
    before = data.words.copy()
    found, (words, passes) = book(lisp, f"(setq ref (k-means data {k}))"), _k_means(data.words, k)
    assert passes > 1
    assert (data.words == before).all()
    assert (found.words == words).all()
    assert (found.labels == data.labels[:k]).all()
    assert lisp.eval_text("(codebook-distorsion data ref)") == _distortion(data.words, words)


def test_k_means_of_as_many_references_as_rows(lisp: Interpreter) -> None:
    assert lisp.eval_text("(= test (k-means test 30))") is not None


def test_k_means_in_each_class(lisp: Interpreter) -> None:
    data = book(lisp, "data")
    for call, classes in (("(k-means-class data 4)", [0, 1, 2]), ("(k-means-class data 4 '(2 0))", [2, 0])):
        found = book(lisp, call)
        assert found.labels.tolist() == [label for label in classes for _ in range(4)]
        expected = np.concatenate([_k_means(data.words[data.labels == label], 4)[0] for label in classes])
        assert (found.words == expected).all()


@pytest.mark.parametrize("k", [1, 3])
def test_labels_by_vote(lisp: Interpreter, k: int) -> None:
    data, ref = book(lisp, "data"), book(lisp, "(setq ref (k-means data 6))")
    votes = np.zeros((6, 3), int)
    for x, label in zip(data.words, data.labels, strict=True):
        for j in neighbours(x, ref.words, k):
            votes[j, label] += 1
    found = book(lisp, f"(codebook-assign-labels data ref {k})")
    assert found is ref
    for label, count in zip(found.labels, votes, strict=True):
        assert count[label] == count.max()


def test_a_reference_without_votes_gets_any_label(lisp: Interpreter) -> None:
    lisp.eval_text("(setq ref (new-codebook 2 4)) (codebook-word ref 1 [1000 1000 1000 1000]) (seed 1)")
    labels = {book(lisp, "(codebook-assign-labels data ref)").labels[1] for _ in range(30)}
    assert labels == {0, 1, 2}


# ---- LVQ -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2, 3])
def test_lvq_pass_after_pass(lisp: Interpreter, version: int) -> None:
    """n passes are passes at falling rates (the kernel of one pass is tested by itself)."""
    window = "" if version == 1 else "0.5"
    lisp.eval_text(
        f"(setq a (init-lvq-class data 3)) (setq b (codebook-merge a)) (learn-lvq {version} data a 4 0.2 {window})"
    )
    for rate in (0.2, 0.2 * (1 - 1 / 4), 0.2 * (1 - 2 / 4), 0.2 * (1 - 3 / 4)):
        lisp.eval_text(f"(learn-lvq {version} data b 1 {rate!r} {window})")
    assert (book(lisp, "a").words == book(lisp, "b").words).all()
    assert lisp.eval_text("(= a (init-lvq-class data 3))") is None
    assert lisp.eval_text("(learn-lvq 1 data a 1)") is None


def test_start_of_lvq(lisp: Interpreter) -> None:
    """References by k-means on all data, then labelled by vote."""
    lisp.eval_text("(seed 1) (setq a (init-lvq data 4))")
    lisp.eval_text("(seed 1) (setq b (codebook-assign-labels data (k-means data 4)))")
    assert lisp.eval_text("(= a b)") is not None
    assert book(lisp, "a").words.shape[0] == 4


def test_lvq_defaults(lisp: Interpreter) -> None:
    lisp.eval_text("(setq a (init-lvq-class data 3)) (setq b (codebook-merge a)) (learn-lvq 2 data a 3)")
    lisp.eval_text("(learn-lvq 2 data b 3 0.1 0.01)")
    assert lisp.eval_text("(= a b)") is not None


def test_lvq_1_draws_a_right_reference(lisp: Interpreter) -> None:
    lisp.eval_text("(setq d (new-codebook [f [1 1]]) r (new-codebook [f [0 0] [9 9]])) (learn-lvq 1 d r 1 0.25)")
    assert book(lisp, "r").words.tolist() == [[0.25, 0.25], [9, 9]]
    lisp.eval_text("(codebook-label d 0 1) (learn-lvq 1 d r 1 0.5)")
    assert book(lisp, "r").words.tolist() == [[-0.125, -0.125], [9, 9]]


def test_lvq_helps(lisp: Interpreter) -> None:
    lisp.eval_text("(setq ref (codebook-merge (codebook-split data 0 2))) (setq before (perf-knn data ref))")
    lisp.eval_text("(learn-lvq 1 data ref 30)")
    assert lisp.eval_text("(perf-knn data ref)") > lisp.global_value("before")


# ---- maps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("maker", "winner", "expected"),
    [
        ("(tmap-topo-1d 5)", 1, [1, 0, 1, 2, 3]),
        ("(tmap-topo-ring 5)", 1, [1, 0, 1, 2, 2]),
        ("(tmap-topo-ring 4)", 3, [1, 2, 1, 0]),
        ("(tmap-topo-2d 2 3)", 4, [2, 1, 2, 1, 0, 1]),
        ("(tmap-topo-3d 2 2 2)", 0, [0, 1, 1, 2, 1, 2, 2, 3]),
        ("(tmap-topo-kd 2 1 3)", 5, [3, 2, 1, 2, 1, 0]),
    ],
)
def test_topologies(lisp: Interpreter, maker: str, winner: int, expected: list[float]) -> None:
    lisp.eval_text(f"(setq m (float-matrix {len(expected)}) topo {maker}) (topo {winner} m)")
    assert lisp.eval_text("m").array.tolist() == expected


def test_rates_and_neighbourhoods(lisp: Interpreter) -> None:
    assert lisp.image(lisp.eval_text("(list ((tmap-epsi-const 0.5) 0.1) ((tmap-epsi-lin 0.5) 0.5))")) == "(0.5 0.25)"
    const = "(all ((d '(1 2 3))) ((tmap-dst-const 2) d 0.5))"
    assert lisp.image(lisp.eval_text(const)) == "(1 1 ())"
    assert lisp.image(lisp.eval_text(const.replace("const", "lin"))) == "(1 () ())"


def test_learning_a_map(lisp: Interpreter) -> None:
    data = book(lisp, "data")
    lisp.eval_text("(setq ref (codebook-merge (codebook-split data 0 5)) shown ())")
    words = book(lisp, "ref").words.copy()
    lisp.eval_text(
        """(learn-tmap data ref 3 (tmap-topo-1d 6) (tmap-epsi-lin 0.4) (tmap-dst-lin 3)
             (lambda (d r pass) (setq shown (cons pass shown))))"""
    )
    for pass_ in range(3):
        coeff = (3 - pass_) / 3
        for x in data.words:
            winner = int(distances(x, words).argmin())
            f = np.array([0.4 * coeff if abs(j - winner) <= 3 * coeff else 0 for j in range(6)])[:, None]
            words = (1 - f).astype(F) * words + f.astype(F) * x
    assert (book(lisp, "ref").words == words).all()
    assert list(lisp.eval_text("shown")) == [2, 1, 0]


def _plane(lisp: Interpreter, count: int = 8) -> np.ndarray:
    points = np.random.default_rng(5).uniform(-1, 1, (count, 2)).astype(F)
    lisp.set_global("points", Codebook(points, np.zeros(count, np.int32)))
    return points


def test_where_maps_begin(lisp: Interpreter) -> None:
    points = _plane(lisp)
    ring = book(lisp, "(bidim-init-ring points 12)").words
    angles = np.arange(12) * 6.28 / 12
    circle = np.stack([np.cos(angles), np.sin(angles)], 1) * 2 * points.std() + points.mean(0)
    assert ring == pytest.approx(circle, abs=1e-5)
    grid = book(lisp, "(bidim-init-2d points 3 4)").words.reshape(3, 4, 2)
    assert (np.diff(grid[:, :, 0], axis=1) > 0).all() and (np.diff(grid[:, :, 1], axis=0) > 0).all()
    middle, spread = points.mean(0), 2 * points.std(0)
    assert (np.abs(grid - middle) <= spread).all()
    assert grid.mean((0, 1)) == pytest.approx(middle, abs=1e-5)


def _length(points: np.ndarray) -> float:
    return float(np.sqrt(((points - np.roll(points, 1, 0)) ** 2).sum(1)).sum())


def test_a_salesman(lisp: Interpreter) -> None:
    """The ring ends on the cities (two of them may share a reference); the tour is shorter than in the order given."""
    cities = _plane(lisp, 12)
    ring = book(lisp, "(tsp-tour points 40)").words
    nearest = [int(distances(city, ring).argmin()) for city in cities]
    assert sum(distances(city, ring).min() < 1e-6 for city in cities) == len(set(nearest)) >= 10
    assert _length(cities[np.argsort(nearest)]) < 0.8 * _length(cities)


def test_pictures(lisp: Interpreter) -> None:
    lisp.eval_text(
        """(setq bidim-rows 5 bidim-columns 9 d (new-codebook [f [0 0]]))
           (setq square (new-codebook [f [-1 -1] [1 -1] [-1 1] [1 1]]))"""
    )
    grid = "o.......o\n.       .\n.   *   .\n.       .\no.......o\n"
    assert said(lisp, "((tmap-display-bidim-2d 2 2) d square 4)") == "pass 5\n" + grid
    zed = said(lisp, "((tmap-display-bidim-1d) d square 0)").splitlines()
    assert (zed[1], zed[3], zed[5]) == ("o.......o", "   .*.   ", "o.......o")
    ring = said(lisp, "((tmap-display-bidim-ring -2 -2 2 2) d square 0)").splitlines()
    assert ring[1] == " " * 9
    assert ring[2] == "  o...o  "


def test_points_from_the_keyboard(lisp: Interpreter) -> None:
    lisp.console = Source("0 0.5\n1\n-0.5 0.25\n\n9 9\n", "$stdin")  # type: ignore[assignment]
    text = said(lisp, '(setq cb (bidim-query "Cities"))')
    assert book(lisp, "cb").words.tolist() == [[0, 0.5], [-0.5, 0.25]]
    assert text.splitlines() == [
        "Cities",
        "x and y of a point a line, from (-1 -1 1 1); an empty line to end",
        "two numbers, please: x and y",
    ]


@pytest.mark.parametrize(("demo", "size"), [("(tsp-demo 2)", 6), ("(grid-demo)", 4)])
def test_demos(lisp: Interpreter, demo: str, size: int) -> None:
    lisp.console = Source("0 0.5\n0.5 0.5\n-0.5 0.25\n", "$stdin")  # type: ignore[assignment]
    text = said(lisp, f"(setq ref {demo})")
    assert book(lisp, "ref").words.shape == (size, 2)
    assert text.count("pass ") == (3 if size == 6 else 30)


# ---- radial basis functions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kernel", ["sn28", "sn28ite", "sn28new", "sn28itenew"])
def test_rbf_net(lisp: Interpreter, kernel: str) -> None:
    lisp.eval_text(f'(libload "sn28/{kernel}") (seed 1) (init-rbf data 4)')
    assert lisp.image(lisp.eval_text("(list nnum nmax snum smax rbf-classes rbf-codebook age)")) == (
        "(31 31 51 51 (0 1 2) ::CODEBOOK:12x4 0)"
    )
    data = book(lisp, "data").words.astype(float)
    mean = [np.delete(row, i).sum() + row.max() for i, row in enumerate(((data[:, None] - data) ** 2).sum(2))]
    sharpness = {lisp.eval_text(f"(sval {i} {i + 12})") for i in range(1, 13)}
    assert len(sharpness) == 1
    assert sharpness.pop() == pytest.approx(0.5 / (np.mean(mean) / 60), rel=0.2)  # from 100 rows drawn
    assert lisp.eval_text("(sum (weight (car output-layer)))") == 0
    lisp.eval_text("(learn-rbf data 20) (perf-rbf data)")
    assert lisp.global_value("good-an-percent") > 75
    assert lisp.global_value("age") == 20 * 60


def test_rbf_presentation(lisp: Interpreter) -> None:
    lisp.eval_text("(init-rbf data (codebook-split data 0 3)) (setq rbf-cbdata test)")
    lisp.eval_text("(rbf-present-pattern input-layer 7) (rbf-present-desired desired-layer 7)")
    expected = distances(book(lisp, "test").words[7], book(lisp, "data").words[:4])
    assert list(lisp.eval_text("(state input-layer)")) == expected.tolist()
    assert lisp.image(lisp.eval_text("(state desired-layer)")) == "(-1 1 -1)"


def test_rbf_rates(lisp: Interpreter) -> None:
    """They fall to 0 over the sweeps: seen at the last."""
    lisp.eval_text("(init-rbf data 2) (setq bell (sval (car input-layer) (car bell-layer))) (learn-rbf data 4)")
    found = [lisp.eval_text(f"(nepsilon (car {layer}))") for layer in ("bell-layer", "output-layer")]
    assert found == pytest.approx([0.02 * lisp.global_value("bell") / 4, 0.02 / np.sqrt(6) / 4])
    lisp.eval_text("(learn-rbf data 2 0.5 0.25)")
    found = [lisp.eval_text(f"(nepsilon (car {layer}))") for layer in ("bell-layer", "output-layer")]
    assert found == [0.25, 0.125]


# ---- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ("(k-means data 0)", "illegal number of references"),
        ("(k-means data 61)", "illegal number of references"),
        ("(k-means-class data 21)", "illegal number of references"),
        ("(codebook-distorsion (new-codebook [f [1e30]]) (new-codebook 1 1))", "Floating exception"),
        ("(codebook-pull (new-codebook [f [1e30]]) [1] [1e30])", "Floating exception"),
        ("(learn-lvq 1 data data -1)", "illegal negative value"),
        ("(learn-lvq 4 data data 1)", "no such version"),
        ("(learn-lvq 1 data data 1 0.1 0.01)", "too many arguments"),
        ("(learn-lvq 2 data (codebook-split data 0 0) 1)", "Reference codebook is too small"),
        ("(learn-lvq 3 data (codebook-split data 0 1) 1)", "Class not represented in the references"),
        ("(codebook-pull data [1 2] [1])", "illegal dimension"),
        ("(codebook-pull data [1 2 3 4] [1])", "illegal dimension"),
        ("(bidim-init-ring data 4)", "points in a plane"),
        ("(bidim-draw data data '(0 0 1 1) ())", "points in a plane"),
        ("(tmap-display-bidim-ring 1 2 3)", "a range is xmin ymin xmax ymax"),
        ("(tmap-display-bidim-ring 1 2 0 3)", "a range is xmin ymin xmax ymax"),
        ("(learn-rbf data 1)", "there is no RBF network"),
        ("(perf-rbf data)", "there is no RBF network"),
        ("(init-rbf (new-codebook 3 2) 1)", "all rows are equal"),
    ],
)
def test_mistakes(lisp: Interpreter, mistake: str, message: str) -> None:
    with pytest.raises(LispError, match=message):
        lisp.eval_text(mistake)


def test_references_that_grow_without_limit(lisp: Interpreter) -> None:
    lisp.eval_text("(setq ref (k-means-class data 2)) (setq copy (codebook-merge ref))")
    with pytest.raises(LispError, match="Floating exception") as caught:
        lisp.eval_text("(learn-lvq 1 data ref 1 1e6)")
    assert "as after 0 passes" in (caught.value.hint or "")
    assert lisp.eval_text("(= ref copy)") is not None


def test_no_points(lisp: Interpreter) -> None:
    lisp.console = Source("\n", "$stdin")  # type: ignore[assignment]
    with pytest.raises(LispError, match="no points"):
        lisp.eval_text('(bidim-query "Cities")')
