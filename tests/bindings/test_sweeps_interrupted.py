"""Ctrl-C in the middle of a sweep, as a user at a shell sees it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, str(ROOT / "interpreter.py"), "--quiet"]
NET = """
(libload "sn28/sn28ite")
(setq :net (lambda ()
  (alloc-net 900 60000)
  (build-net '((input 256) (hidden 100) (output 10)) '((input hidden) (hidden output)))
  (seed 1) (forget-sqrt 1) (epsi 0.01) ))
(net) (generate-digits 40 20) (ensemble 0 39) (sweep-prepare)
(de ready () (printf "ready\\n") (flush))
(de all-weights () (let ((w (weight-to-matrix))) (all ((i (range 0 (1- wnum)))) (w i))))
"""
ENDLESS = {
    "learn": "(learn 1000000000)",
    "learn-cycle": "(learn-cycle 100000000)",
    "performance": "(while t (performance 0 59))",
    "outputs": "(while t (pattern-outputs 0 59))",
    "interpreted": "(setq disp-basic-iteration disp-user) (learn 1000000000)",
}
MOMENT = 0.3  # seconds of sweeping before Ctrl-C
SOON = 5  # seconds within which it must have stopped


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def interrupted(process: subprocess.Popen[bytes], text: bytes = b"") -> tuple[str, str]:
    """Ctrl-C a moment after it says that it is ready; then what it is told, and what it answers."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.endswith(b"ready\n"):
            break
    time.sleep(MOMENT)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(text, timeout=60)
    assert time.monotonic() - began < SOON
    assert b"Traceback" not in err
    assert b"internal error" not in err
    return out.decode(), err.decode()


@pytest.mark.parametrize(("sweep", "options"), [*((sweep, ()) for sweep in ENDLESS), ("learn", ("--exact",))])
def test_script(sweep: str, options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "endless.sn").write_text(f'{NET}(ready)\n{ENDLESS[sweep]}\n(print "not reached")\n')
    process = started(*options, str(tmp_path / "endless.sn"))
    out, err = interrupted(process)
    assert process.returncode == 130
    assert out == ""
    assert " : Break\n" in err
    assert "^\n" in err


AFTER = b"""(printf "age %d\\n" age)
(setq :stopped age :pattern current-pattern :kept (all-weights)) (net)
(when (> stopped 0) (learn stopped))
(printf "%l %l %l\\n" (= stopped age) (= pattern current-pattern) (= kept (all-weights)))
(learn 3)
(printf "age %d\\n" (- age stopped))
"""


def test_session() -> None:
    """The prompt comes back; weights and age are those of a sweep that was as long."""
    process = started("-i", "--exact")
    assert process.stdin is not None
    process.stdin.write(f"{NET}\n(progn (ready) (learn 1000000000))\n".encode())
    process.stdin.flush()
    out, err = interrupted(process, AFTER)
    assert process.returncode == 0
    assert "*** sweep-train : Break\n" in err
    told = [line.removeprefix("? ") for line in out.splitlines()]
    ages = [line for line in told if line.startswith("age ")]
    assert int(ages[0].split()[1]) > 0
    assert "t t t" in told
    assert ages[1] == "age 3"


def test_session_in_the_default_way() -> None:
    """Age counts the presentations done, weights are finite, and learning goes on."""
    process = started("-i")
    assert process.stdin is not None
    process.stdin.write(f"{NET}\n(progn (ready) (learn 1000000000))\n".encode())
    process.stdin.flush()
    out, _ = interrupted(
        process,
        b'(setq :stopped age) (printf "%l %l\\n" (> age 0) (= current-pattern (mod age 40)))\n'
        b'(learn 5) (printf "%d %l\\n" (- age stopped) (< (performance 0 39) 1))\n',
    )
    assert "t t" in out
    assert "5 t" in out
