"""The lexer and the grammar colour all our programs, alike; the prompt uses the lexer."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pygments.lexers import get_lexer_by_name
from pygments.token import Error, string_to_tokentype

from snsim.highlighting.kinds import SCOPES, TOKENS
from snsim.highlighting.lexer import SnLexer
from snsim.highlighting.textmate import grammar_text

ROOT = Path(__file__).parents[2]
FOLDERS = ("snsim/library", "nets", "scripts", "tests/sn")
PROGRAMS = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.sn"))

SAMPLE = {
    "; words": "comment",
    '"a \\"b\\" c"': "string",
    "|A b|": "symbol",
    "-1.5e3": "number",
    "0x1F": "number",
    "1+": "word",
    "a-b": "word",
    "#? help": "documentation",
    "#!/usr/bin/lush": "header",
    "#! several words !#": "block comment",
    "[f": "matrix",
    "'": "mark",
    ",@": "mark",
    ":": "mark",
    "^P": "macro-character",
    "#{": "macro-character",
    "t": "constant",
    "-idx2-": "type",
    ".": "dot",
}
IN_CALLS = {
    "if": "special form",
    "LET*": "special form",
    "iffy": "call",
    "car": "call",
    "de": "definer",
    "t": "constant",
}


class TextMate:
    """As much of a TextMate engine as the grammar asks for: a line at a time."""

    def __init__(self) -> None:
        self.rules = json.loads((ROOT / "editors" / "sn.tmLanguage.json").read_text(encoding="utf-8"))["patterns"]

    def scopes(self, text: str) -> Iterator[tuple[str, str]]:
        """The pieces of a text with their scopes; blanks are left out."""
        open_rule: dict[str, Any] | None = None
        for line in text.splitlines(keepends=True):
            position = 0
            while position < len(line):
                if open_rule is not None:
                    start, (position, closed) = position, self._inside(open_rule, line, position)
                    yield open_rule["name"], line[start:position]
                    open_rule = None if closed else open_rule
                    continue
                rule, match = self._first(line, position)
                if rule is None or match is None:
                    yield ("" if line[position].isspace() else "nothing"), line[position]
                    position += 1
                    continue
                position = match.end()
                if "begin" in rule:
                    open_rule = rule
                if "captures" in rule:
                    yield from ((rule["captures"][n]["name"], match[int(n)]) for n in rule["captures"])
                else:
                    yield rule["name"], match[0]

    def _first(self, line: str, position: int) -> tuple[Any, re.Match[str] | None]:
        for rule in self.rules:
            match = re.compile(rule.get("begin") or rule["match"]).match(line, position)
            if match and match.end() > position:
                return rule, match
        return None, None

    def _inside(self, rule: dict[str, Any], line: str, position: int) -> tuple[int, bool]:
        """The end of what an open rule covers in this line, and whether it is closed there."""
        inner = [re.compile(pattern["match"]) for pattern in rule["patterns"]]
        end = re.compile(rule["end"])
        while position < len(line):
            if match := end.match(line, position):
                return match.end(), True
            position = max((m.end() for p in inner if (m := p.match(line, position))), default=position + 1)
        return position, False


def test_the_grammar_is_that_of_the_table() -> None:
    """``python -m snsim.highlighting > editors/sn.tmLanguage.json`` brings it up to date."""
    assert (ROOT / "editors" / "sn.tmLanguage.json").read_text(encoding="utf-8") == grammar_text()


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.name)
def test_no_text_is_left_over(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wrong = [value for token, value in SnLexer().get_tokens(text) if token is Error]
    assert not wrong
    assert "nothing" not in {scope for scope, _ in TextMate().scopes(text)}


def pieces(text: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What the lexer and what the grammar see."""
    lexed = [(str(token), value) for token, value in SnLexer().get_tokens(text) if value.strip()]
    return lexed, [(scope, value) for scope, value in TextMate().scopes(text) if value.strip()]


@pytest.mark.parametrize(("text", "kind"), SAMPLE.items())
def test_both_agree(text: str, kind: str) -> None:
    lexed, seen = pieces(text)
    assert lexed[0] == (str(string_to_tokentype(TOKENS[kind])), text)
    assert seen[0][0] == SCOPES[kind]
    assert "".join(value for _, value in seen) == text.replace("\n", "")


@pytest.mark.parametrize(("text", "kind"), IN_CALLS.items())
def test_both_agree_on_heads(text: str, kind: str) -> None:
    lexed, seen = pieces(f"({text} 1)")
    assert lexed[1] == (str(string_to_tokentype(TOKENS[kind])), text)
    assert seen[1] == (SCOPES[kind], text)


def test_definitions() -> None:
    lexed, seen = pieces("(de square (x) (* x x)) (defmethod |NUMBER| twice () 1)")
    names = {value: token for token, value in lexed}
    scopes = {value: scope for scope, value in seen}
    for text, kind in {"de": "definer", "square": "defined", "|NUMBER|": "class", "twice": "defined"}.items():
        assert names[text] == str(string_to_tokentype(TOKENS[kind]))
        assert scopes[text] == SCOPES[kind]


def test_pygments_knows_it() -> None:
    assert isinstance(get_lexer_by_name("sn"), SnLexer)


def test_strings_over_lines() -> None:
    _, seen = pieces('(print "a\\\nb" c)')
    assert [scope for scope, _ in seen][2:5] == ["string.quoted.double.sn"] * 3
    assert seen[-2] == ("variable.other.sn", "c")
