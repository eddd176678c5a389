"""What a Lisp can do without and SN has: regular expressions, lists of numbers, complex numbers, tracing, packages,
whole objects on streams; and what is not available, which says so.
"""

FAMILIES = (
    "numberlists",
    "regex",
    "complexnumbers",
    "tracing",
    "packages",
    "markup",
    "serialisation",
    "unavailable",
)
"""The modules that declare builtins."""
