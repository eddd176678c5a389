"""No builtin raises an exception of Python, whatever its arguments: a mistake is an error of the language."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from snsim.environment.language import new_language
from snsim.lisp.console import StringOutput
from snsim.lisp.errors import Exit, LispError
from snsim.lisp.functions import BUILTINS, DX, DY, DZ, LazyDX
from snsim.lisp.values import make_list

TRIES = 12  # calls of each function
LEFT_ALONE = {
    *(
        "sys",
        "sleep",
        "unlink",
        "chdir",
        "rename",
        "copyfile",
        "mkdir",
        "edit",
        "fedit",
        "save",
        "script",
    ),  # the system
    *("pause", "toplevel", "ask", "waitevent", "load", "libload", "autoload", "flush", "strict-mode"),  # this session
    *("lock-symbol", "unlock-symbol", "path", "addpath", "delete", "while", "do-while", "mapwhile", "dmc"),
}
"""What would change the world of the next call, wait, or never end."""

VALUES = """
() 0 1 -1 2.5 3 1e10 1e300 (nan) (infinity) "" "abc" "a/b" "%d" 'x 'car '(1 2) '(a . b) '((1 2) (3 4)) '((x 1)) '(i 1 2)
'(x y) ''x ':x:y
'&optional [1 2 3] [[1 2] [3 4]] [i 1 2] #[a b#] [@ 3] (htable) (lambda (x) x) (flambda l l) car sqrt if
thing (new thing) (float-storage 3) (complex 1 2) (today) (u8-matrix 2) (new-unode 1) (svg-window 20 20 "w")
(open-write "out") (let ((l (list 1 2))) (rplacd (cdr l) l) l) (let ((m (matrix 2))) (idx-undim m) m)
"""


class World:
    """An interpreter, and values to call its functions with."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.lisp = new_language()
        self.lisp.eval_text("(progn-without-fpe (defclass thing object a))")
        self.lisp.console.read_line = lambda _prompt: ""
        self.values = list(self.lisp.eval_text(f"(progn-without-fpe (list {VALUES}))"))
        self.quiet()

    def quiet(self) -> None:
        """Send all output nowhere, whatever the last call did."""
        lisp = self.lisp
        lisp.output = lisp.console_output = lisp.error_output = StringOutput()  # type: ignore[assignment]
        lisp.input = lisp.console
        lisp.trail.unwind(0)

    def arguments(self, least: int, most: int) -> list[Any]:
        return self.chance.choices(self.values, k=self.chance.randint(least, most))

    def call(self, name: str) -> None:
        """Call a function, or evaluate a special form, with some values."""
        function = BUILTINS[name]
        if isinstance(function, (DY, LazyDX)):
            tail = 3.0 if self.chance.random() < 0.1 else None
            form = make_list([self.lisp.intern(name), *self.arguments(0, 4)], tail)
            self.tried(form, self.lisp.eval, form)
            return
        most = 1 if isinstance(function, DZ) else function.least + 3 if function.most is None else function.most
        least = function.least if isinstance(function, DX) else 1
        arguments = self.arguments(least, most)
        self.tried(make_list([self.lisp.intern(name), *arguments]), self.lisp.apply, function, arguments)

    def tried(self, form: Any, run: Any, *arguments: Any) -> None:
        try:
            run(*arguments)
        except (LispError, Exit, RecursionError, MemoryError):
            pass
        except Exception as error:
            raise AssertionError(f"{error!r} from {self.lisp.image(form)}") from error
        self.quiet()


def call_all(seed: int, tries: int) -> None:
    world = World(seed)
    for name, function in sorted(BUILTINS.items()):
        if name not in LEFT_ALONE and isinstance(function, (DX, DY, DZ)):
            for _ in range(tries):
                world.call(name)


@pytest.mark.filterwarnings("ignore")
def test_any_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call_all(1, TRIES)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(2, 8))
def test_many_arguments(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call_all(seed, 150)
