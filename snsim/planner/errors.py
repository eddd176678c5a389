"""Why a network cannot run on the fast kernels."""

from __future__ import annotations


class Unplannable(Exception):
    """The reason, as a phrase that ``(sweep-path)`` shows; such sweeps run in the exact kernels."""
