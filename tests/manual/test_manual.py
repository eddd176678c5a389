"""The manual: every name has a text and an example, every example is true, and docs/reference is up to date."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from transcript import run, steps

from snsim.lisp.functions import DF, DM, DX, DY, Function
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import Source
from snsim.lisp.values import Cons, Symbol
from snsim.manual.definitions import helpers
from snsim.manual.markdown import reference
from snsim.manual.pages import Entry, Page, all_entries, all_pages, words
from snsim.manual.signatures import agrees, docstring, signature
from snsim.manual.survey import Fact, survey
from snsim.manual.topics import canonical, topic
from snsim.toplevel.session import new_interpreter

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"

NO_EXAMPLE = {
    "ask": "waits for a person",
    "pause": "opens a loop at the terminal",
    "toplevel": "is the loop itself",
    "exit": "ends the session",
    "script": "copies a terminal",
    "edit": "opens an editor",
    "fedit": "opens an editor",
    "load-zip-digits": "wants data, which no test may rely on",
    "load-mnist-digits": "wants data",
    "load-mouse-digits": "wants data",
    "load-iris": "wants data",
    "bidim-query": "asks for points at the terminal",
    "tsp-demo": "asks for points at the terminal",
    "grid-demo": "asks for points at the terminal",
}
"""Names whose entry cannot show an example, and why."""


@pytest.fixture(scope="module")
def facts() -> dict[str, Fact]:
    return survey(new_interpreter)


def documented(facts: dict[str, Fact]) -> Iterator[tuple[str, Fact]]:
    """The names a user may meet: all but the library's inner functions."""
    for name, fact in facts.items():
        if name in all_entries() or name not in helpers():
            yield name, fact


def test_every_name_has_an_entry(facts: dict[str, Fact]) -> None:
    missing = [name for name, fact in documented(facts) if canonical(name, fact.value) not in all_entries()]
    assert not missing, f"add entries to snsim/manual/pages for: {' '.join(sorted(missing))}"


def test_every_entry_is_of_a_name_that_exists(facts: dict[str, Fact]) -> None:
    gone = set(all_entries()) - set(facts)
    assert not gone, f"entries of names that no kernel knows: {' '.join(sorted(gone))}"


def test_no_name_has_two_entries() -> None:
    names = [name for page in all_pages() for entry in page.entries for name in entry.forms]
    assert len(names) == len(set(names)), sorted(name for name in set(names) if names.count(name) > 1)


def test_every_name_has_a_text(facts: dict[str, Fact]) -> None:
    silent = [name for name, fact in documented(facts) if not topic(name, fact).text]
    assert not silent, f"neither the code nor the page says what they do: {' '.join(sorted(silent))}"


def test_entries_of_several_names_have_a_text_of_their_own() -> None:
    silent = [list(e.forms) for page in all_pages() for e in page.entries if len(e.forms) > 1 and not e.text]
    assert not silent


def test_no_text_is_written_twice(facts: dict[str, Fact]) -> None:
    for name, (_page, entry) in all_entries().items():
        value = facts[name].value
        code = docstring(value).replace("``", "`") if isinstance(value, Function) else ""
        assert not entry.text or entry.text.replace("\n", " ") != code, f"{name}: the docstring says this already"


def test_every_name_is_shown_in_its_example() -> None:
    lisp = new_interpreter()
    unshown = []
    for page in all_pages():
        for entry in page.entries:
            used = symbols_in(lisp, "\n".join(form for form, _shown in steps(entry.example)))
            unshown += [name for name in entry.forms if name not in used and name not in NO_EXAMPLE]
    assert not unshown, f"no example uses: {' '.join(unshown)}"


def symbols_in(lisp: Interpreter, text: str) -> set[str]:
    """The names of all symbols in the forms of a text."""
    source, found, todo = Source(text, "examples"), set(), []
    while (form := lisp.reader.read(source)) is not END_OF_TEXT:
        todo.append(form)
    while todo:
        form = todo.pop()
        if isinstance(form, Cons):
            todo += [form.car, form.cdr]
        elif isinstance(form, Symbol):
            found.add(form.name)
    return found


def test_every_example_shows_something() -> None:
    for page in all_pages():
        for entry in page.entries:
            assert not entry.example or any(shown for _form, shown in steps(entry.example)), list(entry.forms)


def test_no_exemption_is_idle() -> None:
    assert all(name in all_entries() and not all_entries()[name][1].example for name in NO_EXAMPLE)


def test_special_forms_have_their_form(facts: dict[str, Fact]) -> None:
    unknown = [
        name
        for name, fact in documented(facts)
        if isinstance(fact.value, Function) and not topic(name, fact).forms and name in all_entries()
    ]
    assert not unknown, f"how are these called? {' '.join(unknown)}"


def test_forms_agree_with_the_code(facts: dict[str, Fact]) -> None:
    for name, (_page, entry) in all_entries().items():
        value = facts[name].value
        for form in entry.forms[name]:
            assert isinstance(value, Function), f"{name} is a variable"
            derived = signature(facts[name].lisp, name, value)
            assert agrees(words(form[1:-1])[1:], value), f"{form}: the code wants {derived}"


def test_forms_are_not_what_the_code_tells_anyway(facts: dict[str, Fact]) -> None:
    for name, (_page, entry) in all_entries().items():
        fact = facts[name]
        if len(entry.forms[name]) == 1 and isinstance(fact.value, DX) and not isinstance(fact.value, DY | DF | DM):
            assert entry.forms[name][0] != signature(fact.lisp, name, fact.value), name


def cases() -> list[Any]:
    return [
        pytest.param(page, entry, id=f"{page.stem}: {next(iter(entry.forms))}")
        for page in all_pages()
        for entry in page.entries
        if entry.example
    ]


@pytest.fixture(scope="module")
def sessions() -> dict[str, Interpreter]:
    """An interpreter for each page."""
    return {}


@pytest.mark.parametrize(("page", "entry"), cases())
def test_example(
    page: Page, entry: Entry, sessions: dict[str, Interpreter], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lisp = sessions.get(page.stem) or sessions.setdefault(page.stem, new_interpreter())
    faults = run(lisp, page.start) + run(lisp, entry.example)
    assert not faults, "\n".join(faults)


def test_the_reference_is_up_to_date() -> None:
    files = reference(new_interpreter)
    stale = [name for name, text in files.items() if not (REFERENCE / name).exists() or _read(name) != text]
    extra = {path.name for path in REFERENCE.glob("*.md")} - set(files)
    assert not stale and not extra, f"make docs, then commit: {' '.join(sorted([*stale, *extra]))}"


def _read(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")
