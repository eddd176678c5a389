"""Where messages go when the caller does not say."""

from __future__ import annotations

import sys


def say_on_stderr(sentence: str) -> None:
    print(sentence, file=sys.stderr)
