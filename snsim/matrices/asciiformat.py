"""The ASCII matrix format of SN (language.md, 11.7): ``.MAT n d1 ... dn``, then the numbers, separated by blanks.

One number a line is written: with four decimals where these give the number back, else with all its digits (the
original always writes four, and loses the rest). Any layout and number syntax is read. Such matrices load as doubles.
"""

from __future__ import annotations

import math
import re

import numpy as np

from ..lisp.numbertext import text_number
from .bytereader import CORRUPTED, FOREIGN, SHORT, ByteReader
from .constructors import MOST_DIMENSIONS
from .index import Index

MARK = b".MAT"
WORD = re.compile(rb"\S+")
CUT = re.compile(rb"\s*(?:[-+]?\d+(?:\.\d+|\.?\d*e[-+]?\d+)\r?\n)+\S+")
"""Numbers one a line, as they are written, but the last line has no end."""
DIGITS = {np.dtype(np.float32): 9}
DOUBLE_DIGITS = 17


def read_ascii(reader: ByteReader) -> Index:
    """The matrix that starts here."""
    if reader.peek(len(MARK)) != MARK:
        raise reader.error(FOREIGN, f"{MARK!r} expected here")
    reader.position += len(MARK)
    (rank,) = _dimensions(reader, 1)
    if not 0 <= rank <= MOST_DIMENSIONS:
        raise reader.error(CORRUPTED, f"0 to {MOST_DIMENSIONS} dimensions expected before, {rank} found")
    shape = _dimensions(reader, rank)
    reader.check_shape(shape)
    start = reader.position
    numbers = read_numbers(reader, math.prod(shape))
    if CUT.fullmatch(reader.data, start):
        reader.position = len(reader.data)
        raise reader.error(SHORT, "the end of the last line expected here")
    return Index(numbers.reshape(shape))


def _dimensions(reader: ByteReader, count: int) -> tuple[int, ...]:
    numbers = read_numbers(reader, count).tolist()
    if not all(number.is_integer() for number in numbers):
        raise reader.error(CORRUPTED, "whole numbers expected before")
    return tuple(map(int, numbers))


def read_numbers(reader: ByteReader, count: int) -> np.ndarray:
    """The next ``count`` numbers."""
    *words, rest = [*reader.data[reader.position :].split(None, count), b""][: count + 1]
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        numbers = _read_slowly(reader, count)
    if len(numbers) < count:
        reader.position = len(reader.data)
        raise reader.error(SHORT, f"{count} numbers expected, {len(numbers)} found")
    reader.position = len(reader.data) - len(rest)
    return np.array(numbers)


def _read_slowly(reader: ByteReader, count: int) -> list[float]:
    """Numbers in every syntax of the language; it says where one is none."""
    numbers: list[float] = []
    for match in WORD.finditer(reader.data, reader.position):
        if len(numbers) == count:
            break
        number = text_number(match[0].decode("latin-1"))
        if number is None:
            reader.position = match.start()
            raise reader.error("Cannot read a number", f"number {len(numbers) + 1} of {count} expected here")
        numbers.append(number)
    return numbers


def numbers_text(index: Index) -> bytes:
    """The numbers of a matrix, one a line, four decimals."""
    return "".join(f"{value:6.4f}\n" for value in index.values.ravel().tolist()).encode()


def _all_digits(index: Index) -> bytes:
    """The numbers of a matrix, one a line, so that they read back as they are."""
    precision = index.array.dtype.type if index.array.dtype in DIGITS else float
    digits = DIGITS.get(index.array.dtype, DOUBLE_DIGITS)

    def text(value: float) -> str:
        short = f"{value:6.4f}"
        return short if precision(short) == value else f"{value:.{digits}g}"

    return "".join(f"{text(value)}\n" for value in index.values.ravel().tolist()).encode()


def ascii_text(index: Index, short: bool = False) -> bytes:
    """The bytes of the file; ``short``: four decimals and no more, as the original."""
    shape = index.array.shape
    header = " ".join([MARK.decode(), *map(str, (len(shape), *shape))])
    return f"{header}\n".encode() + (numbers_text(index) if short else _all_digits(index))
