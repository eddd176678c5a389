"""What may be wrong with files and streams: one sentence that says so, a status, and never a Python traceback."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = shlex.join([sys.executable, str(ROOT / "interpreter.py")])


def shell(command: str, directory: Path) -> tuple[int, str, str]:
    """Run a shell command in which SN stands for ours; status, output, error output."""
    run = subprocess.run(
        ["bash", "-c", command.replace("SN", COMMAND)],
        cwd=directory,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    error = run.stderr.decode("latin-1")
    assert "Traceback" not in error
    assert "internal error" not in error
    return run.returncode, run.stdout.decode("latin-1"), error


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with scripts good and bad."""
    (tmp_path / "good.sn").write_text("(print 1)")
    (tmp_path / "wrong.sn").write_text("(print 1)\n(car 3)\n")
    (tmp_path / "long.sn").write_text("(for (i 1 100000) (print i))")
    (tmp_path / "binary.sn").write_bytes(b"\x7fELF\0\1\2\n")
    (tmp_path / "folder.sn").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("folder.sn", "not a script but a directory: folder.sn"),
        ("binary.sn", "not a script but a binary file: binary.sn"),
        ("./none.sn", "file not found: ./none.sn"),
        ("-i none.sn", "file not found: none.sn (looked in ., "),
    ],
)
def test_no_script(arguments: str, sentence: str, place: Path) -> None:
    status, out, error = shell(f"SN {arguments} </dev/null", place)
    assert (status, out) == (10, "")
    assert error.startswith(f"snsim: {sentence}")
    assert error.count("\n") == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable_script(place: Path) -> None:
    (place / "good.sn").chmod(0)
    assert shell("SN good.sn", place) == (10, "", "snsim: cannot read good.sn: Permission denied (errno=13)\n")


def test_deleted_directory(place: Path) -> None:
    status, _, error = shell("mkdir gone; cd gone; rmdir ../gone; SN ../good.sn", place)
    assert (status, error) == (10, "snsim: the current directory was deleted; change to another one\n")


def test_script_from_a_pipe(place: Path) -> None:
    assert shell("SN <(echo '(print 3)')", place) == (0, "3\n", "")


def test_text_of_other_systems(place: Path) -> None:
    """A byte order mark, and lines that end in carriage return and newline."""
    (place / "other.sn").write_bytes(b"\xef\xbb\xbf(print 1)\r\n(print 2)\r\n")
    assert shell("SN other.sn", place) == (0, "1\n2\n", "")


def test_text_that_is_not_utf_8(place: Path) -> None:
    """Strings keep their bytes; a report shows what is text, and the caret stands under the right character."""
    (place / "bytes.sn").write_bytes(b'(print "\xe9") (list "caf\xc3\xa9 \xe9\xff" (car 3))')
    status, out, error = shell("SN bytes.sn", place)
    assert (status, out) == (1, '"\\xe9"\n')
    line, caret = error.splitlines()[3:5]
    assert line.encode("latin-1").decode() == '    (print "?") (list "café ??" (car 3))'
    assert caret.index("^") == line.encode("latin-1").decode().index("(car")


def test_long_lines_are_cut_around_the_error(place: Path) -> None:
    (place / "wide.sn").write_text(f"(list {'1 ' * 300}(car 3){' 4' * 300})")
    line, caret = shell("SN wide.sn", place)[2].splitlines()[3:5]
    assert len(line) < 80
    assert caret.index("^") == line.index("(car")


def test_load_says_where_it_looked(place: Path) -> None:
    (place / "loads.sn").write_text('(load "none")')
    error = shell("SN loads.sn", place)[2]
    assert "*** load : No such file or directory (errno=2)\n" in error
    assert error.splitlines()[-1].startswith("There is no file none in ., ")


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("SN good.sn >&-", 0),
        ("SN wrong.sn >&-", 1),
        ("SN wrong.sn 2>&-", 1),
        ("SN <&-", 0),
        ("SN -i <&-", 0),
        ("SN wrong.sn <&- >&- 2>&-", 1),
        ("SN --help >&-", 0),
    ],
)
def test_closed_streams(command: str, status: int, place: Path) -> None:
    assert shell(command, place)[0] == status


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", ["good.sn", "long.sn", "--help"])
def test_no_room_for_the_output(arguments: str, place: Path) -> None:
    status, _, error = shell(f"SN {arguments} >/dev/full", place)
    assert status == 1
    assert "No space left on device" in error


@pytest.mark.parametrize(
    "command", ["SN long.sn", "SN -i long.sn </dev/null", "echo '(for (i 1 100000) (print i))' | SN"]
)
def test_a_reader_that_leaves(command: str, place: Path) -> None:
    assert shell(f"{command} | head -1", place) == (0, "1\n", "")


def test_a_console_that_takes_no_more() -> None:
    """One line that says so, and the end: not an error about every error."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no device that is always full")
    with open("/dev/full", "wb") as full:
        command = [sys.executable, str(ROOT / "interpreter.py"), "--quiet", "-i"]
        run = subprocess.run(command, input=b"(print 1)\n(print 2)\n", stdout=full, stderr=subprocess.PIPE, timeout=120)  # noqa: PLW1510
    assert run.returncode == 1
    assert run.stderr.count(b"\n") == 1 and b"cannot write the output" in run.stderr
