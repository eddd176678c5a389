"""What is not needed at the start is not imported: seconds that every user would wait."""

import subprocess
import sys

import pytest

LANGUAGE = "from snsim.toplevel.session import new_interpreter; lisp = new_interpreter(); "
QUIET = "lisp.options.update(quiet=True, messages=False); "


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        ("", ["numba", "lark", "requests", "pooch", "prompt_toolkit", "pygments", "snsim.compiled.translator"]),
        ("lisp.eval_text('(libload \"sn28/sn28itenew\")'); ", ["lark", "requests", "numba.np.arraymath"]),
    ],
)
def test_modules(program: str, absent: list[str]) -> None:
    """numba.np.arraymath is loaded when a jitted function is first compiled or called, with all else numba has."""
    check = f"import sys; print([name for name in {absent} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", LANGUAGE + QUIET + program + check], capture_output=True, check=True)
    assert run.stdout.decode().strip().splitlines()[-1] == "[]"
