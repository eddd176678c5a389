"""The whole language: the core and the rooms that add to it. The network comes on top (``bindings.install``)."""

from __future__ import annotations

from .. import display, matrices, objects, stdlib, streams
from ..lisp.interpreter import Interpreter

ROOMS = (objects, streams, matrices, stdlib, display)
"""The rooms beside the core, each with its ``FAMILIES``."""


def new_language() -> Interpreter:
    """An interpreter with all of the language, and nothing of the network."""
    return Interpreter(*ROOMS)
