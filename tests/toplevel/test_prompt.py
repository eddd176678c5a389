"""What is typed at the prompt is coloured, and parentheses show their partners."""

from typing import Any

import prompt_toolkit
import pytest
from prompt_toolkit.document import Document
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor

from snsim.toplevel.console import terminal_reader


def test_the_prompt_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Any]] = []
    monkeypatch.setattr(prompt_toolkit, "PromptSession", lambda **options: made.append(options))
    terminal_reader()
    (options,) = made
    fragments = options["lexer"].lex_document(Document("(if x 1.5)"))(0)
    assert ("class:pygments.keyword", "if") in fragments
    assert ("class:pygments.literal.number", "1.5") in fragments
    (brackets,) = options["input_processors"]
    assert isinstance(brackets, HighlightMatchingBracketProcessor)
