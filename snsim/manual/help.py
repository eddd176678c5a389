"""``(help)``, ``(help name)`` and ``(apropos "text")`` at the prompt.

Functions of the user's own are known, too: their parameters, the comment above them, and where they are.
"""

from __future__ import annotations

import difflib
import os
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..lisp.console import columns
from ..lisp.errors import LispError
from ..lisp.functions import DX, DY, Function, Lambda
from ..lisp.macrocharacters import rest_of_line
from ..lisp.values import LOCKED, UNSET, Cons, Symbol, make_list
from .definitions import above, helpers, in_library, place_of
from .elsewhere import where_defined
from .pages import Page, all_entries, all_pages
from .survey import Fact, Maker, survey
from .topics import Topic, canonical, forms_of, text_of, topic

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

WIDTH = 79  # of what is printed, unless the terminal is narrower
REFUSED = "unavailable"  # the page of names that only say what is instead
CARETS = {"^A": "apropos", "^H": "help"}  # what to type before the rest of a line (language.md, 1.6)
NAMES = 24  # columns of a name in a list
NEAREST, LIKENESS = 5, 0.65  # how many similar names are offered, and how similar they are


def install_manual(lisp: Interpreter, make: Maker) -> None:
    """Give an interpreter ``help`` and ``apropos``; ``make`` makes interpreters like it."""
    helper = DY("help")
    helper.run = show_help
    lisp.state["manual"] = make
    lisp.elsewhere = where_defined
    lisp.set_global("help", helper, LOCKED)
    lisp.set_global("apropos", DX("apropos", apropos), LOCKED)
    for character, name in CARETS.items():
        lisp.set_global(character, DX(character, _asker(name)))
        lisp.reader.macros.added[character] = lisp.intern(character)


def _asker(name: str) -> Callable[[Interpreter], Cons]:
    def ask(lisp: Interpreter) -> Cons:
        """The call for the rest of the line."""
        line = rest_of_line(lisp.input)
        return make_list([lisp.intern(name), *([line] if line else [])])

    return ask


def show_help(lisp: Interpreter, form: Cons) -> None:
    """``(help [name])``: what a name means, how it is called, an example; without a name, the families there are.

    The name is not evaluated; it may be quoted, or a string. The name of a family gives its page.
    """
    words = list(form.cdr or ())
    if len(words) > 1:
        raise LispError("incorrect number of arguments")
    width = _width(lisp)
    lisp.output.write(_fitted(_about(lisp, _name(words[0]), width) if words else _families(), width))


def apropos(lisp: Interpreter, text: Any) -> None:
    """The names that contain a text, then those whose meaning does.

    Not the inner functions of the library, and by meaning none of the names that only say what to use instead.
    """
    wanted, width = _name(text).lower(), _width(lisp)
    named, meant = [], []
    for name, said in sorted(_everything(lisp).items()):
        page, _entry = all_entries().get(name, (None, None))
        if page is None and name in helpers():
            continue
        if wanted in name.lower():
            named.append(_line(name, said, width))
        elif wanted in said.lower() and not (page and page.stem == REFUSED):
            meant.append(_line(name, said, width))
    lisp.output.write("".join(named + meant) or f"No name has to do with {wanted}.\n")


def _width(lisp: Interpreter) -> int:
    """Columns to fill; the last one of a terminal stays free."""
    return min(WIDTH, (columns(lisp.output) or WIDTH + 1) - 1)


def _fitted(text: str, width: int) -> str:
    """A text whose lines that are too long for a narrow terminal go on below, further in."""
    if width >= WIDTH:
        return text
    lines = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())] + "  "
        lines += [line] if len(line) <= width else textwrap.wrap(line, width, subsequent_indent=indent)
    return "".join(f"{line}\n" for line in lines)


def _name(word: Any) -> str:
    """The name meant by a symbol, a quoted symbol or a string."""
    if isinstance(word, Cons) and isinstance(word.car, Symbol) and word.car.name == "quote" and word.cdr:
        word = word.cdr.car
    if isinstance(word, Symbol):
        return word.name
    if isinstance(word, str):
        return word
    raise LispError("not a symbol", word, hint="Give the name of a function or variable: (help car).")


def _about(lisp: Interpreter, name: str, width: int) -> str:
    own = lisp.intern(name).cell.value if name in lisp.symbols else None
    fact = _fact(lisp, name)
    known = fact is not None and canonical(name, fact.value) in all_entries()
    if isinstance(own, Lambda) and not in_library(place_of(own)) and not (known and place_of(own) is None):
        mine = _own_function(lisp, name, own, width)
        return f"{mine}\n{_topic_text(topic(name, fact), width)}" if fact and known else mine
    if fact:
        return _topic_text(topic(name, fact), width)
    for page in all_pages():
        if name.lower() in (page.stem, page.title.lower()):
            return _page_text(lisp, page, width)
    if name in lisp.symbols and lisp.intern(name).cell.state != UNSET:
        return f"{name}: a variable of yours, now {lisp.abbreviated(own)}\n"
    return _unknown(lisp, name)


def _fact(lisp: Interpreter, name: str) -> Fact | None:
    """What there is to know; kernels are asked only about names that are not there without."""
    symbol = lisp.symbols.get(name)
    if symbol and symbol.top.state != UNSET:
        page, _entry = all_entries().get(canonical(name, symbol.top.value), (None, None))
        if page and not page.about_network:
            return Fact(lisp, symbol.top.value, [], "")
    return survey(lisp.state["manual"]).get(name)


def _topic_text(about: Topic, width: int) -> str:
    lines = [*about.forms] if about.forms else [f"{about.name}: {_variable(about)}"]
    if about.entry and about.name not in about.entry.forms:
        lines.append(f"{about.name} is another name of {next(iter(about.entry.forms))}.")
    lines += textwrap.wrap(about.text.replace("`", ""), width, initial_indent="  ", subsequent_indent="  ")
    example = about.entry.example if about.entry else []
    lines += ["", *(f"  {line}" for line in example), ""] if example else [""]
    return "\n".join([*lines, _foot(about, width)]) + "\n"


def _variable(about: Topic) -> str:
    return f"a {about.kind}, at first {about.value}" if about.value else f"a {about.kind}"


def _foot(about: Topic, width: int) -> str:
    """Which kind, which kernels, which page, which file."""
    notes = [
        about.kind if about.forms else "",
        about.kernels,
        f'after (libload "{about.program}")' if about.program else "",
        f"page {about.page.title}" if about.page else "",
        f"its examples start at (help {about.page.stem})" if about.page and about.page.start else "",
        f"library/{in_library(about.place)}:{about.place.line}" if about.place and in_library(about.place) else "",
    ]
    foot = "[" + "; ".join(note for note in notes if note) + "]"
    return textwrap.fill(foot, width, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False)


def _own_function(lisp: Interpreter, name: str, function: Lambda, width: int) -> str:
    place = place_of(function)
    said = above(place)
    form = said.form or (forms_of(lisp, name, function, None) or [name])[0]
    lines = [form, *textwrap.wrap(said.comment, width, initial_indent="  ", subsequent_indent="  ")]
    lines.append(f"[defined in {_where(place.file)}:{place.line}]" if place else "[defined by a program]")
    return "\n".join(lines) + "\n"


def _where(file: str) -> str:
    """A file as seen from here."""
    near = os.path.relpath(file) if os.path.isabs(file) else file
    return file if near.startswith("..") else near


def _families() -> str:
    lines = ["The language"]
    for page in all_pages():
        if page.about_network and "The network" not in lines:
            lines += ["", "The network"]
        lines.append(f"  {page.stem:<22} {page.title}, {sum(len(entry.forms) for entry in page.entries)} names")
    lines += ["", '(help name) explains a name, (help family) lists one, (apropos "text") searches.']
    return "\n".join(lines) + "\n"


def _page_text(lisp: Interpreter, page: Page, width: int) -> str:
    known = _everything(lisp)
    lines = [page.title, *_paragraphs(page.text, width), "", *(f"  {line}" for line in page.start)]
    names = [name for entry in page.entries for name in entry.forms]
    return "\n".join(lines).rstrip() + "\n\n" + "".join(_line(name, known.get(name, ""), width) for name in names)


def _paragraphs(text: str, width: int) -> list[str]:
    return [line for part in text.replace("`", "").split("\n\n") for line in ("", *textwrap.wrap(part, width))]


def _everything(lisp: Interpreter) -> dict[str, str]:
    """All names, and the text of each: those of the manual, and the functions of this session."""
    facts = dict(survey(lisp.state["manual"]))
    for name, symbol in lisp.symbols.items():
        if isinstance(symbol.top.value, Function):
            facts.setdefault(name, Fact(lisp, symbol.top.value, [], ""))
    entries = all_entries()
    return {name: text_of(name, fact.value, entries.get(name, (None, None))[1]) for name, fact in facts.items()}


def _line(name: str, said: str, width: int) -> str:
    start = f"{name:<{min(NAMES, width // 2)}} "
    room = width - len(start)
    text = textwrap.shorten(said.replace("`", ""), room, placeholder=" ...") if room > len(" ...") else ""
    return (start + text).rstrip() + "\n"


def _unknown(lisp: Interpreter, name: str) -> str:
    near = difflib.get_close_matches(name, list(_everything(lisp)), NEAREST, LIKENESS)
    said = f"Nothing is known of {lisp.image(lisp.intern(name))}."
    return said + (f" Did you mean {', '.join(near)}?\n" if near else ' (apropos "text") searches.\n')

