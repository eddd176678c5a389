"""Matrix files as Lisp sees them: ``load-matrix save-matrix save-ascii-matrix map-matrix`` and data without a header
(language.md, 11.7). A file is given by name or by an open descriptor; the formats have modules of their own.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.arguments import MISSING, integer, symbol
from ..lisp.errors import LispError
from ..lisp.functions import builtin, special
from ..lisp.source import Source
from ..lisp.values import Cons
from ..streams.filestreams import FileInput, FileOutput
from ..streams.host import host_failures, to_host
from ..streams.redirection import open_input, open_output, output_name
from ..streams.savedfiles import replace_file
from ..streams.searchpath import look_for
from .asciiformat import MARK, ascii_text, numbers_text, read_ascii, read_numbers
from .binaryformat import binary_text, byte_order, read_binary, read_header
from .bytereader import FOREIGN, ByteReader
from .celltypes import FLOAT, PACKED, CellType
from .copying import copy_matrix
from .idxformat import is_idx, read_idx
from .index import Index, index_argument, matrix_argument
from .storage import Storage
from .storages import storage_argument

if TYPE_CHECKING:
    from ..lisp.compiler.compiler import Compiler
    from ..lisp.interpreter import Interpreter

SUFFIX = "mat"
HEADER = 64  # no header of a binary file is longer


def read_any(reader: ByteReader) -> Index:
    """The matrix that starts here, in whichever format."""
    start = reader.peek(4)
    if byte_order(start):
        return read_binary(reader)
    if start == MARK:
        return read_ascii(reader)
    if is_idx(start):
        return read_idx(reader)
    raise reader.error(FOREIGN, f"a binary matrix, .MAT or an IDX file expected here, {start!r} found")


def read_matrix(lisp: Interpreter, file: Any, suffix: str = SUFFIX) -> Index:
    """The matrix in a file, or the next one of a descriptor."""
    source = _source(lisp, file, suffix)
    reader = _reader(source)
    index = read_any(reader)
    source.offset += reader.position
    return index


def _source(lisp: Interpreter, file: Any, suffix: str = "") -> Source:
    if type(file) is FileInput:
        return file
    if type(file) is str:
        return open_input(lisp, file, suffix)
    raise LispError("not a string or read descriptor", file)


def _reader(source: Source) -> ByteReader:
    """The bytes of a source that are not read yet."""
    return ByteReader(source.text[source.offset :].encode("latin-1"), source.name)


def write_bytes(lisp: Interpreter, file: Any, data: bytes, suffix: str = "") -> Any:
    """Write to a file, whose name comes back, or to a descriptor, which comes back itself."""
    if type(file) is FileOutput:
        file.emit(data)
        return file
    if type(file) is not str:
        raise LispError("not a string or write descriptor", file)
    name = output_name(file, suffix)
    if name.startswith(("|", "$std")):
        output = open_output(lisp, name)
        output.emit(data)
        if type(output) is FileOutput:
            output.close()
    else:
        replace_file(name, data)
    return name


@builtin("load-matrix")
def load_matrix(lisp: Interpreter, name_or_file: Any, file: Any = MISSING) -> Index:
    """``(load-matrix file)``, or ``(load-matrix m file)``, which sets the variable m."""
    if file is MISSING:
        return read_matrix(lisp, name_or_file)
    variable, index = symbol(name_or_file), read_matrix(lisp, file)
    lisp.define(variable, index)
    return index


@special("load-matrix")
def emit_load_matrix(compiler: Compiler, form: Cons) -> str:
    """Of two arguments the first is not evaluated."""
    forms = list(form.cdr or ())
    arguments = compiler.values(forms[-1:])
    if len(forms) == 2:
        arguments.insert(0, compiler.constant(forms[0]))
    elif len(forms) != 1:
        raise LispError("incorrect number of arguments")
    return compiler.assigned(f"{compiler.constant(load_matrix)}(LISP, {', '.join(arguments)})")


@builtin("save-matrix")
def save_matrix(lisp: Interpreter, m: Any, file: Any) -> Any:
    """Binary; the name gets the suffix .mat if it has none."""
    return write_bytes(lisp, file, binary_text(_savable(m)), SUFFIX)


@builtin("save-ascii-matrix")
def save_ascii_matrix(lisp: Interpreter, m: Any, file: Any) -> Any:
    """Text: as many decimals as give the number back; in exact mode four, as in the original."""
    return write_bytes(lisp, file, ascii_text(_savable(m), lisp.options["exact"]))


def _savable(m: Any) -> Index:
    index = index_argument(m)
    if not index.type.numeric:
        raise LispError("Cannot save an index this storage", Storage.of(index))
    return index


@builtin("map-matrix", "map-pmatrix")
def map_matrix(lisp: Interpreter, file: Any) -> Index:
    """A binary file in the byte order of this machine is paged in as it is used; what is written stays in memory."""
    name = look_for(lisp, file, SUFFIX) if type(file) is str else None
    return (name and _mapped(to_host(name))) or read_matrix(lisp, file)


def _mapped(name: str) -> Index | None:
    """The matrix in a file, if memory can show it as it is."""
    with host_failures(), Path(name).open("rb") as stream:
        reader = ByteReader(stream.read(HEADER), name)
        size = stream.seek(0, os.SEEK_END)
    if not byte_order(reader.data):
        return None
    cell_type, order, shape = read_header(reader)
    reader.check_shape(shape)
    end = reader.position + math.prod(shape) * cell_type.dtype.itemsize
    if not np.dtype(f"{order}i4").isnative or end > size:
        return None
    return Index(np.memmap(name, cell_type.dtype, "c", reader.position, shape).view(np.ndarray), cell_type)


@builtin("load-matrix-into")
def load_matrix_into(lisp: Interpreter, m: Any, file: Any) -> Index:
    """Fill a matrix with the cells of a matrix file."""
    return copy_matrix(read_matrix(lisp, file), index_argument(m))


@builtin("save-flt-matrix")
def save_float_matrix(lisp: Interpreter, m: Any, file: Any) -> Any:
    """Binary, as single precision."""
    return _save_as(lisp, m, FLOAT, file)


@builtin("save-packed-matrix")
def save_packed_matrix(lisp: Interpreter, m: Any, file: Any) -> Any:
    """Binary, a byte a cell."""
    return _save_as(lisp, m, PACKED, file)


def _save_as(lisp: Interpreter, m: Any, cell_type: CellType, file: Any) -> Any:
    values = _savable(m).values
    return write_bytes(lisp, file, binary_text(Index(cell_type.cells(values), cell_type)), SUFFIX)


@builtin("storage-save")
def storage_save(lisp: Interpreter, s: Any, file: Any) -> Any:
    """The cells of a storage as they are in memory."""
    storage = storage_argument(s)
    if not storage.type.numeric:
        raise LispError("Cannot save an index this storage", storage)
    return write_bytes(lisp, file, storage.array.tobytes())


@builtin("storage-load", "storage-mmap")
def storage_load(lisp: Interpreter, s: Any, file: Any, offset: Any = 0.0) -> Storage:
    """Fill a storage with the cells in a file, from a byte on; one without cells takes as many as there are."""
    storage, source = storage_argument(s), _source(lisp, file)
    if not storage.type.numeric:
        raise LispError("not a numeric storage", storage)
    source.offset += integer(offset)
    size = storage.array.nbytes or (len(source.text) - source.offset) // storage.array.itemsize * storage.array.itemsize
    cells = _reader(source).take(size, f"cells of type {storage.type.name}")
    source.offset += len(cells)
    loaded = np.frombuffer(cells, storage.type.dtype)
    if storage.array.size:
        storage.array[...] = loaded
    else:
        storage.array = loaded.copy()
    return storage


@builtin("import-raw-matrix")
def import_raw_matrix(lisp: Interpreter, m: Any, file: Any, offset: Any = 0.0) -> Index:
    """Fill a matrix with the cells in a file, from the byte at ``offset`` on."""
    index, source = matrix_argument(m), _source(lisp, file)
    source.offset += integer(offset)
    cells = _reader(source).take(index.array.nbytes, f"cells of type {index.type.name}")
    source.offset += len(cells)
    index.array[...] = np.frombuffer(cells, index.type.dtype).reshape(index.array.shape)
    return index


@builtin("import-text-matrix")
def import_text_matrix(lisp: Interpreter, m: Any, file: Any) -> Index:
    """Fill a matrix with the numbers in a file."""
    index, source = matrix_argument(m), _source(lisp, file)
    reader = _reader(source)
    index.assign(read_numbers(reader, index.array.size).reshape(index.array.shape))
    source.offset += reader.position
    return index


@builtin("export-raw-matrix")
def export_raw_matrix(lisp: Interpreter, m: Any, file: Any) -> Any:
    """The cells as they are in memory."""
    return write_bytes(lisp, file, matrix_argument(m).array.tobytes())


@builtin("export-text-matrix")
def export_text_matrix(lisp: Interpreter, m: Any, file: Any) -> Any:
    """The numbers, one a line."""
    return write_bytes(lisp, file, numbers_text(matrix_argument(m)))
