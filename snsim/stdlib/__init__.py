"""What a Lisp can do without and SN has: regular expressions, lists of numbers, complex numbers, tracing."""

FAMILIES = (
    "numberlists",
    "regex",
    "complexnumbers",
    "tracing",
)
"""The modules that declare builtins."""
