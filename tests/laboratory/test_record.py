"""The record: sections, pictures, ranking and the page, on an experiment that takes no time."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.record import sections
from snsim.laboratory.record.pictures.answers import errors_by_rejects
from snsim.laboratory.record.ranking import distance
from snsim.laboratory.record.tables import measured, tables
from snsim.laboratory.record.verdicts import summary, verdict
from snsim.laboratory.record.views import PICTURES, draw
from snsim.laboratory.runfolder import Run
from snsim.laboratory.summary import spread
from snsim.toplevel import recordcommand

from smallscript import Command, Here  # isort: skip

QUICK = """(experiment quick
  (title "Quick") (source "nowhere") (text "a text") (place 1) (seeds 2)
  (settings (level 1 "how high") (kind a "which"))
  (variants ("low") ("high" (level 2)))
  (results (misses "misread" ("low" 1) ("high" 0)) (free "not published"))
  (because (misses "too high"))
  (views (curves errors "error" 0.5) (deletion errors "error") (scale level kind free "level" "free") (reject-curve 12)
    (kernels) (features) (confusion) (misread "high") (rank misses)
    (reached misses) (question "Low or high?" "Neither." "low" "high")) )
(de noise (n m) (all ((i (range 1 n))) (all ((j (range 1 m))) (rand -1 1))))
(record 'misses (+ level run-seed))
(record 'free (* level (rand 1 2)))
(record 'errors (list 1 0.5 (/ level 10)))
(record 'deleted-percent '(0 50 90))
(record 'answers (noise 40 10))
(record 'labels (apply append (all ((i (range 1 4))) (range 0 9))))
(record 'h1-kernels (noise 12 25))
(record 'digit (noise 1 256))
(record 'h1-states (noise 12 64))
(record 'h2-states (noise 12 16))
(record 'misread (noise 17 256))
(record 'misread-classes (all ((i (range 1 17))) (list 3 (if (= i 1) -1 5))))
"""


@pytest.fixture
def record(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, with the quick experiment alone."""
    folder = tmp_path / "share" / "record"
    folder.mkdir(parents=True)
    (folder / "quick.sn").write_text(QUICK)
    monkeypatch.setattr(recordcommand, "shared_directories", lambda: [tmp_path / "share"])
    monkeypatch.setattr(recordcommand, "processes", lambda workers: Here().place())

    def run(*words: object) -> tuple[int, str, str]:
        return command("record", *words, "--output", tmp_path / "out")

    return run


def test_the_whole_record(record: Command, tmp_path: Path) -> None:
    status, out, err = record()
    assert (status, err) == (0, "")
    assert out == f"quick: Quick\nwritten: {tmp_path / 'out' / 'record.md'}\n"
    page = (tmp_path / "out" / "record.md").read_text()
    assert "| [Quick](#quick) | low, misread | 1 | 2.50 ± 0.71 | +1.5 | +2.1 | 2.1 sd off: too high |" in page
    assert "| *published for high* | *0* |  |" in page
    assert "| high | 3.50 ± 0.71 | " in page
    assert "| low | misread | 1 | 0 of 2 | 2 | 3 |" in page
    assert "**Low or high?** Neither.\n\n|  | misread | not published | distance |" in page
    assert "| 1 | low | with | 1.50 | 2.5 |" in page
    assert "`snsim record quick --seeds 2`: 4 runs" in page
    assert "In all 4 runs, 0 minutes of one core." in page
    pictures = [path for path in (tmp_path / "out" / "record").iterdir() if path.suffix == ".png"]
    assert len(pictures) == len(PICTURES)
    assert all(path.read_bytes().startswith(b"\x89PNG") and f"](record/{path.name})" in page for path in pictures)


def test_every_number_is_traceable(record: Command, tmp_path: Path) -> None:
    record("--seeds", 3)
    section = json.loads((tmp_path / "out" / "record" / "quick.json").read_text())
    for variant in section["variants"]:
        assert variant["seeds"] == [1, 2, 3]
        for place, folder in enumerate(variant["folders"]):
            kept = json.loads((tmp_path / "runs" / folder / "run.json").read_text())
            assert kept["seed"] == variant["seeds"][place]
            assert kept["seconds"] == variant["seconds"][place]
            assert {name: values[place] for name, values in variant["results"].items()} == {
                name: one for name, one in kept["results"].items() if isinstance(one, float)
            }
        assert variant["curves"]["errors"]["mean"][:2] == [1, 0.5]


def test_settings_from_outside_are_told(record: Command, tmp_path: Path) -> None:
    assert record("quick", "--set", "kind=b", "--set", "level=3", "--seeds", 1)[0] == 0
    page = (tmp_path / "out" / "record.md").read_text()
    assert "Run with other settings than the experiment's own: kind = b, level = 3." in page
    assert "`snsim record quick --seeds 1 --set kind=b --set level=3`: 2 runs" in page


def test_settings_of_another_experiment_are_not_told(record: Command, tmp_path: Path) -> None:
    other = QUICK.replace("experiment quick", "experiment other").replace("kind", "mode")
    (tmp_path / "share" / "record" / "other.sn").write_text(other)
    assert record("--set", "mode=b", "--seeds", 1)[0] == 0
    for name, given in {"quick": {}, "other": {"mode": "b"}}.items():
        assert json.loads((tmp_path / "out" / "record" / f"{name}.json").read_text())["given"] == given


def test_other_sections_stay(record: Command, tmp_path: Path) -> None:
    record("--seeds", 1)
    other = json.loads((tmp_path / "out" / "record" / "quick.json").read_text()) | {"name": "other", "title": "Other"}
    (tmp_path / "out" / "record" / "other.json").write_text(json.dumps(other))
    record("--seeds", 1)
    assert "## Other" in (tmp_path / "out" / "record.md").read_text()


def test_an_experiment_that_fails(record: Command, tmp_path: Path) -> None:
    (tmp_path / "share" / "record" / "quick.sn").write_text(QUICK + "(car 3)")
    status, _, err = record("--seeds", 1)
    assert status == 1
    assert "failed, seed 1: car : not a list : 3" in err
    assert not (tmp_path / "out" / "record" / "quick.json").exists()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["slow"], "no such experiment: slow"),
        (["--seeds", "0"], "not a number of seeds"),
        (["--set", "pases=1"], "no setting of these experiments: pases\nthere are "),
        (["--set", "level=1,2"], "the record has one value of each setting"),
    ],
)
def test_mistakes(record: Command, words: list[str], complaint: str) -> None:
    status, _, err = record(*words)
    assert (status, complaint in err) == (1, True)


def test_digits_that_are_not_here(record: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordcommand, "look", lambda archive: None)
    script = tmp_path / "share" / "record" / "quick.sn"
    script.write_text(QUICK.replace("(place 1)", "(data mouse)"))
    status, _, err = record("--seeds", 1)
    assert (status, err) == (1, "quick is left out: its digits are not here (snsim data mouse)\n")
    script.write_text(QUICK.replace("(place 1)", "(data zip)"))  # which can be drawn
    assert record("--seeds", 1)[0] == 0


def test_the_list(record: Command) -> None:
    assert record("--list")[1] == "quick            Quick (2 variants, 2 seeds)\n"


def test_unknown_views(tmp_path: Path) -> None:
    (tmp_path / "quick.sn").write_text(QUICK)
    (experiment,) = sections.experiments([tmp_path])
    with pytest.raises(LaboratoryError, match="quick: no such view: pie"):
        draw(experiment, {}, ["pie"], tmp_path)


def test_without_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "quick.sn").write_text(QUICK)
    (experiment,) = sections.experiments([tmp_path])
    for name in [name for name in sys.modules if name.startswith("snsim.laboratory.record.pictures")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(LaboratoryError, match=r"pip install 'snsim\[plots\]'"):
        draw(experiment, {}, ["kernels"], tmp_path)


def test_errors_against_rejects() -> None:
    answers = np.array([[1.0, 0.9, 0.0], [1.0, 0.0, 0.0], [0.2, 0.5, 0.0], [0.0, 0.0, 1.0]])
    # differences 0.1, 1, 0.3, 1; the first and the third are wrong
    assert errors_by_rejects(answers, np.array([1, 0, 0, 2])).tolist() == pytest.approx([50, 100 / 3, 0, 0])


def test_distance() -> None:
    assert distance({"a": 110.0, "b": 1.0}, {"a": 100.0, "b": 1.0}) == pytest.approx(0.1 / 2**0.5)


def variant(label: str = "", column: str = "", row: str = "", x: tuple[float, ...] = (1, 3)) -> dict[str, object]:
    return {"label": label, "column": column, "row": row, "results": {"x": list(x)}}


def test_a_table_of_a_grid() -> None:
    figures = [{"name": "x", "words": "the x", "published": {"A": 3}}]
    variants = [variant("A, one", "A", "one"), variant("B, one", "B", "one", (2, 2))]
    lines = tables({"figures": figures, "variants": variants}).splitlines()
    assert lines == [
        "| the x | A | B |",
        "| --- | --- | --- |",
        "| *published* | *3* |  |",
        "| one | **2.0 ± 1.4** | 2 |",
    ]


def test_the_summary_of_a_grid_is_its_first_row() -> None:
    figures = [{"name": "x", "words": "the x", "published": {"A": 3}}]
    variants = [variant("A, one", "A", "one"), variant("A, two", "A", "two", (9, 9))]
    section = {"name": "s", "title": "S", "because": {}, "figures": figures, "variants": variants}
    assert summary([section]).splitlines()[2:] == ["| [S](#s) | A, the x | 3 | 2.0 ± 1.4 | -1 | -0.7 | within 1 sd |"]


@pytest.mark.parametrize(
    ("ours", "known", "words"),
    [
        ((2, 2), 2, "equal"),
        ((2, 4), 2, "within 1 sd"),
        ((2, 4), 1, "within 2 sd: so"),
        ((2, 4), -3, "4.2 sd off: so"),
        ((2.5,), 2, "25% off: so"),
        ((2.5,), 0, "off: so"),
    ],
)
def test_verdicts(ours: tuple[float, ...], known: float, words: str) -> None:
    assert verdict(spread(ours), known, "so") == words


@pytest.mark.parametrize(
    ("ours", "text"),
    [
        ((14, 15, 17), "15.3 ± 1.5"),
        ((0.0025, 0.0027), "0.00260 ± 0.00014"),
        ((0.25,), "0.25"),
        ((42730, 42730), "42730"),
        ((1000, 2000), "1500 ± 707"),
    ],
)
def test_measured(ours: tuple[float, ...], text: str) -> None:
    assert measured(ours) == text


def test_a_question_about_unknown_variants(tmp_path: Path) -> None:
    (tmp_path / "quick.sn").write_text(QUICK)
    (experiment,) = sections.experiments([tmp_path])
    with pytest.raises(LaboratoryError, match="no such variant in a question: middle"):
        draw(experiment, {}, ["question", "Which?", "None.", "middle"], tmp_path)


def test_sections_of_another_format_are_left_out(record: Command, tmp_path: Path) -> None:
    record("--seeds", 1)
    other = json.loads((tmp_path / "out" / "record" / "quick.json").read_text()) | {"name": "other", "format": 1}
    (tmp_path / "out" / "record" / "other.json").write_text(json.dumps(other))
    assert [section["name"] for section in sections.saved(tmp_path / "out" / "record")] == ["quick"]


def test_digits_that_each_seed_divides_anew(tmp_path: Path) -> None:
    def run(origin: str, digest: str) -> Run:
        return Run(tmp_path, {"data": [{"origin": origin, "digest": digest}]})

    whole = [run("a in /here/now, whole", "1"), run("a in /there, whole", "1")]
    drawn = [run("b, drawn", "2"), run("b, drawn", "3")]
    assert sections.digests(whole + drawn) == {"a, whole": "1", "b, drawn": ""}


def test_a_long_ranking_is_folded(tmp_path: Path) -> None:
    variants = " ".join(f'("v{n}")' for n in range(13))
    (tmp_path / "quick.sn").write_text(QUICK.replace('("low") ("high" (level 2))', variants))
    (experiment,) = sections.experiments([tmp_path])
    experiment.figures[0].published[""] = 2.0
    groups = {f"v{n}": [Run(tmp_path, {"results": {"misses": float(n), "free": 0.0}})] for n in range(13)}
    text = draw(experiment, groups, ["rank"], tmp_path)["table"]
    assert text.startswith("<details>\n<summary>All 13 by their distance</summary>\n\n| rank |")
    assert "| 1 | v2 | 0.00 |" in text and text.endswith("|\n\n</details>")


def test_the_summary_names_a_variant_of_its_own() -> None:
    figures = [{"name": "x", "words": "the x", "published": {"B": 2, "C": 2}}]
    variants = [variant("B", "", "", (2, 2)), variant("C", "", "", (2, 2))]
    section = {"name": "s", "title": "S", "because": {}, "figures": figures, "variants": variants}
    assert [line.split("|")[2] for line in summary([section]).splitlines()[2:]] == [" B, the x ", " C, the x "]
