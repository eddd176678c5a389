"""The interpreter a user gets: the language with its search path (and what later rooms add to it)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from snsim.bindings.install import install
from snsim.compiled.install import install as install_compiler
from snsim.environment.language import new_language
from snsim.laboratory.names import install_laboratory
from snsim.lisp.interpreter import Interpreter
from snsim.manual.help import install_manual
from snsim.python.words import install as install_python
from snsim.streams.host import from_host
from snsim.streams.searchpath import add_directories

from .report import tell

if TYPE_CHECKING:
    from snsim.laboratory.job import Runner

PACKAGE = Path(__file__).resolve().parent.parent


def new_interpreter(script: str | None = None) -> Interpreter:
    """An interpreter that finds the library, the nets and the scripts; those beside ``script`` first."""
    lisp = new_language()
    install(lisp)
    install_manual(lisp, new_interpreter)
    install_compiler(lisp)
    install_python(lisp)
    install_laboratory(lisp, _runner)
    near = [os.path.dirname(os.path.abspath(script))] if script and os.path.isfile(script) else []
    add_directories(lisp, [*near, *(str(directory) for directory in shared_directories())])
    lisp.library.append(from_host(str(PACKAGE / "library") + os.sep))
    lisp.tell = tell
    lisp.set_global("version", "snsim")
    lisp.set_global("lushdir", from_host(str(PACKAGE.parent)))
    return lisp


def shared_directories() -> list[Path]:
    """The library, then nets and scripts (the checkout's, or those installed), as ``nets/zip1989`` or ``zip1989``."""
    share = PACKAGE / "share"
    base = share if share.is_dir() else PACKAGE.parent
    return [PACKAGE / "library", base, *(base / name for name in ("nets", "scripts") if (base / name).is_dir())]


def _runner() -> Runner:
    from .jobs import RUNNER  # noqa: PLC0415  (which makes interpreters itself)

    return RUNNER
