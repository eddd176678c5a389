"""What can go wrong with data, said so that the user can act on it."""

from __future__ import annotations


class DatasetError(Exception):
    """A data file is missing, damaged, or not what it should be.

    ``message``: what is wrong; ``place``: where (``file``, ``file:line`` or ``file:offset``); ``remedy``: what to do.
    """

    def __init__(self, message: str, place: str = "", remedy: str = ""):
        super().__init__(message, place, remedy)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        way_out = f" ({self.remedy})" if self.remedy else ""
        return f"{where}{self.message}{way_out}"


class DataUnavailable(DatasetError):
    """The data are not on this machine and could not be fetched either: a caller may do without them."""
