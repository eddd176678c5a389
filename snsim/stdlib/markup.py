"""Text with marks: ``{<p> words {<b> bold} ...}`` and ``render-brace-text`` (language.md, 1.10).

``(libload "markup")`` makes ``{`` and ``}`` macro-characters. A text reads as the list of its tag and its parts: a
string for each word, a number for so many blanks (-1 a new line, -2 a tab), a list for a text inside, what stands
behind ``\\`` or ``,`` (an expression), or the symbol behind ``,$``. It is not evaluated when it is quoted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import integer
from ..lisp.errors import IncompleteInput, LispError, ReadError
from ..lisp.functions import DX, builtin
from ..lisp.printer import image
from ..lisp.values import Cons, Symbol, make_list

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter
    from ..lisp.source import Source

TAGS = frozenset(
    f"<{name}>"
    for name in [
        "p",
        "br",
        "b",
        "i",
        "c",
        "u",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "code",
        "pre",
        "hr",
        "see",
        "type",
        "location",
        "file",
        "section",
        "desc",
        "ex",
        "author",
        "title",
        "h1",
        "h2",
        "h3",
        "h4",
        "a",
        "link",
    ]
)
BLOCKS = ("<p>", "<ul>", "<ol>", "<dl>", "<pre>", "<code>", "<ex>", "<h1>", "<h2>", "<h3>", "<h4>")
NEW_LINE, TAB = -1.0, -2.0

_TAG = re.compile(r"\s*(<[^\s{}<>]*>|[^\s{}]*)")
_WORD = re.compile(r"(?:[^\s{}\\,]|,(?![($]))+")
_BLANKS = re.compile(r"[ \f\v\r]+")


def start(lisp: Interpreter) -> None:
    """Let ``(libload "markup")`` find it."""
    lisp.modules["markup"] = enable


def enable(lisp: Interpreter) -> None:
    """Make the braces macro-characters."""
    for name, function in (("{", read_text), ("}", refuse_brace)):
        lisp.set_global(name, DX(name, function))
        lisp.reader.macros.define(lisp.intern(name))


def refuse_brace(lisp: Interpreter) -> None:
    """A brace that closes nothing."""
    raise ReadError("extra '}' found", prefix="read")


def read_text(lisp: Interpreter) -> Any:
    """What follows an opening brace, up to the closing one."""
    source = lisp.input
    tag = _match(source, _TAG)[1]
    if tag not in TAGS:
        raise ReadError(f"illegal tag in brace construct: {tag.strip('<>')}", prefix="error")
    parts: list[Any] = [lisp.intern(tag)]
    while True:
        character = _next(source)
        source.offset += 1
        if character == "}":
            return make_list(parts)
        if character == "{":
            parts.append(read_text(lisp))
        elif character == "\n":
            parts.append(NEW_LINE)
        elif character == "\t":
            parts.append(TAB)
        elif character == "\\":
            parts.append(lisp.reader.read(source))
        elif character == "," and source.text[source.offset] in "($":
            source.offset += source.text[source.offset] == "$"
            parts.append(lisp.reader.read(source))
        else:
            source.offset -= 1
            blanks = _BLANKS.match(source.text, source.offset)
            parts.append(float(len(blanks[0])) if blanks else _match(source, _WORD)[0])
            source.offset = blanks.end() if blanks else source.offset


def _next(source: Source) -> str:
    """The next character, still to be read."""
    if source.offset >= len(source.text) and not source.extend(True):
        raise IncompleteInput("end of file", prefix="read")
    return source.text[source.offset]


def _match(source: Source, pattern: re.Pattern[str]) -> re.Match[str]:
    _next(source)
    match = pattern.match(source.text, source.offset)
    assert match is not None
    source.offset = match.end()
    return match


@builtin("render-brace-text")
def render(lisp: Interpreter, left: Any, right: Any, text: Any) -> None:
    """Print a text filled between two columns; a paragraph is followed by an empty line."""
    layout = _Layout(lisp, integer(left), integer(right))
    layout.part(text)
    layout.end_line()


class _Layout:
    """Fills lines with words."""

    def __init__(self, lisp: Interpreter, left: int, right: int):
        if not 0 <= left < right:
            raise LispError("illegal column", float(right))
        self.lisp = lisp
        self.left = left
        self.right = right
        self.line = ""

    def part(self, part: Any) -> None:
        if isinstance(part, str):
            self.word(part)
        elif isinstance(part, Cons) and isinstance(part.car, Symbol) and part.car.name in TAGS:
            self.text(part.car.name, part.cdr)
        elif type(part) is not float and part is not None:
            self.word(image(self.lisp, part))

    def text(self, tag: str, parts: Any) -> None:
        """The parts of a text with a tag."""
        if tag in ("<br>", "<hr>"):
            self.end_line()
        if tag == "<li>":
            self.end_line()
            self.word("-")
        for part in parts or ():
            self.part(part)
        if tag in BLOCKS:
            self.end_line()
            self.lisp.output.write("\n")

    def word(self, word: str) -> None:
        """Words are separated by one blank, which also ends a line that is full."""
        if self.line and self.left + len(self.line) + len(word) > self.right:
            self.end_line()
        self.line += word + " "

    def end_line(self) -> None:
        if self.line:
            self.lisp.output.write(" " * self.left + self.line + "\n")
        self.line = ""
