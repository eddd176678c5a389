"""Runs the transcripts of the manual: what follows a form has to be what the prompt would show.

Forms after which nothing is shown may give anything. ``...`` stands for any text.
"""

import re
from collections.abc import Iterator

from snsim.lisp.console import StringOutput
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import CONSOLE, Source
from snsim.streams.loading import value_reporter
from snsim.toplevel.recovery import recover


def steps(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The forms of a transcript, each with the lines that follow it."""
    form: list[str] = []
    shown: list[str] = []
    for line in lines:
        if line.startswith("? "):
            if form:
                yield "\n".join(form), shown
            form, shown = [line[2:]], []
        elif line.startswith("  ") and not shown:
            form.append(line)
        else:
            shown.append(line)
    if form:
        yield "\n".join(form), shown


def run(lisp: Interpreter, lines: list[str]) -> list[str]:
    """The differences between what is shown and what happens."""
    faults = []
    for form, shown in steps(lines):
        happened = evaluate(lisp, form)
        if shown and not alike("\n".join(shown), happened):
            faults.append(f"? {form}\nexpected {shown}\nhappened {happened.splitlines()}")
    return faults


def alike(shown: str, happened: str) -> bool:
    pattern = ".*".join(map(re.escape, shown.split("...")))
    return re.fullmatch(pattern, happened, re.DOTALL) is not None


def evaluate(lisp: Interpreter, text: str) -> str:
    """What the prompt would show for the forms of a text, without warnings."""
    output = lisp.console_output = lisp.error_output = lisp.output = StringOutput()  # type: ignore[assignment]
    source = Source(text + "\n", CONSOLE)
    mark = len(lisp.trail)
    report = value_reporter(lisp, output)
    with lisp.reading(source):
        try:
            while (form := lisp.reader.read(source)) is not END_OF_TEXT:
                lisp.discarding = False
                output.column = 0
                value = lisp.eval(form)
                if form is not None:
                    report(value)
        except LispError as error:
            recover(lisp, error, mark, interactive=False)
    shown = re.sub(r"\n?\a\*\*\* ", "*** ", output.text)
    return "\n".join(line.rstrip() for line in shown.rstrip("\n").split("\n") if not line.startswith("+++ "))
