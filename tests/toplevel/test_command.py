"""The command line: scripts, exit statuses, reports, the loop on a pipe."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import snsim
from snsim.lisp.functions import BUILTINS, DX
from snsim.toplevel.command import main

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, str(ROOT / "interpreter.py")]


def run_command(*arguments: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=text.encode("latin-1"),
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def script(tmp_path: Path, text: str) -> str:
    file = tmp_path / "script.sn"
    file.write_text(text, encoding="latin-1")
    return str(file)


def status_of(arguments: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[int, str, str]:
    """Run in this process; status, output, error output."""
    status = main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    out, err = capfdbinary.readouterr()
    return status, out.decode("latin-1"), err.decode("latin-1")


def test_script(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = script(tmp_path, '(printf "%l\\n" (cdr argv)) \'silent (printf "\\xe9\\n")')
    assert status_of([file, "a", "-i"], capfdbinary) == (0, '("a" "-i")\n\xe9\n', "")


def test_error_in_a_script(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = script(tmp_path, "(print 1)\n(let ((x 3))\n\t(car x))\n(print 2)\n")
    status, out, err = status_of([file], capfdbinary)
    assert (status, out) == (1, "1\n")
    assert err == f"\n*** car : not a list : 3\n{file}:3:2\n    \t(car x))\n    \t^\n"


def test_error_with_a_hint(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = script(tmp_path, "(prnt 3)")
    _, _, err = status_of([file], capfdbinary)
    assert err.endswith("*** eval : not a function call : (prnt 3)\n" f"{file}:1:1\n    (prnt 3)\n    ^\n"
                        "There is no function prnt; did you mean print?\n")  # fmt: skip


def test_unfinished_expression(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, _, err = status_of([script(tmp_path, "(print 1)\n(de f (x)\n  (car x)\n")], capfdbinary)
    assert status == 1
    assert "*** read : end of file\n" in err
    assert "script.sn:2:1\n    (de f (x)\n    ^\n" in err


@pytest.mark.parametrize(("text", "status"), [("(exit 3)", 3), ("(exit)", 0), ("(exit 0) (car 1)", 0), ("", 0)])
def test_exit_status(text: str, status: int, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert status_of([script(tmp_path, text)], capfdbinary)[0] == status


def test_missing_file(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, _, err = status_of(["no-such-file.sn"], capfdbinary)
    assert status == 10
    assert err.startswith("snsim: file not found: no-such-file.sn (looked in .")
    assert status_of(["./no-such-file"], capfdbinary) == (10, "", "snsim: file not found: ./no-such-file\n")


def test_options(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for arguments in (["--help"], ["-h"], ["--exact", "--help"]):
        assert status_of(arguments, capfdbinary)[1].startswith("usage: snsim [--exact]")
    for arguments in (["--version"], ["--quiet", "--version"]):
        assert status_of(arguments, capfdbinary) == (0, f"snsim {snsim.__version__}\n", "")
    status, out, err = status_of(["-i", "--wrong"], capfdbinary)
    assert (status, out) == (2, "")
    assert err.startswith("snsim: unknown option --wrong\n\nusage: snsim")


def test_arguments(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = script(tmp_path, "(print argv)")
    assert status_of(["--quiet", file, "--help", "2"], capfdbinary) == (0, f'("{file}" "--help" "2")\n', "")
    assert run_command(text="(print argv)").stdout == b"()\n"


def test_nets_and_scripts_are_found(tmp_path: Path) -> None:
    """Those of the checkout, and what lies beside the script."""
    (tmp_path / "beside.sn").write_text("(setq :x 5)")
    (tmp_path / "script.sn").write_text('(load "beside") (print x (filepath "docs/design.md"))')
    run = run_command(str(tmp_path / "script.sn"))
    assert run.stdout.decode() == f'5 "{ROOT / "docs" / "design.md"}"\n'
    assert str(ROOT / "snsim" / "library") in run_command(text="(print (path))").stdout.decode()


def test_loop_on_a_pipe_is_silent_without_i() -> None:
    run = run_command(text="(setq :x 3)\n(print :x)\n(car 3)\n(print 4)\n")
    assert run.stdout.decode() == "3\n4\n"
    assert run.stderr.decode() == "\n*** car : not a list : 3\n"
    assert run.returncode == 0


def test_loop_after_a_script(tmp_path: Path) -> None:
    run = run_command("--quiet", "-i", script(tmp_path, "(setq :x 3)"), text=":x (+ :x\n1)\n'(a\n b)")
    assert run.stdout.decode() == "? = 3\n  = 4\n?   = (a b)\n? "


def test_programs_read_from_the_console() -> None:
    run = run_command("--quiet", "-i", text='(read-string)\n(read)\n foo bar\n(ask "sure")\ny\n')
    assert run.stdout.decode() == '? = ""\n? > = foo\n= ()\n? \nsure [y/N] ?= t\n? '


def test_hooks_and_actions(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    text = "(on-error (print 'cleaning x) (let ((x 5)) (car 3)))"
    assert status_of([script(tmp_path, text)], capfdbinary)[1] == "cleaning 5\n"
    text = "(let ((debug-hook (lambda () (print 'mine (errname))))) (car 3))"
    status, out, err = status_of([script(tmp_path, text)], capfdbinary)
    assert (status, out, err) == (1, 'mine "car : not a list : 3"\n', "")


def test_endless_recursion(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for body in ("(1+ (f n))", "(1+ (apply 'f (list n)))", "(mapcar 'f '(1 2))", "(eval '(f (car (list n))))"):
        status, _, err = status_of([script(tmp_path, f"(de f (n) {body}) (f 1)")], capfdbinary)
        assert status == 1
        assert " : too deep recursion\n" in err


def test_faults_of_ours(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_value: object) -> object:
        raise ValueError("oops")

    monkeypatch.setitem(BUILTINS, "broken", DX("broken", broken))
    monkeypatch.delenv("SNSIM_DEBUG", raising=False)
    file = script(tmp_path, "(print 1)\n(broken 2)")
    status, _, err = status_of([file], capfdbinary)
    assert status == 1
    assert "*** broken : internal error: ValueError: oops\n" in err
    assert f"{file}:2:1" in err
    assert "Traceback" not in err
    monkeypatch.setenv("SNSIM_DEBUG", "1")
    assert "Traceback" in status_of([file], capfdbinary)[2]


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    file = script(tmp_path, "(for (i 1 100000) (print i))")
    run = subprocess.run(f"{' '.join(COMMAND)} {file} | head -1", shell=True, capture_output=True, check=False)
    assert run.stdout == b"1\n"
    assert run.stderr == b""


def test_interrupted_script(tmp_path: Path) -> None:
    file = script(tmp_path, '(printf "ready\\n") (flush)\n(while t\n  (1+ 2))')
    process = subprocess.Popen([*COMMAND, file], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b" : Break\n" in err
    assert b"script.sn:" in err


def test_interrupted_loop() -> None:
    process = subprocess.Popen(
        [*COMMAND, "--quiet", "-i"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'(let ((x 3)) (printf "ready\\n") (flush) (while t (1+ x)))\n')
    process.stdin.flush()
    assert process.stdout.readline() == b"? ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(b"(+ 1 2)\nx\n", timeout=20)
    assert b" : Break\n" in out
    assert out.endswith(b"? = 3\n? = ()\n? ")


def test_interrupted_while_loading() -> None:
    """Ctrl-C during an import ends the process; afterwards it is Python's again."""
    program = """if True:
        import os, signal
        from snsim.toplevel.command import _ends_at_once
        with _ends_at_once():
            pass
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            print("raised", flush=True)
        with _ends_at_once():
            os.kill(os.getpid(), signal.SIGINT)
    """
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (-signal.SIGINT, b"raised\n", b"")


UNSET = "(de f () (when trace (print trace)) (+ 1 (or offset 1)))\n(print (f) (f))\n(print trace)\n"


def test_a_variable_without_value_is_told_once(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = script(tmp_path, UNSET)
    status, out, err = status_of([file], capfdbinary)
    assert (status, out) == (0, "2 2\n()\n")
    assert [line for line in err.splitlines() if "<trace>" in line] == [
        f"+++ Warning: {file}:1:10: <trace> has no value, () is taken."
    ]
    assert f"{file}:1:42: <offset> has no value, () is taken.\n" in err


def test_quiet_about_variables_without_value(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert status_of(["--quiet", script(tmp_path, UNSET)], capfdbinary) == (0, "2 2\n()\n", "")


def test_strict(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, err = status_of(["--strict", script(tmp_path, UNSET)], capfdbinary)
    assert (status, out) == (1, "")
    assert err.startswith("\n*** eval : variable without value : trace\n")


def test_the_library_may_read_what_has_no_value(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    network = "(libload \"sn28/sn28\") (alloc-net 10 20) (build-net '((input 2) (output 1)) '((input output)))"
    status, _, err = status_of(["--strict", script(tmp_path, network)], capfdbinary)
    assert status == 0
    assert "no value" not in err


@pytest.mark.parametrize(("answer", "out"), [("()", "again\ngone on\n"), ("t", "again\n")])
def test_a_break_hook_decides(answer: str, out: str, tmp_path: Path) -> None:
    """Ctrl-C in a script whose hook lets it go on, or not."""
    file = script(
        tmp_path,
        f"(setq stop () break-hook (lambda () (print 'again) (setq stop t) {answer}))"
        '(print \'ready) (flush) (while (not stop)) (printf "gone on\\n")',
    )
    process = subprocess.Popen([*COMMAND, "--quiet", file], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert rest.decode() == out
    assert process.returncode == (0 if "gone" in out else 130)
