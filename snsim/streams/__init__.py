"""Text and files, in and out; files, processes and the clock of the system (language.md, 12)."""

FAMILIES = (
    "output",
    "pretty",
    "input",
    "pausing",
    "searchpath",
    "redirection",
    "loading",
    "filenames",
    "filesystem",
    "system",
    "timing",
    "dates",
    "bytes",
    "saving",
)
"""The modules that declare builtins."""
