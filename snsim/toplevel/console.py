"""Line editing, history, colours and matching parentheses on a terminal (prompt_toolkit, pygments); the rest of the
program never imports them."""

from __future__ import annotations

import sys
from collections.abc import Callable


def terminal_reader() -> Callable[[str], str]:
    """A function that prompts for a line on the terminal; empty at the end of the input."""
    from platformdirs import user_state_path  # noqa: PLC0415
    from prompt_toolkit import PromptSession  # noqa: PLC0415
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory  # noqa: PLC0415
    from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor  # noqa: PLC0415
    from prompt_toolkit.lexers import PygmentsLexer  # noqa: PLC0415

    from snsim.highlighting.lexer import SnLexer  # noqa: PLC0415

    history: History = InMemoryHistory()
    try:
        directory = user_state_path("snsim")
        directory.mkdir(parents=True, exist_ok=True)
        history = FileHistory(str(directory / "history"))
    except OSError:
        pass  # no home to write to: the history lasts as long as the session
    brackets = HighlightMatchingBracketProcessor(chars="()[]")
    session: PromptSession[str] = PromptSession(
        history=history, lexer=PygmentsLexer(SnLexer), input_processors=[brackets]
    )

    def read_line(prompt: str) -> str:
        if not prompt:  # the answer to a question: nothing for the history
            return sys.stdin.readline()
        try:
            return session.prompt(prompt).encode("utf-8", "replace").decode("latin-1") + "\n"
        except EOFError:
            return ""

    return read_line
