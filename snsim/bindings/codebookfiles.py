"""Files of codebooks: ``save-codebook load-codebook`` and as text ``save-ascii-codebook load-ascii-codebook``
(sn28.md, 5.1).

Binary: int32 n, int32 d, then for each word d float32 and its label, int32; written in the byte order of this machine,
read in both. Text: n, d, then for each word its components, ``%f`` and two blanks each, and on the next line its label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.errors import LispError
from ..matrices.asciiformat import read_numbers
from ..matrices.bytereader import ByteReader
from ..matrices.celltypes import FLOAT
from ..matrices.files import write_bytes
from ..streams.filestreams import FileInput
from ..streams.redirection import open_input
from .codebookobject import GREATEST_LABEL, LONGEST_WORD, MOST_WORDS, Codebook, codebook_argument
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace

SUFFIX = "cb"
HEADER_SIZE = 8
FOREIGN = "this is not a codebook file"


def _record(length: int, order: str) -> np.dtype[Any]:
    return np.dtype([("word", f"{order}f4", (length,)), ("label", f"{order}i4")])


# ---- writing ---------------------------------------------------------------------------------------------------------


@primitive("save-codebook")
def save_codebook(workspace: Workspace, codebook: Any, file: Any) -> Any:
    """Binary; to a file, whose name gets the suffix .cb if it has none, or to an open one."""
    found = codebook_argument(codebook)
    count, length = found.words.shape
    records = np.empty(count, _record(length, "="))
    records["word"], records["label"] = found.words, found.labels
    return write_bytes(workspace.lisp, file, np.array([count, length], "=i4").tobytes() + records.tobytes(), SUFFIX)


@primitive("save-ascii-codebook")
def save_ascii_codebook(workspace: Workspace, codebook: Any, file: Any) -> Any:
    """As text; six decimals."""
    found = codebook_argument(codebook)
    lines = ["{} {}\n".format(*found.words.shape)]
    for word, label in zip(found.words.tolist(), found.labels.tolist(), strict=True):
        lines.append("".join(f"{x:f}  " for x in word) + f"\n{label}\n")
    return write_bytes(workspace.lisp, file, "".join(lines).encode("ascii"), SUFFIX)


# ---- reading ---------------------------------------------------------------------------------------------------------


@primitive("load-codebook")
def load_codebook(workspace: Workspace, file: Any) -> Codebook:
    """From a binary file, or from an open one the next codebook."""
    source, reader = _opened(workspace, file)
    header = reader.take(HEADER_SIZE, "the header of a codebook")
    order, (count, length) = _sizes(reader, header)
    record = _record(length, order)
    records = np.frombuffer(reader.take(count * record.itemsize, f"a {count}x{length} codebook"), record)
    source.offset += reader.position
    return _checked(reader, records["word"].astype(np.float32), records["label"])


@primitive("load-ascii-codebook")
def load_ascii_codebook(workspace: Workspace, file: Any) -> Codebook:
    """From a text, or from an open file the next codebook."""
    source, reader = _opened(workspace, file)
    header = read_numbers(reader, 2)
    if not _sensible(*header.tolist()) or (header % 1).any():
        raise reader.error(FOREIGN, f"a number of words and their length expected before, {header.tolist()} found")
    count, length = header.astype(int).tolist()
    numbers = read_numbers(reader, count * (length + 1)).reshape(count, length + 1)
    source.offset += reader.position
    return _checked(reader, FLOAT.cells(numbers[:, :-1]), numbers[:, -1])


def _opened(workspace: Workspace, file: Any) -> tuple[FileInput, ByteReader]:
    """A file, given by name or open, and its bytes that are not read yet."""
    source = open_input(workspace.lisp, file, SUFFIX) if type(file) is str else file
    if type(source) is not FileInput:
        raise LispError("not a string or read descriptor", file)
    return source, ByteReader(source.text[source.offset :].encode("latin-1"), source.name)


def _sensible(count: float, length: float) -> bool:
    return 0 <= count <= MOST_WORDS and 1 <= length <= LONGEST_WORD


def _sizes(reader: ByteReader, header: bytes) -> tuple[str, list[int]]:
    """The byte order and the two sizes."""
    for order in "<>":
        sizes = np.frombuffer(header, f"{order}i4").tolist()
        if _sensible(*sizes):
            return order, sizes
    raise reader.error(FOREIGN, "a number of words and their length expected before, two int32")


def _checked(reader: ByteReader, words: np.ndarray, labels: np.ndarray) -> Codebook:
    """The codebook, if these can be labels."""
    if not ((labels >= 0) & (labels <= GREATEST_LABEL) & (np.floor(labels) == labels)).all():
        raise reader.error(FOREIGN, f"a label before is not a whole number from 0 to {GREATEST_LABEL}")
    return Codebook(words, labels.astype(np.int32))
