"""How a value is handed on: to a function as arguments, from it as a result."""

from __future__ import annotations

from collections.abc import Callable

from .kinds import IS_NUMBER, Kind, Value


def parts(kind: Kind, value: Value) -> list[str]:
    """The expressions under which a value of this kind is passed."""
    names = [value.number] if IS_NUMBER in kind.tags else []
    if kind.mixed:
        names.append(value.tag_text)
    if kind.matrix:
        names.append(value.matrix or empty_matrix(kind))
    return names


def packed(kind: Kind, value: Value) -> str:
    """The expression in which a result is returned."""
    names = parts(kind, value)
    return names[0] if len(names) == 1 else f"({', '.join(names)})" if names else "0"


def unpacked(assigned: Callable[[str], str], result: str, kind: Kind) -> Value:
    """The value that was returned as ``result``."""
    count = (IS_NUMBER in kind.tags) + kind.mixed + (kind.matrix is not None)
    names = [result] if count == 1 else [assigned(f"{result}[{place}]") for place in range(count)]
    number = names.pop(0) if IS_NUMBER in kind.tags else "0.0"
    tag = names.pop(0) if kind.mixed else ""
    return Value(kind, number, tag, names.pop(0) if kind.matrix else "")


def empty_matrix(kind: Kind) -> str:
    """The expression of a matrix nobody looks at."""
    if kind.matrix is None:
        return ""
    return f"np.empty(({'0, ' * max(kind.matrix.rank, 1)}), np.{kind.matrix.cells.dtype.name})"
