"""What words and strings mean: the text of one token comes in, a number, a symbol name or a string goes out.

(language.md, 1.2-1.4. Numbers are in ``numbertext.py``.)
"""

from __future__ import annotations

import re

from .errors import ReadError

LONGEST = 4094  # bytes of a word or string

_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|\^([\s\S])|\+([\s\S])"
    r"|(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))|(\r\n|[\s\S]))"
)
_LETTERS = {"n": "\n", "r": "\r", "b": "\b", "t": "\t", "f": "\f", "e": "\xff", '"': '"', "\\": "\\"}
_NEWLINES = ("\n", "\r", "\r\n")


def folded(word: str) -> str:
    """A symbol name outside bars: lower case, and ``-`` for every ``_`` but a leading one."""
    return word[:1].lower() + word[1:].lower().replace("_", "-")


def unescaped(literal: str) -> str:
    """The bytes a string literal stands for (quotes already gone); a NUL ends the string."""
    if len(literal) > LONGEST:
        raise ReadError("too long string", prefix="read")
    if "\\" not in literal:
        return literal
    return _ESCAPE.sub(_escape, literal).split("\0", 1)[0]


def _escape(match: re.Match[str]) -> str:
    hexadecimal, octal, control, high, short, long, other = match.groups()
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    if octal:
        return chr(int(octal, 8) & 255)
    if control:
        return chr(ord(control) & 31)
    if high:
        return chr(ord(high) | 128)
    if short or long:
        return _utf8(int(short or long, 16), match[0])
    if other in _NEWLINES:
        return ""
    if other in _LETTERS:
        return _LETTERS[other]
    raise ReadError(
        "bad backslash sequence in a string",
        hint=f"\\{other} is no escape; write \\\\ for one backslash.",
    )


def _utf8(code: int, escape: str) -> str:
    """The bytes of a Unicode character."""
    try:
        return chr(code).encode().decode("latin-1")
    except (ValueError, OverflowError):
        raise ReadError("bad backslash sequence in a string", hint=f"{escape} is no character.") from None
