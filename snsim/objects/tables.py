"""Hash tables: ``(h key)`` reads, ``(h key value)`` writes, a value of ``()`` deletes (language.md, 9)."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import elements, integer
from ..lisp.equality import equal
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Cons, T, make_list

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter


class Content:
    """A key that compares by content (a list, a matrix, an object), for Python's dictionaries."""

    __slots__ = ("value",)

    def __init__(self, value: Any):
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and equal(self.value, other.value)

    def __hash__(self) -> int:
        """From the first atoms only: lists may be long, or circular."""
        atoms: list[int] = []
        value = self.value
        while isinstance(value, Cons) and len(atoms) < 8:
            atoms.append(hash(by_content(value.car)) if not isinstance(value.car, Cons) else 0)
            value = value.cdr
        return hash(tuple(atoms))


def by_content(key: Any) -> Hashable:
    """What a dictionary compares where the language compares with ``=``."""
    return Content(key) if isinstance(key, Cons) or hasattr(key, "lisp_equal") else key


class HTable:
    """A table, callable from Lisp; ``entries`` maps what Python compares to a pair of key and value."""

    __slots__ = ("__weakref__", "entries")
    index: Callable[[Any], Hashable] = staticmethod(by_content)

    def __init__(self) -> None:
        self.entries: dict[Hashable, tuple[Any, Any]] = {}

    def get(self, key: Any) -> Any:
        """The value of a key, or NIL."""
        entry = self.entries.get(self.index(key))
        return None if entry is None else entry[1]

    def put(self, key: Any, value: Any) -> None:
        """Give a key its value; NIL takes the key out."""
        if value is None:
            self.entries.pop(self.index(key), None)
        else:
            self.entries[self.index(key)] = (self.hold(key), value)

    def hold(self, key: Any) -> Any:
        """What the table keeps of a key."""
        return key

    def items(self) -> list[tuple[Any, Any]]:
        """All keys with their values."""
        return list(self.entries.values())

    def lisp_call(self, lisp: Interpreter, arguments: Sequence[Any]) -> Any:
        """``(h key)`` or ``(h key value)``."""
        if len(arguments) == 1:
            return self.get(arguments[0])
        if len(arguments) == 2:
            self.put(*arguments)
            return self
        raise LispError("One or two arguments expected", make_list(arguments))

    def lisp_equal(self, other: HTable) -> bool:
        """The same keys with ``=`` values."""
        if len(self.entries) != len(other.entries):
            return False
        return all(equal(value, other.get(key)) for key, value in self.items())


class PointerTable(HTable):
    """A table that compares its keys by identity and, where Python lets it, does not keep them alive."""

    __slots__ = ()
    index = staticmethod(id)

    def hold(self, key: Any) -> Any:
        place, entries = id(key), self.entries
        try:
            return weakref.ref(key, lambda _: entries.pop(place, None))
        except TypeError:
            return key

    def items(self) -> list[tuple[Any, Any]]:
        held = ((key() if isinstance(key, weakref.ref) else key, value) for key, value in self.entries.values())
        return [(key, value) for key, value in held if key is not None]


def table(value: Any) -> HTable:
    """A hash table."""
    if isinstance(value, HTable):
        return value
    raise LispError("Not a hash table", value)


@builtin("htable")
def htable(size: Any = 0.0, by_identity: Any = None) -> HTable:
    """A new table; the size expected is checked and not needed."""
    integer(size)
    return HTable() if by_identity is None else PointerTable()


@builtin("htable-size")
def htable_size(value: Any) -> float:
    return float(len(table(value).entries))


@builtin("htable-keys")
def htable_keys(value: Any) -> Any:
    return make_list(key for key, _ in table(value).items())


@builtin("htable-alist")
def htable_alist(value: Any) -> Any:
    return make_list(Cons(key, content) for key, content in table(value).items())


@builtin("htable-rehash")
def htable_rehash(value: Any) -> HTable:
    """Nothing to be done: the table keeps itself in order."""
    return table(value)


@builtin("htable-info")
def htable_info(lisp: Interpreter, value: Any) -> Any:
    """``((size . entries))``: how the table is kept is Python's affair."""
    return make_list([Cons(lisp.intern("size"), float(len(table(value).entries)))])


@builtin("hashcode")
def hashcode(value: Any) -> str:
    """The same for values that are ``=``."""
    return f"{hash(by_content(value)) & 0xFFFFFFFF:08x}"


@builtin("hset")
def hset(values: Any, counting: Any = None) -> HTable:
    """The elements of a list as the keys of a table; their values are ``t``, or how often they occur."""
    result = HTable()
    for element in elements(values):
        result.put(element, T if counting is None else 1.0 + (result.get(element) or 0.0))
    return result


@builtin("hset-and")
def hset_and(first: Any, second: Any) -> HTable:
    """The entries of the first set whose keys are in the second, too."""
    result, other = HTable(), table(second)
    for key, value in table(first).items():
        if other.get(key) is not None:
            result.put(key, value)
    return result


@builtin("hset-or")
def hset_or(first: Any, second: Any) -> HTable:
    """The entries of both sets; where both have a key, the first set's."""
    result = HTable()
    for key, value in table(second).items() + table(first).items():
        result.put(key, value)
    return result
