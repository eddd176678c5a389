"""A small script with settings and results, and what a fixture that runs commands is."""

from collections.abc import Callable

SCRIPT = """
(setting eps 0.1 "the rate")
(setting mode 'fast "how")
(record 'x (+ (rand 0 1) eps))
(record 'curve '(1 2 3))
(printf "%l %d\\n" mode run-seed)
"""

Command = Callable[..., tuple[int, str, str]]
"""Words in; status, output and error output out."""
