"""What is known of a name, put together: from its page, its docstring or the comment above it, and the kernels.

The text is the page's; where the page gives none, the code's. The signature is the code's; where the code does not
tell, the page's form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ..bindings.install import KERNELS
from ..lisp.functions import DF, DM, DY, Function, Lambda, LazyDX
from .definitions import above, place_of, variable_comments
from .pages import Entry, Page, all_entries
from .signatures import docstring, signature
from .survey import Fact

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter
    from ..lisp.source import Place

SHORT = 40  # characters of a value that is shown


class Topic(NamedTuple):
    """A name and what there is to say about it."""

    name: str
    forms: list[str]  # how it is called; a variable is not
    text: str
    kind: str  # "", "special form", "macro"; "variable", "class"
    kernels: str  # "kernels sn28ite, sn28itenew", "all kernels", or empty: it is there without
    program: str  # what has to be loaded, or empty
    place: Place | None  # of the definition, if it is written in Lisp
    value: str  # of a variable, at first
    page: Page | None
    entry: Entry | None


def canonical(name: str, value: Any) -> str:
    """The name under which the manual speaks of a function that has several."""
    entries = all_entries()
    return value.name if name not in entries and isinstance(value, Function) and value.name in entries else name


def topic(name: str, fact: Fact) -> Topic:
    """All about a name that ``fact`` was found out about."""
    page, entry = all_entries().get(canonical(name, fact.value), (None, None))
    forms = forms_of(fact.lisp, name, fact.value, entry)
    return Topic(
        name=name,
        forms=forms,
        text=text_of(name, fact.value, entry),
        kind=_kind(fact.value) if forms else _kind_of_value(fact),
        kernels=_kernels(fact.kernels),
        program=fact.program,
        place=place_of(fact.value),
        value="" if isinstance(fact.value, Function) else initial_value(fact),
        page=page,
        entry=entry,
    )


def forms_of(lisp: Interpreter, name: str, value: Any, entry: Entry | None) -> list[str]:
    """How a name is called."""
    if not isinstance(value, Function):
        return []
    given = entry.forms.get(name, []) if entry else []
    if given:
        return given
    derived = above(place_of(value)).form or signature(lisp, name, value)
    return [derived] if derived else []


def text_of(name: str, value: Any, entry: Entry | None) -> str:
    """What a name means: the page's word, or the code's."""
    if entry and entry.text:
        return entry.text
    if isinstance(value, Lambda):
        return _sentence(above(place_of(value)).comment)
    said = docstring(value) if isinstance(value, Function) else _sentence(variable_comments().get(name, ""))
    return said.replace("``", "`")


def initial_value(fact: Fact) -> str:
    """The value of a variable at the start, if it is the same everywhere and means something to the eye."""
    image = fact.lisp.image(fact.value)
    return "" if "::" in image or "/" in image or len(image) > SHORT else image


def _kernels(names: list[str]) -> str:
    if len(names) == len(KERNELS):
        return "all kernels"
    return f"kernels {', '.join(names)}" if names else ""


def _sentence(said: str) -> str:
    """A comment, which may be half a sentence, as a whole one."""
    if re.match(r"a [a-z]|[a-z]{2,} ", said):
        said = said[0].upper() + said[1:]
    return said if not said or said[-1] in ".?)" else said + "."


def _kind_of_value(fact: Fact) -> str:
    return "class" if fact.lisp.image(fact.value).startswith("::class:") else "variable"


def _kind(value: Any) -> str:
    if isinstance(value, DM):
        return "macro"
    return "special form" if isinstance(value, DY | DF | LazyDX) else ""
