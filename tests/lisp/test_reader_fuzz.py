"""The reader takes any text: it gives values or an error of the language, never an exception of Python, and ends."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from snsim.environment.language import new_language
from snsim.lisp.console import StringOutput
from snsim.lisp.errors import LispError
from snsim.lisp.reader import END_OF_TEXT
from snsim.lisp.source import Source

ROOT = Path(__file__).parents[2]
PIECES = (
    *"()'`,~:[]#^|\";.@ \n\r\t\\&-+_0123456789abcdefgxyzABC{}!?$%*/<=>",
    *("#[", "#]", "#!", "!#", "#?", "#{", "#}", ",@", "::", "'()", "(a . b)", "1e5", "0x1F", "-.5", "|A b|", '"s\\n"'),
    *(
        "\\x41",
        "\\u00e9",
        "\\^G",
        "\\\n",
        "[f 1 2]",
        "[@",
        ":a:b",
        "^A",
        "^X",
        "\x00",
        "\x01",
        "\x10",
        "\x7f",
        "\xe9",
        "\xff",
    ),
)
TEXTS = [path.read_text(encoding="latin-1") for folder in ("snsim/library", "nets", "tests/sn") for path in
         sorted((ROOT / folder).rglob("*.sn"))]  # fmt: skip


def made_up(chance: random.Random) -> str:
    """A text of random pieces."""
    return "".join(chance.choices(PIECES, k=chance.randint(1, 40)))


def mutated(chance: random.Random) -> str:
    """A part of a real file with some characters dropped, doubled, replaced or inserted."""
    text = chance.choice(TEXTS)
    start = chance.randrange(len(text))
    part = list(text[start : start + chance.randint(10, 300)])
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(part))
        part[place] = chance.choice(["", part[place] * 2, chance.choice(PIECES), part[place] + chance.choice(PIECES)])
    return "".join(part)


def texts(count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(count):
        yield made_up(chance) if chance.random() < 0.7 else mutated(chance)


def read_all(count: int, seed: int) -> None:
    """Read each text to its end or its first error."""
    lisp = new_language()
    lisp.error_output = StringOutput()  # type: ignore[assignment]
    for text in texts(count, seed):
        source = Source(text)
        for _ in range(len(text) + 1):
            before = source.offset
            try:
                if lisp.reader.read(source) is END_OF_TEXT:
                    break
            except LispError as error:
                assert error.place is not None, text
                assert str(error.place)
                break
            except Exception as error:
                raise AssertionError(f"{error!r} from {text!r}") from error
            assert source.offset > before, text
        else:
            raise AssertionError(f"no end in {text!r}")


def test_any_text() -> None:
    read_all(20_000, 1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_a_million_texts(seed: int) -> None:
    read_all(100_000, 100 + seed)


def test_deep_nesting() -> None:
    """Nesting costs no stack of Python's."""
    lisp = new_language()
    for opening, closing in (("(", ")"), ("'", ""), ("[", "]"), ("(a . ", ")"), ("`(,", ")"), ("~", "")):
        depth = 1000 if "`" in opening else 20_000
        source = Source(opening * depth + "1" + closing * depth)
        try:
            lisp.reader.read(source)
        except LispError:
            assert opening in ("[", "`(,")
