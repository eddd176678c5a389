"""What can go wrong in the laboratory by a mistake of the user."""

from __future__ import annotations


class LaboratoryError(Exception):
    """``message``: what is wrong; ``hint``: what to do about it, empty if there is nothing to say."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.message = message
        self.hint = hint
