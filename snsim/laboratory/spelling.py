"""Settings that no script can have: those whose names stand nowhere in its text, nor in what it loads.

So a slip of the pen is found before anything runs. A setting whose name does stand there, or a script that computes
what it loads, may still have none: that shows when the script has run (``notebook.Notebook.check_given``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from snsim.lisp.lexemes import folded

from .errors import LaboratoryError

WORD = re.compile(r"""[^\s()\[\]"';,`|:]+""")
LOAD = re.compile(r"\((?:lib)?load\s")
LOADED = re.compile(r"""\((?:lib)?load\s+"([^"]*)"\s*\)""")
DECLARED = re.compile(r"\(setting\s+(" + WORD.pattern + ")")


def check_spelling(given: Iterable[str], text: str, find: Callable[[str], str | None]) -> None:
    """Raises LaboratoryError for the first of the ``given`` names that stands nowhere; ``find``: the text of a file."""
    texts = _texts(text, find)
    if any(len(LOAD.findall(part)) > len(LOADED.findall(part)) for part in texts):
        return
    words = {folded(word) for part in texts for word in WORD.findall(part)}
    for name in given:
        if name not in words:
            known = dict.fromkeys(folded(found) for part in texts for found in DECLARED.findall(part))
            raise LaboratoryError(f"the script has no setting {name}", f"there are {', '.join(known)}" if known else "")


def _texts(text: str, find: Callable[[str], str | None]) -> list[str]:
    """A text and those of the files that it loads, directly or not."""
    texts, waiting, seen = [text], LOADED.findall(text), set()
    while waiting:
        name = waiting.pop()
        found = find(name) if name not in seen else None
        seen.add(name)
        if found is not None:
            texts.append(found)
            waiting += LOADED.findall(found)
    return texts
