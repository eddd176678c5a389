"""What an experiment says about itself, in the first form of its script:

    (experiment nc89
      (title "Handwritten zip codes")             one line
      (source "LeCun et al. 1989, ...")           where the published figures are
      (text "..." "...")                          paragraphs for the record
      (data zip)                                  what it needs: zip, mouse, mnist, or nothing
      (place 3)                                   among the sections of the record
      (seeds 10)                                  how many the record runs unless it is told otherwise
      (settings (passes 23 "passes over ...") ...)    name, default, meaning: variables of the script
      (variants ("LM" (algorithm lm)) ...)        what the record runs: a label and settings; or
      (grid (("Net-1" (net 1)) ...) (("LM") ...))     every column with every row; published figures are the columns'
      (results (test-misses "misread, test" 102) ...) name, words, published figure; or (LABEL figure) for some variants
      (because (test-misses "why ours differ") ...)   for the summary, of figures more than one deviation off
      (views (curves ...) (rank ...)) )           what the record shows besides the table

Only ``settings`` mean anything when the script runs; the rest is read by the record, without running anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import Source
from snsim.lisp.values import Cons, Symbol

from .errors import LaboratoryError
from .job import Value

DATA = ("zip", "mouse", "mnist")


@dataclass(frozen=True)
class Setting:
    name: str
    default: Any
    """A number, string or symbol of the language."""
    meaning: str


@dataclass(frozen=True)
class Variant:
    """``column`` and ``row``: its place where the variants are a grid."""

    label: str
    settings: dict[str, Value]
    column: str = ""
    row: str = ""


@dataclass(frozen=True)
class Figure:
    """A result in the table. ``published``: by the label or column of the variant, or for all under ""."""

    name: str
    words: str
    published: dict[str, float]

    def of(self, variant: Variant) -> float | None:
        """What was published for a variant."""
        return self.published.get(variant.label, self.published.get(variant.column, self.published.get("")))


@dataclass(frozen=True)
class Experiment:
    name: str
    title: str = ""
    source: str = ""
    text: list[str] = field(default_factory=list)
    data: str = ""
    place: float = 99
    seeds: int = 3
    settings: list[Setting] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=lambda: [Variant("", {})])
    figures: list[Figure] = field(default_factory=list)
    because: dict[str, str] = field(default_factory=dict)
    """Why a figure differs from the published one, by its name."""
    views: list[list[Any]] = field(default_factory=list)
    script: Path = Path()


def declaration(form: Any) -> Experiment:
    """What ``(experiment name clause...)`` declares; a LispError names the clause that is wrong."""
    parts = list(form.cdr or ())
    if not parts or not isinstance(parts[0], Symbol):
        raise LispError("an experiment has a name", form)
    fields: dict[str, Any] = {}
    for clause in parts[1:]:
        name = clause.car.name if isinstance(clause, Cons) and isinstance(clause.car, Symbol) else ""
        if name not in READERS:
            raise LispError("no such clause of an experiment", clause, hint=f"There are {', '.join(READERS)}.")
        key, read = READERS[name]
        try:
            fields[key] = read(list(clause.cdr or ()))
        except (TypeError, ValueError, AttributeError, IndexError):
            raise LispError("this clause of an experiment has another form", clause) from None
    return Experiment(name=parts[0].name, **fields)


def read_experiment(script: Path) -> Experiment | None:
    """The declaration in a script, ``None`` where the first form is none. Nothing is run."""
    lisp = Interpreter()
    try:
        source = Source(script.read_bytes().decode("latin-1"), str(script))
        form = lisp.reader.read(source)
        if form is END_OF_TEXT or not isinstance(form, Cons) or form.car is not lisp.intern("experiment"):
            return None
        found = declaration(form)
    except LispError as error:
        raise LaboratoryError(f"{script}: {error.text}", error.hint or "") from None
    except OSError as error:
        raise LaboratoryError(f"cannot read {script}: {error.strerror}") from None
    return Experiment(**{**vars(found), "script": script})


def plain(value: Any) -> Value:
    """A number, or the text of a symbol or string."""
    if isinstance(value, Symbol):
        return value.name
    if isinstance(value, (float, str)):
        return value
    raise ValueError(value)


def _line(items: list[Any]) -> str:
    (text,) = items
    return str(plain(text)).encode("latin-1").decode("utf-8")


def _paragraphs(items: list[Any]) -> list[str]:
    return [_line([item]) for item in items]


def _data(items: list[Any]) -> str:
    name = _line(items)
    if name not in DATA:
        raise LispError("no such digits", items[0], hint=f"There are {', '.join(DATA)}.")
    return name


def _settings(items: list[Any]) -> list[Setting]:
    found = []
    for item in items:
        name, default, meaning = list(item)
        plain(default)
        found.append(Setting(name.name, default, _line([meaning])))
    return found


def _variants(items: list[Any]) -> list[Variant]:
    return [Variant(_line([item.car]), {s.car.name: plain(s.cdr.car) for s in item.cdr or ()}) for item in items]


def _grid(items: list[Any]) -> list[Variant]:
    columns, rows = (_variants(list(labelled)) for labelled in items)
    return [
        Variant(", ".join(filter(None, (c.label, r.label))), c.settings | r.settings, c.label, r.label)
        for r in rows
        for c in columns
    ]


def _because(items: list[Any]) -> dict[str, str]:
    return {item.car.name: _line([item.cdr.car]) for item in items}


def _figures(items: list[Any]) -> list[Figure]:
    found = []
    for item in items:
        name, words, *published = list(item)
        by_label = {
            _line([one.car]) if isinstance(one, Cons) else "": float(one.cdr.car if isinstance(one, Cons) else one)
            for one in published
        }
        found.append(Figure(name.name, _line([words]), by_label))
    return found


def _views(items: list[Any]) -> list[list[Any]]:
    return [[plain(part) for part in item] for item in items]


READERS = {
    "title": ("title", _line),
    "source": ("source", _line),
    "text": ("text", _paragraphs),
    "data": ("data", _data),
    "place": ("place", lambda items: float(items[0])),
    "seeds": ("seeds", lambda items: int(items[0])),
    "settings": ("settings", _settings),
    "variants": ("variants", _variants),
    "grid": ("variants", _grid),
    "results": ("figures", _figures),
    "because": ("because", _because),
    "views": ("views", _views),
}
