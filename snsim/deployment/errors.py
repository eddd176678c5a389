"""What cannot be exported."""

from __future__ import annotations


class ExportError(Exception):
    """``message``: why not; ``hint``: what to do, empty if there is nothing to say."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.message = message
        self.hint = hint
