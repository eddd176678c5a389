"""What a text of the language consists of, for the eye: kinds, and patterns that find them (language.md, 1).

The patterns are tried in order at every position. They use what Python's and TextMate's regular expressions share.
"""

from __future__ import annotations

from typing import NamedTuple

CONSTITUENT = r"[!$%&*+\-./0-9<=>?@A-Za-z\\_{}]"  # characters of a word
WORD = CONSTITUENT + "+"
END = f"(?!{CONSTITUENT})"  # of a word

DEFINERS = ["de", "df", "dm", "dmd", "dmc", "defun", "defmacro", "defclass", "defvar", "defparameter"]
METHODS = ["defmethod", "demethod", "dfmethod", "dmmethod"]
_SPECIAL = """
    progn prog1 if when cond selectq while do-while repeat for mapfor mapwhile let let* let-filter each all and or quote
    lambda flambda mlambda setq set incr lock-symbol unlock-symbol new letslot ==> reading writing reading-string
    debug nodebug discard idx-bloop idx-eloop dim on-error libload load autoload
"""
SPECIAL = _SPECIAL.split()
CONSTANTS = ["t", "nil"]


class Kind(NamedTuple):
    """A kind of text: pygments token, TextMate scope, pattern; ``parts``: the kinds of its groups instead."""

    name: str
    token: str
    scope: str
    pattern: str
    parts: tuple[str, ...] = ()


def _one_of(words: list[str]) -> str:
    """Any of these words, in any case."""
    escaped = "|".join(word.replace("*", r"\*") for word in sorted(words, key=len, reverse=True))
    return f"(?i:{escaped}){END}"


KINDS = (
    Kind("documentation", "Comment.Special", "comment.line.documentation", r"#\?[^\n\r]*"),
    Kind("comment", "Comment.Single", "comment.line.semicolon", r";[^\n\r]*"),
    Kind("header", "Comment.Hashbang", "comment.line.shebang", r"#!/usr/bin/[^\n\r]*"),
    Kind("block comment", "Comment.Multiline", "comment.block", r"#![\s\S]*?!#"),
    Kind("string", "String", "string.quoted.double", r'"(?:[^"\\\n\r]|\\[\^+][\s\S]|\\\r\n|\\[\s\S])*"'),
    Kind("symbol", "String.Symbol", "constant.other.symbol", r"\|[^|\n\r]*\|"),
    Kind(
        "number",
        "Number",
        "constant.numeric",
        r"[+\-]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?)" + END,
    ),
    Kind("matrix", "Punctuation", "punctuation.section.matrix", r"#\[|#\]|\[\s*[dfisbuap]?@?(?=[\s\[\]+\-.0-9])|\[|\]"),
    Kind("definition", "", "", rf"(?<=\()({_one_of(DEFINERS)})(\s+)({WORD})", ("definer", "blank", "defined")),
    Kind(
        "method",
        "",
        "",
        rf"(?<=\()({_one_of(METHODS)})(\s+)({WORD}|\|[^|\n\r]*\|)(\s+)({WORD})",
        ("definer", "blank", "class", "blank", "defined"),
    ),
    Kind("definer", "Keyword.Declaration", "keyword.declaration", rf"(?<=\(){_one_of(DEFINERS + METHODS)}"),
    Kind("special form", "Keyword", "keyword.control", rf"(?<=\(){_one_of(SPECIAL)}"),
    Kind("type", "Keyword.Type", "storage.type", rf"-[a-z]+[0-9]?-{END}"),
    Kind("constant", "Keyword.Constant", "constant.language", _one_of(CONSTANTS)),
    Kind("call", "Name.Function", "entity.name.function", rf"(?<=\(){WORD}"),
    Kind("dot", "Punctuation", "punctuation.separator.dot", rf"\.{END}"),
    Kind("word", "Name", "variable.other", WORD),
    Kind("parenthesis", "Punctuation", "punctuation.section.parens", r"[()]"),
    Kind("mark", "Operator", "keyword.operator", r"'|`|,@|,|~|:"),
    Kind("macro-character", "Comment.Preproc", "keyword.other.macro", r"#[^!]|\^[^\n\r]"),
    Kind("blank", "Text.Whitespace", "text.blank", r"\s+"),
)
OTHERS = {
    "defined": ("Name.Function.Magic", "entity.name.function.definition"),
    "class": ("Name.Class", "entity.name.type.class"),
}
"""Kinds that only occur as parts: their pygments token and TextMate scope."""

TOKENS = {kind.name: kind.token for kind in KINDS} | {name: token for name, (token, _) in OTHERS.items()}
_SCOPES = {kind.name: kind.scope for kind in KINDS} | {name: scope for name, (_, scope) in OTHERS.items()}
SCOPES = {name: f"{scope}.sn" for name, scope in _SCOPES.items()}
