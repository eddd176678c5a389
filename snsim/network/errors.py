"""Mistakes in building or using a network. The bindings turn them into errors of the language."""

from __future__ import annotations


class NetworkError(Exception):
    """``text``: SN's own message; ``culprit``: what it is about (numbers); ``hint``: what to do."""

    def __init__(self, text: str, culprit: object = None, hint: str | None = None):
        super().__init__(text)
        self.text = text
        self.culprit = culprit
        self.hint = hint
