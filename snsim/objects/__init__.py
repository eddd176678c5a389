"""Objects: classes, instances and messages; hash tables and properties (language.md, 9 and 10)."""

FAMILIES = (
    "instances",
    "classes",
    "messages",
    "tables",
    "properties",
    "unification",
)
"""The modules that declare builtins."""
