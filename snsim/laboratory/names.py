"""The laboratory in Lisp: ``setting record experiment run-seed sweep``.

    (setting eps 0.1 "the learning rate")   a variable that --set eps=... may change
    (record 'test-misses n)                 a number, string, list of numbers or matrix, for the record of the run
    (sweep "script.sn" (range 1 10) '((eps 0.1 0.2)))   runs the script from every seed with all these settings
    run-seed                                the seed of this run; ``rand`` starts from it

In a script that is simply run, settings have their defaults and results are noted for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from snsim.lisp.arguments import integer, python_list, string
from snsim.lisp.errors import LispError
from snsim.lisp.functions import DX, DY
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import LOCKED, Cons, Form, Symbol, make_list
from snsim.streams.filestreams import FileInput
from snsim.streams.host import to_host
from snsim.streams.searchpath import PROGRAM_SUFFIXES, look_for

from .declaration import declaration
from .errors import LaboratoryError
from .job import Runner, Value, jobs_of
from .notebook import notebook, plain_setting

RUNNER = "runner"  # in the interpreter's state
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def setting(lisp: Interpreter, form: Cons) -> Any:
    """``(setting name default ["meaning"])``: the name is not evaluated; the value."""
    parts = list(form.cdr or ())
    if len(parts) not in (2, 3) or not isinstance(parts[0], Symbol):
        raise LispError("a setting has a name and a default", form, hint='(setting eps 0.1 "the learning rate")')
    return notebook(lisp).set(lisp, parts[0], lisp.eval(parts[1]))


def record(lisp: Interpreter, name: Any, value: Any) -> Any:
    """``(record name value)``: note it; the value. A later result of the same name replaces it."""
    if not isinstance(name, (Symbol, str)):
        raise LispError("not a name for a result", name, hint="Quote it: (record 'error value).")
    text = name.name if isinstance(name, Symbol) else name
    if not NAME.fullmatch(text):
        raise LispError("not a name for a result", name, hint="Use letters, digits, - and _.")
    notebook(lisp).note(text, value)
    return value


def experiment(lisp: Interpreter, form: Cons) -> Symbol:
    """``(experiment name clause...)`` (``declaration.py``): its settings become variables."""
    found = declaration(form)
    _check_arguments(lisp, form)
    notes = notebook(lisp)
    for one in found.settings:
        notes.set(lisp, lisp.intern(one.name), one.default)
    notes.check_given()
    return lisp.intern(found.name)


def _check_arguments(lisp: Interpreter, form: Cons) -> None:
    """A script that declares its settings has no other options: an error if there are some on the command line."""
    argv = lisp.global_value("argv")
    script, *others = list(argv) if isinstance(argv, Cons) else [None]
    if isinstance(script, str) and others and isinstance(form, Form) and _stem(form.place.source.name) == _stem(script):
        hint = f"Settings are given so: snsim run {script} --set NAME=VALUE"
        raise LispError("an experiment takes no arguments", others[0], hint=hint)


def _stem(name: str) -> str:
    return Path(name).stem


def sweep(lisp: Interpreter, script: Any, seeds: Any, settings: Any = None) -> Any:
    """``(sweep script seeds [settings])``: run it from every seed; settings are lists of a name and values to try.

    Prints the summary; returns for each run a list of ``(name value)``: seed, settings, results that are numbers.
    """
    from .sweep import Sweep  # noqa: PLC0415  (brings multiprocessing)

    name = string(script)
    found = look_for(lisp, name, PROGRAM_SUFFIXES)
    if found is None:
        raise LispError("no such script", script, hint=f"Looked in {', '.join(lisp.path)}.")
    numbers = [integer(seed) for seed in python_list(seeds)]
    if not numbers or min(numbers) < 0:
        raise LispError("a list of seeds is wanted, none below zero", seeds, hint="(range 1 10), for instance.")
    grid = _grid(settings)
    jobs = jobs_of(to_host(found), FileInput(found).text, numbers, grid, bool(lisp.options["exact"]))
    try:
        done = Sweep(lisp.state[RUNNER](), quiet=not lisp.options["messages"]).run(jobs)
    except LaboratoryError as error:
        raise LispError(error.message, hint=error.hint or None) from None
    if lisp.options["messages"]:
        lisp.output.write(done.table())
    if done.interrupted:
        raise KeyboardInterrupt
    return make_list(_row(lisp, row) for row in done.rows())


def _grid(settings: Any) -> dict[str, list[Value]]:
    grid: dict[str, list[Value]] = {}
    for item in python_list(settings):
        if not isinstance(item, Cons) or not isinstance(item.car, Symbol) or item.cdr is None:
            raise LispError("settings are lists of a name and values", item, hint="'((eps 0.1 0.2) (passes 3))")
        grid[item.car.name] = [plain_setting(value) for value in python_list(item.cdr)]
    return grid


def _row(lisp: Interpreter, row: dict[str, Value]) -> Any:
    return make_list(make_list([lisp.intern(name), value]) for name, value in row.items())


FORMS: dict[str, Callable[..., Any]] = {"setting": setting, "experiment": experiment}
FUNCTIONS: dict[str, Callable[..., Any]] = {"record": record, "sweep": sweep}


def install_laboratory(lisp: Interpreter, runner: Callable[[], Runner]) -> None:
    """Define the names; ``runner`` tells how a worker runs a job, when that is wanted."""
    lisp.state[RUNNER] = runner
    for name, run in FORMS.items():
        form = DY(name)
        form.run = run
        lisp.set_global(name, form, LOCKED)
    for name, function in FUNCTIONS.items():
        lisp.set_global(name, DX(name, function), LOCKED)
    lisp.set_global("run-seed", 1.0)
