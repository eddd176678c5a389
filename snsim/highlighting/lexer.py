"""The pygments lexer, made of the table of kinds. Its entry point gives pygments the name ``sn``."""

from __future__ import annotations

from typing import Any

from pygments.lexer import RegexLexer, bygroups
from pygments.token import string_to_tokentype

from .kinds import KINDS, TOKENS


def _tokens(names: tuple[str, ...]) -> list[Any]:
    return [string_to_tokentype(TOKENS[name]) for name in names]


class SnLexer(RegexLexer):
    """SN and Lush."""

    name = "SN"
    aliases = ("sn", "lush")
    filenames = ("*.sn", "*.lsh", "*.tl")
    mimetypes = ("text/x-sn",)
    url = "https://leon.bottou.org/projects/lush"
    version_added = ""
    flags = 0

    tokens = {  # noqa: RUF012  (pygments reads it from the class)
        "root": [
            (kind.pattern, bygroups(*_tokens(kind.parts)) if kind.parts else _tokens((kind.name,))[0]) for kind in KINDS
        ]
    }
