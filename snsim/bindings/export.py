"""Taking the net out of here: ``export-c export-onnx``."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snsim import __version__

from ..deployment.chain import Chain, make_chain
from ..deployment.csource import c_source
from ..deployment.errors import ExportError
from ..deployment.onnxmodel import onnx_model
from ..lisp.arguments import MISSING, string
from ..lisp.errors import LispError
from ..streams.host import host_failures, to_host
from ..streams.redirection import output_name
from .netenvreader import Interpreted
from .primitives import primitive
from .sweeptask import network_layers

if TYPE_CHECKING:
    from .workspace import Workspace


@primitive("export-c")
def export_c(workspace: Workspace, file: Any, name: Any = MISSING) -> str:
    """``(export-c file [name])``: the net as one C file with its weights; ``name`` begins its functions (default: that
    of the file). The file's name, with ``.c`` unless it has a suffix."""
    path = output_name(string(file), "c")
    stem = re.sub(r"\W", "_", Path(to_host(path)).stem, flags=re.ASCII)
    chosen = (stem if not stem[:1].isdigit() else f"net_{stem}") if name is MISSING else string(name)
    try:
        text = c_source(_chain(workspace), chosen, __version__)
    except ExportError as error:
        raise _lisp_error(error) from None
    _write(path, text.encode())
    return path


@primitive("export-onnx")
def export_onnx(workspace: Workspace, file: Any) -> str:
    """``(export-onnx file)``: the net as an ONNX model, ``pattern`` (n, inputs) to ``answer`` (n, outputs)."""
    path = output_name(string(file), "onnx")
    try:
        model = onnx_model(_chain(workspace), Path(to_host(path)).stem, __version__)
    except ExportError as error:
        raise _lisp_error(error) from None
    _write(path, model)
    return path


def _chain(workspace: Workspace) -> Chain:
    """The net as it is now."""
    try:
        layers, functions = network_layers(workspace)
    except Interpreted as reason:
        raise ExportError(f"no network to export: {reason}") from None
    return make_chain(workspace.network, layers, [f for f, _, _ in functions])


def _lisp_error(error: ExportError) -> LispError:
    return LispError(error.message, hint=error.hint or None)


def _write(path: str, data: bytes) -> None:
    """Write a file, under another name first."""
    target = Path(to_host(path))
    with host_failures():
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=target.name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            umask = os.umask(0)
            os.umask(umask)
            Path(scratch).chmod(0o666 & ~umask)
            Path(scratch).replace(target)
        except BaseException:
            Path(scratch).unlink()
            raise
