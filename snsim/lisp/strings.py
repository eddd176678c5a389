"""Strings: joining, cutting, searching, changing case, codes (language.md, 7).

Strings and numbers come in; strings, numbers and lists of codes go out. Positions count from 1, lengths are bytes.
Only ASCII letters have case and only ASCII prints, as in the original without a locale.
"""

from __future__ import annotations

from typing import Any

from .arguments import MISSING, elements, integer, number, string
from .errors import LispError
from .functions import builtin
from .numbertext import number_text, text_number
from .values import Symbol, make_list, truth

BLANKS = " \t\n\r\f\v"
LONGEST = 2**30  # bytes of a string


def _at_least(bound: int, value: Any) -> int:
    """A position or length that may not be below its bound."""
    result = integer(value)
    if result < bound:
        raise LispError("Argument out of range", value)
    return result


@builtin("concat")
def concat(*strings: Any) -> str:
    pieces = [string(piece) for piece in strings]
    if sum(map(len, pieces)) > LONGEST:
        raise LispError("too long string", hint=f"A string holds at most {LONGEST} bytes.")
    return "".join(pieces)


@builtin("len")
def length(text: Any) -> float:
    return float(len(string(text)))


@builtin("left")
def left(text: Any, n: Any) -> str:
    return string(text)[: _at_least(0, n)]


@builtin("right")
def right(text: Any, n: Any) -> str:
    text = string(text)
    return text[max(len(text) - _at_least(0, n), 0) :]


@builtin("mid")
def middle(text: Any, n: Any, size: Any = MISSING) -> str:
    """From position n, ``size`` bytes or to the end."""
    start = _at_least(1, n) - 1
    end = None if size is MISSING else start + _at_least(0, size)
    return string(text)[start:end]


@builtin("strins")
def insert(text: Any, n: Any, inserted: Any) -> str:
    """Insert after n bytes."""
    text, place = string(text), _at_least(0, n)
    return text[:place] + string(inserted) + text[place:]


@builtin("strdel")
def delete(text: Any, n: Any, size: Any = MISSING) -> str:
    """Delete from position n, ``size`` bytes or to the end."""
    text, start = string(text), _at_least(1, n) - 1
    return text[:start] + ("" if size is MISSING else text[start + _at_least(0, size) :])


@builtin("index")
def index(wanted: Any, text: Any, start: Any = 1.0) -> float | None:
    """The first position, at or after a start, where a string occurs in a text."""
    place = string(text).find(string(wanted), max(integer(start) - 1, 0))
    return None if place < 0 else place + 1.0


@builtin("strsubst")
def substitute(text: Any, old: Any, new: Any) -> str:
    text, old, new = string(text), string(old), string(new)
    return text.replace(old, new) if old else text


@builtin("upcase")
def upcase(text: Any) -> str:
    return string(text).encode("latin-1").upper().decode("latin-1")


@builtin("downcase")
def downcase(text: Any) -> str:
    return string(text).encode("latin-1").lower().decode("latin-1")


@builtin("upcase1")
def upcase_first(text: Any) -> str:
    return upcase(string(text)[:1]) + text[1:]


@builtin("strip")
def strip(text: Any) -> str:
    """Without the spaces (only spaces) at both ends."""
    return string(text).strip(" ")


@builtin("stripl")
def strip_left(text: Any) -> str:
    return string(text).lstrip(" ")


@builtin("stripr")
def strip_right(text: Any) -> str:
    return string(text).rstrip(" ")


@builtin("val")
def value(text: Any) -> float | None:
    """The number a text denotes, if all of it does."""
    return text_number(string(text).strip(BLANKS))


@builtin("str")
def text_of(x: Any) -> str:
    return number_text(number(x))


@builtin("strhex")
def hexadecimal(n: Any) -> str:
    """As 32 bits."""
    bits = integer(n) & 0xFFFFFFFF
    return f"0x{bits:x}" if bits else "0"


@builtin("asc")
def code(text: Any) -> float:
    """The code of the first byte."""
    if not string(text):
        raise LispError("Empty string", text)
    return float(ord(text[0]))


@builtin("chr")
def character(n: Any) -> str:
    """The string of one byte; byte 0 ends a string before it begins."""
    byte = integer(n)
    if not 0 <= byte <= 255:
        raise LispError("Out of range", n)
    return chr(byte) if byte else ""


@builtin("explode-bytes")
def explode_bytes(text: Any) -> Any:
    return make_list(float(ord(byte)) for byte in string(text))


@builtin("implode-bytes")
def implode_bytes(codes: Any) -> str:
    return "".join(map(character, elements(codes)))


@builtin("explode-chars")
def explode_characters(text: Any) -> Any:
    """The codes of the characters the bytes encode in UTF-8; of the bytes, where they do not."""
    octets = string(text).encode("latin-1")
    try:
        characters = octets.decode("utf-8")
    except UnicodeDecodeError:
        characters = text
    return make_list(float(ord(each)) for each in characters)


@builtin("implode-chars")
def implode_characters(codes: Any) -> str:
    """The bytes that encode characters in UTF-8."""
    return "".join(map(_utf8, elements(codes)))


def _utf8(n: Any) -> str:
    try:
        return chr(integer(n)).encode("utf-8").decode("latin-1")
    except (ValueError, OverflowError):
        raise LispError("Out of range", n) from None


@builtin("isprint")
def is_printable(text: Any) -> Symbol | None:
    return truth(string(text) != "" and all(" " <= byte <= "~" for byte in text))
