"""What is printed about an error, line by line: in scripts, in sessions that are piped in, when a hook fails."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def session(text: str, *options: str) -> tuple[str, str]:
    """Output and error output of a session that is piped in."""
    command = [sys.executable, str(ROOT / "interpreter.py"), *options]
    run = subprocess.run(command, input=text.encode(), capture_output=True, check=False, timeout=120)
    return run.stdout.decode(), run.stderr.decode()


def test_a_piped_session_prints_what_the_original_would() -> None:
    text = '(libload "sn28/sn28" t)\n(ensemble "a" 3)\n(alloc-nett 3)\n(print 1)\n'
    out, err = session(text)
    assert out.endswith("1\n")
    assert err == (
        '\n*** ensemble : a set begins and ends with the number of a pattern : "a"\n'
        "\n*** eval : not a function call : (alloc-nett 3)\n"
    )


def test_a_file_that_a_piped_session_loads_is_named(tmp_path: Path) -> None:
    (tmp_path / "wrong.sn").write_text("\n(car 3)")
    assert f"\n{tmp_path / 'wrong.sn'}:2:1\n" in session(f'(load "{tmp_path / "wrong"}")')[1]


def test_the_message_of_an_action_that_fails_is_the_only_one() -> None:
    """In the lines of the original, that is."""
    out, err = session("(on-error (car 5) (cdr 6))\n(print 2)\n")
    assert (out, err) == ("\n\a*** car : not a list : 5\n2\n", "")


def test_a_script_is_told_what_its_action_was_for(tmp_path: Path) -> None:
    (tmp_path / "wrong.sn").write_text("(on-error (car 5) (cdr 6))")
    command = [sys.executable, str(ROOT / "interpreter.py"), "wrong.sn"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert run.stdout == "\n\a*** car : not a list : 5\n"
    assert run.stderr.splitlines()[0].endswith("wrong.sn:1:11")
    assert run.stderr.splitlines()[-1] == "This went wrong in an action or a hook after: cdr : not a list : 6"
