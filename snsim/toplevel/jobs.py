"""Running a script as a job: in an interpreter of its own, its output caught, what it found handed back.

``RUNNER`` is what the laboratory gets. Everything here works the same in this process, in a worker process, and in a
worker on another machine.
"""

from __future__ import annotations

import hashlib
import platform
import time
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from snsim import __version__
from snsim.bindings.digits import LOADED
from snsim.kernels.fields import W_VAL
from snsim.laboratory.errors import WrongSetting
from snsim.laboratory.job import FAILED, FINISHED, INTERRUPTED, REFUSED, Job, Outcome, Runner
from snsim.laboratory.notebook import KEY, Notebook
from snsim.lisp.console import ConsoleOutput
from snsim.lisp.errors import Exit, LispError
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.source import Source
from snsim.lisp.values import make_list
from snsim.streams.host import from_host, to_host
from snsim.streams.loading import run
from snsim.streams.searchpath import FOUND

from .report import make_report, show
from .session import PACKAGE, new_interpreter, shared_directories

LIBRARIES = ("numpy", "numba", "llvmlite", "lark")


class Caught(ConsoleOutput):
    """The console of a job: kept for its log, and passed on where someone watches."""

    def __init__(self, echo: bool = False, to_error: bool = False):
        super().__init__(to_error)
        self.pieces: list[bytes] = []
        self.echo = echo

    def emit(self, data: bytes) -> None:
        self.pieces.append(data)
        if self.echo:
            super().emit(data)

    def flush(self) -> None:
        if self.echo:
            super().flush()


def run_job(job: Job, echo: bool = False) -> Outcome:
    """Run a job; a mistake in the script is an outcome, too, and so is Ctrl-C."""
    began, started = time.perf_counter(), datetime.now().isoformat(timespec="seconds")
    lisp = new_interpreter(job.script)
    output, complaints = Caught(echo), Caught(echo, to_error=True)
    complaints.pieces = output.pieces
    lisp.output = lisp.console_output = output
    lisp.error_output = complaints
    lisp.options |= {"exact": job.exact, "quiet": True, "messages": echo}
    notes = lisp.state[KEY] = Notebook(dict(job.given), job.seed)
    lisp.set_global("run-seed", float(job.seed))
    lisp.set_global("argv", make_list([from_host(job.script)]))
    lisp.random.seed(job.seed)
    status, error = _evaluate(lisp, job, notes)
    return Outcome(
        status=status,
        settings=notes.settings,
        defaults=notes.defaults,
        results=notes.results,
        arrays=notes.arrays,
        weights=_weights(lisp),
        data=[
            {"call": call, "origin": origin, "digest": digest}
            for call, (origin, digest) in lisp.state.get(LOADED, {}).items()
        ],
        files={name: file_digest(name) for name in map(_file_name, lisp.state.get(FOUND, {}))},
        machine=_machine(),
        log=b"".join(output.pieces).decode("latin-1"),
        error=error,
        started=started,
        seconds=round(time.perf_counter() - began, 3),
    )


def _evaluate(lisp: Interpreter, job: Job, notes: Notebook) -> tuple[str, str]:
    """Evaluate the script; how it ended, and the message of the error that ended it."""
    complete = False
    try:
        run(lisp, Source(job.text, from_host(job.script)))
        complete = True
        notes.check_given()
    except Exit as leaving:
        return (FAILED, f"the script left with status {leaving.status}") if leaving.status else (FINISHED, "")
    except (Exception, KeyboardInterrupt) as error:
        report = make_report(lisp, error)
        show(lisp, report)
        message = ". ".join(filter(None, (report.message, report.hint)))
        if isinstance(error, WrongSetting) and not complete:
            return REFUSED, message
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else FAILED, message
    return FINISHED, ""


def _weights(lisp: Interpreter) -> np.ndarray:
    """The weights of the network, if the script made one."""
    workspace = getattr(lisp, "workspace", None)
    if workspace is None:
        return np.zeros(0, np.float32)
    network = workspace.network
    return network.weights[W_VAL, : network.wnum].copy()


def _machine() -> dict[str, str]:
    """Versions, processor and system."""
    found = {"snsim": __version__, "python": platform.python_version(), "processor": _processor()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found | {"system": f"{platform.system()} {platform.machine()}"}


def _processor() -> str:
    """The name of the processor, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _file_name(found: str) -> str:
    """A file as the record of a run names it: one of the package from its root, so that other machines know it."""
    path = Path(to_host(found))
    for root in (PACKAGE, *shared_directories()):
        if path.is_relative_to(root):
            return f"snsim:{path.relative_to(root)}"
    return str(path)


def file_digest(name: str) -> str:
    """The sha256 of a file as ``_file_name`` names it; empty if it cannot be read."""
    inside = name.removeprefix("snsim:")
    roots = (PACKAGE, *shared_directories()) if inside != name else (Path(),)
    for root in roots:
        try:
            return hashlib.sha256((root / inside).read_bytes()).hexdigest()
        except OSError:
            continue
    return ""


def data_digest(call: str) -> str:
    """The digest of the digits that a call loads; empty if it loads none."""
    lisp = new_interpreter()
    lisp.options |= {"quiet": True, "messages": False}
    try:
        lisp.eval_text(call)
    except LispError:
        return ""
    return next((str(digest) for _, digest in lisp.state.get(LOADED, {}).values()), "")


RUNNER = Runner(run_job, file_digest, data_digest)
