"""Writes docs/reference: ``python -m snsim.toplevel.reference FOLDER`` (``make docs``).

Files of pages that are no more are removed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from snsim.manual.markdown import reference

from .session import new_interpreter


def write_reference(folder: Path) -> None:
    """Make the Markdown files of a folder those of the manual."""
    files = reference(new_interpreter)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for path in folder.glob("*.md"):
        if path.name not in files:
            path.unlink()


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))
