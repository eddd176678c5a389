"""Class ``NLF``: a transfer function as a Lisp object, called like a function of one number (sn28.md, 2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..lisp.errors import LispError
from ..network.errors import NetworkError
from ..network.transfer import Transfer
from .primitives import lisp_error


class NLF:
    """A transfer function. It prints as ``::NLF:address``."""

    __slots__ = ("transfer",)
    lisp_class = "NLF"

    def __init__(self, transfer: Transfer):
        self.transfer = transfer

    def lisp_call(self, lisp: Any, arguments: Sequence[Any]) -> float:
        """f(x), in single precision."""
        if len(arguments) != 1:
            raise LispError("One argument only")
        if type(arguments[0]) is not float:
            raise LispError("Not a number", arguments[0])
        try:
            return self.transfer(arguments[0])
        except NetworkError as error:
            raise lisp_error(error) from None
