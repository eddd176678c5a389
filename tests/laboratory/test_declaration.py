"""What an experiment declares: read without running it; mistakes; and the experiments there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from snsim.laboratory.declaration import DATA, read_experiment
from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.record.sections import chosen, experiments
from snsim.laboratory.record.views import PICTURES, TABLES
from snsim.lisp.errors import LispError
from snsim.toplevel.session import new_interpreter

NAMING = ("kernels", "features", "confusion", "misread")  # views that may name a variant
ROOT = Path(__file__).parents[2]
RECORD = ROOT / "scripts" / "record"
TEXT = """;; a comment
(experiment small
  (title "Small") (source "nowhere") (text "one" "two") (data zip) (place 2) (seeds 4)
  (settings (eps 0.1 "rate") (mode fast "how"))
  (variants ("A") ("B" (eps 0.2) (mode slow)))
  (results (x "the x" ("A" 3) ("B" 4)) (y "the y" 5) (z "the z"))
  (because (y "it is so"))
  (views (curves x-curve "x" 3)) )
(car 3)
"""


def test_reading(tmp_path: Path) -> None:
    script = tmp_path / "small.sn"
    script.write_text(TEXT)
    found = read_experiment(script)
    assert found is not None
    assert (found.name, found.title, found.text, found.data) == ("small", "Small", ["one", "two"], "zip")
    assert (found.place, found.seeds, found.script) == (2, 4, script)
    assert [(one.name, one.meaning) for one in found.settings] == [("eps", "rate"), ("mode", "how")]
    assert [(one.label, one.settings) for one in found.variants] == [("A", {}), ("B", {"eps": 0.2, "mode": "slow"})]
    assert [one.of(found.variants[1]) for one in found.figures] == [4, 5, None]
    assert found.because == {"y": "it is so"}
    assert found.views == [["curves", "x-curve", "x", 3]]


def test_a_grid(tmp_path: Path) -> None:
    script = tmp_path / "small.sn"
    script.write_text(
        """(experiment small (settings (a 1 "") (b 1 ""))
          (grid (("A") ("B" (a 2))) (("plain") ("turned" (b 3))))
          (results (x "the x" ("A" 3) ("B, turned" 4))))"""
    )
    found = read_experiment(script)
    assert found is not None
    assert [(one.label, one.column, one.row, one.settings) for one in found.variants] == [
        ("A, plain", "A", "plain", {}),
        ("B, plain", "B", "plain", {"a": 2}),
        ("A, turned", "A", "turned", {"b": 3}),
        ("B, turned", "B", "turned", {"a": 2, "b": 3}),
    ]
    assert [found.figures[0].of(one) for one in found.variants] == [3, None, 3, 4]


@pytest.mark.parametrize("text", ["", "(print 1)", "(car 3) (experiment x)"])
def test_scripts_that_are_no_experiments(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.sn").write_text(text)
    assert read_experiment(tmp_path / "a.sn") is None


@pytest.mark.parametrize(
    ("clauses", "complaint"),
    [
        ("(titel 3)", "no such clause of an experiment"),
        ("(settings (eps))", "this clause of an experiment has another form"),
        ("(seeds x)", "another form"),
        ("(data zap)", "no such digits"),
        ("(variants 3)", "another form"),
        ('(grid (("A")))', "another form"),
        ("(because x)", "another form"),
    ],
)
def test_mistakes(clauses: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "a.sn").write_text(f"(experiment x {clauses})")
    with pytest.raises(LaboratoryError, match=complaint):
        read_experiment(tmp_path / "a.sn")
    with pytest.raises(LispError, match=complaint):
        new_interpreter().eval_text(f"(experiment x {clauses})")


def test_an_experiment_needs_a_name() -> None:
    with pytest.raises(LispError, match="an experiment has a name"):
        new_interpreter().eval_text("(experiment)")


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ("(setting car 3)", "cannot have the name of a function"),
        ("(setting x)", "a setting has a name and a default"),
        ("(setting x '(1 2))", "a setting is a number, a string or a symbol"),
        ("(record 'x 'y)", "no result"),
        ("(record '(x) 3)", "not a name for a result"),
        ('(record "../x" 3)', "not a name for a result"),
        ("(record 'x '((1 2) (3)))", "no matrix"),
        ('(sweep "no-such-script" (list 1))', "no such script"),
        ('(sweep "replay1989" ())', "a list of seeds is wanted"),
        ('(sweep "replay1989" (list 1) \'(3))', "settings are lists of a name and values"),
    ],
)
def test_mistakes_in_lisp(form: str, complaint: str) -> None:
    with pytest.raises(LispError, match=complaint):
        new_interpreter().eval_text(form)


def test_settings_have_their_defaults_where_nobody_asks() -> None:
    lisp = new_interpreter()
    lisp.eval_text(TEXT.replace("(car 3)", ""))
    assert lisp.eval_text("(list eps mode run-seed)").cdr.car is lisp.intern("fast")


def test_the_experiments_of_the_record() -> None:
    found = experiments([RECORD])
    assert len(found) >= 11
    assert [one.place for one in found] == sorted(one.place for one in found)
    for one in found:
        names = {setting.name for setting in one.settings}
        assert one.name == one.script.stem
        assert one.title and one.source and one.figures
        assert one.data in ("", *DATA)
        assert all(variant.settings.keys() <= names for variant in one.variants), one.name
        assert len({variant.label for variant in one.variants}) == len(one.variants)
        assert all(view[0] in (*TABLES, *PICTURES) for view in one.views)
        labels = {name for variant in one.variants for name in (variant.label, variant.column)} | {""}
        assert all(figure.published.keys() <= labels for figure in one.figures), one.name
        asked = {label for view in one.views if view[0] == "question" for label in view[3:]}
        shown = {label for view in one.views if view[0] in NAMING for label in view[1:]}
        assert asked | shown <= labels, one.name
        assert one.because.keys() <= {figure.name for figure in one.figures}, one.name


def test_choosing() -> None:
    found = experiments([RECORD])
    assert [one.name for one in chosen(found, ["nc89-full40"])] == ["nc89-full40"]
    with pytest.raises(LaboratoryError, match="no such experiment: nc90"):
        chosen(found, ["nc90"])
