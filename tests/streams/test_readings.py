"""Expressions kept from an earlier reading are those the reader gives, places included."""

from pathlib import Path

import pytest

from snsim.environment.language import new_language
from snsim.lisp.errors import LispError
from snsim.lisp.interpreter import Interpreter
from snsim.streams import readings
from snsim.streams.loading import load
from snsim.streams.readings import keep_readings
from snsim.toplevel.report import make_report
from snsim.toplevel.session import new_interpreter

PROGRAM = """#? (f x)
(de f (x . y) (let ((z [1 2])) `(,x "a\\n" |B c| 2.5 ,@y (p . q) :obj:slot)))
(setq :seen (f 1 2 3))
(setq :text (read-string "~@")) verbatim (text @
(dmc |!| (list 'quote (read)))
(setq :macro !hello)
(dmc |!|)
(de g (x)
  (car x))
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where readings are kept."""
    monkeypatch.setattr(readings, "cache_directory", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def loaded(directory: Path, text: str = PROGRAM) -> Interpreter:
    """An interpreter that has loaded the program."""
    (directory / "program.sn").write_text(text, encoding="utf-8")
    lisp = new_language()
    lisp.options["quiet"] = True
    keep_readings(lisp, str(directory))
    load(lisp, str(directory / "program.sn"))
    return lisp


def state(lisp: Interpreter) -> list[str]:
    """What the program has made, and where its mistake is."""
    with pytest.raises(LispError) as caught:
        lisp.eval_text("(g 3)")
    report = make_report(lisp, caught.value)
    values = [lisp.image(lisp.eval_text(text)) for text in ("seen", "text", "macro", "(funcdef f)")]
    return [*values, report.message, str(report.place)]


def test_the_same_is_read_again(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = state(loaded(tmp_path))
    assert first[1] == '" verbatim (text "'
    assert first[5].endswith("program.sn:9:3")
    kept = list(cache.iterdir())
    assert len(kept) == 1
    asked = []
    monkeypatch.setattr(readings, "_form", lambda *given, form=readings._form: asked.append(given) or form(*given))
    assert state(loaded(tmp_path)) == first
    assert len(asked) > 20
    assert list(cache.iterdir()) == kept


def test_the_library_is_not_read_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although the interpreter of a user has macro-characters of its own."""
    new_interpreter().eval_text('(libload "sn28/sn28")')
    assert len(list(cache.iterdir())) > 20
    lisp = new_interpreter()
    reads = []
    monkeypatch.setattr(lisp.reader, "read", lambda source, read=lisp.reader.read: reads.append(1) or read(source))
    lisp.eval_text('(libload "sn28/sn28")')
    assert len(reads) <= 1 + 2 * len(list(cache.iterdir()))  # ours, and the ends of the files


MACROS = [("^H", "^H x"), ("^H", "\b x"), ("$", "a $ x"), ("#v", "a #v x"), ("$", "a x"), ("^H", "a x")]


@pytest.mark.parametrize(("macro", "text"), MACROS)
def test_macro_characters_in_the_text(tmp_path: Path, cache: Path, macro: str, text: str) -> None:
    """What they give may be something else every time; others do not matter."""
    images = []
    for value in (1, 2):
        lisp = new_language()
        keep_readings(lisp, str(tmp_path))
        lisp.eval_text(f"(dmc |{macro}| (list {value}))")
        (tmp_path / "macro.sn").write_text(f"(setq :seen (quote ({text})))", encoding="utf-8")
        load(lisp, str(tmp_path / "macro.sn"))
        images.append(lisp.image(lisp.eval_text("seen")))
    assert (images[0] == images[1]) == (text == "a x")
    assert cache.exists() == (text == "a x")


def test_a_changed_text_is_read(tmp_path: Path, cache: Path) -> None:
    loaded(tmp_path)
    assert loaded(tmp_path, PROGRAM + "(setq :more 1)").eval_text("more") == 1.0
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("rubbish", [b"", b"\0\0\0", b"x"])
def test_rubbish_in_the_cache(tmp_path: Path, cache: Path, rubbish: bytes) -> None:
    first = state(loaded(tmp_path))
    for file in cache.iterdir():
        file.write_bytes(rubbish)
    assert state(loaded(tmp_path)) == first


def test_other_files_are_not_kept(tmp_path: Path, cache: Path) -> None:
    lisp = loaded(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    keep_readings(lisp, str(tmp_path / "elsewhere"))
    (tmp_path / "other.sn").write_text("(setq :other 1)", encoding="utf-8")
    load(lisp, str(tmp_path / "other.sn"))
    assert len(list(cache.iterdir())) == 1
