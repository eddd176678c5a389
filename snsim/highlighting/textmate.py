"""The TextMate grammar, made of the table of kinds: what VS Code, Sublime Text, TextMate and GitHub colour by."""

from __future__ import annotations

import json
from typing import Any

from .kinds import KINDS, SCOPES, Kind

ESCAPE = {"name": "constant.character.escape.sn", "match": r"\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[\^+].|.|$)"}
SPANNING: dict[str, tuple[str, str, list[Any]]] = {"block comment": ("#!", "!#", []), "string": ('"', '"', [ESCAPE])}
"""Kinds that run over lines, which a pattern of TextMate cannot: where they begin and end, what is inside."""


def grammar() -> dict[str, Any]:
    """The grammar."""
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "SN",
        "scopeName": "source.sn",
        "fileTypes": ["sn", "lsh", "tl"],
        "patterns": [_rule(kind) for kind in KINDS if kind.name != "blank"],
    }


def grammar_text() -> str:
    """The text of editors/sn.tmLanguage.json."""
    return json.dumps(grammar(), indent=2) + "\n"


def _rule(kind: Kind) -> dict[str, Any]:
    if kind.name in SPANNING:
        begin, end, inside = SPANNING[kind.name]
        return {"name": SCOPES[kind.name], "begin": begin, "end": end, "patterns": inside}
    if kind.parts:
        captures = {str(number): {"name": SCOPES[part]} for number, part in enumerate(kind.parts, 1) if part != "blank"}
        return {"match": kind.pattern, "captures": captures}
    return {"name": SCOPES[kind.name], "match": kind.pattern}
