"""What can go wrong in the laboratory by a mistake of the user."""

from __future__ import annotations

from snsim.lisp.errors import LispError


class LaboratoryError(Exception):
    """A mistake.

    ``message``: what is wrong; ``hint``: what to do about it, empty if there is nothing to say."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.message = message
        self.hint = hint


class UnreadableScript(LaboratoryError):
    """There is no such script, or it is none."""


class WrongSetting(LispError):
    """A setting was given that the script does not have, or in another shape than it wants: nothing was run."""
