"""docs/reference/: what the pages and the code say, as one Markdown file a page and an index."""

from __future__ import annotations

from .definitions import in_library
from .pages import Entry, Page, all_pages
from .survey import Fact, Maker, survey
from .topics import Topic, canonical, topic

HEAD = "<!-- Written by `make docs` from snsim/manual/pages, docstrings and the library: do not edit. -->\n\n"


def reference(make: Maker) -> dict[str, str]:
    """The text of every file of the reference, by its name."""
    facts = survey(make)
    others = _other_names(facts)
    files = {f"{page.stem}.md": _page(page, facts, others) for page in all_pages()}
    return {"README.md": _index(others), **files}


def _other_names(facts: dict[str, Fact]) -> dict[str, list[str]]:
    """Second names of functions, by the first."""
    found: dict[str, list[str]] = {}
    for name, fact in facts.items():
        first = canonical(name, fact.value)
        if first != name:
            found.setdefault(first, []).append(name)
    return found


def _page(page: Page, facts: dict[str, Fact], others: dict[str, list[str]]) -> str:
    parts = [f"# {page.title}", page.text, _code(page.start)]
    parts += [_entry(entry, facts, others) for entry in page.entries]
    return HEAD + "\n\n".join(part for part in parts if part) + "\n"


def _entry(entry: Entry, facts: dict[str, Fact], others: dict[str, list[str]]) -> str:
    topics = [topic(name, facts[name]) for name in entry.forms if name in facts]
    title = "### " + " ".join(f"`{name}`" for name in entry.forms)
    calls = "  \n".join(line for about in topics for line in _calls(about))
    again = [other for name in entry.forms for other in others.get(name, [])]
    text = entry.text or (topics[0].text if topics else "")
    also = "Other names: " + ", ".join(f"`{name}`" for name in sorted(again)) + "." if again else ""
    return "\n\n".join(part for part in (title, calls, text, also, _code(entry.example)) if part)


def _calls(about: Topic) -> list[str]:
    notes = [about.kind] if about.kind and about.forms else []
    notes += [about.kernels] if about.kernels else []
    notes += [f'after `(libload "{about.program}")`'] if about.program else []
    file = in_library(about.place)
    notes += [f"library/{file}"] if file else []
    if about.forms:
        return [f"`{form}`" + (f" ({'; '.join(notes)})" if notes else "") for form in about.forms]
    value = f", at first `{about.value}`" if about.value else ""
    return [f"`{about.name}`: {about.kind}{value}" + (f" ({'; '.join(notes)})" if notes else "")]


def _code(lines: list[str]) -> str:
    return "\n".join(("```lisp", *lines, "```")) if lines else ""


def _index(others: dict[str, list[str]]) -> str:
    families = "\n".join(f"- [{page.title}]({page.stem}.md)" for page in all_pages())
    places = {name: page.stem for page in all_pages() for entry in page.entries for name in entry.forms}
    places |= {other: places[first] for first, names in others.items() for other in names}
    names = "\n".join(f"[`{name}`]({stem}.md)" for name, stem in sorted(places.items()))
    head = f"{HEAD}# Reference\n\nAt the prompt, `(help name)` says the same."
    return f"{head}\n\n{families}\n\n## All names\n\n{names}\n"

