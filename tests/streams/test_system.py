"""The system around the program."""

from __future__ import annotations

import io
import os
import re
import time
from types import SimpleNamespace

import pytest

from snsim.streams import system


@pytest.fixture
def lisp():
    return SimpleNamespace(output=io.StringIO())


def test_commands_return_the_wait_status(lisp):
    assert (system.run_command(lisp, "true"), system.run_command(lisp, "exit 3")) == (0.0, 768.0)


def test_environment(monkeypatch):
    monkeypatch.setenv("SNSIM_TEST", "\xe9t\xe9")
    assert system.environment_variable("SNSIM_TEST") == "\xc3\xa9t\xc3\xa9"
    assert system.environment_variable("SNSIM_NO_SUCH_VARIABLE") == ""


def test_clock():
    assert re.fullmatch(r"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}", system.clock_text())


def test_sleep_waits_and_returns_its_argument(lisp):
    begin = time.monotonic()
    assert system.sleep(lisp, 0.02) == 0.02
    assert time.monotonic() - begin >= 0.02
    assert system.sleep(lisp, -1.0) == -1.0


def test_beep(lisp):
    assert system.beep(lisp) == "beep"
    assert lisp.output.getvalue() == "\a"


def test_process():
    assert system.process_number() == os.getpid()
    assert system.user_number() == os.getuid()
    assert system.user_name()
