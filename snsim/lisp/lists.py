"""Lists: taking them apart, building them, searching them (language.md, 5).

Lists come in, lists and elements go out. What changes its argument is in ``listsurgery.py``; lists of numbers are in
``numberlists.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, Any

from .arguments import MISSING, conses, elements, integer, number, python_list
from .equality import equal
from .errors import CircularList, LispError
from .functions import builtin
from .values import Cons, make_list

if TYPE_CHECKING:
    from .interpreter import Interpreter

LONGEST_MAKELIST = 32767
LONGEST_RANGE = 10_000_000


@builtin("cons")
def cons(car: Any, cdr: Any) -> Cons:
    return Cons(car, cdr)


@builtin("car")
def car(value: Any) -> Any:
    if isinstance(value, Cons):
        return value.car
    if value is None:
        return None
    raise LispError("not a list", value)


@builtin("cdr")
def cdr(value: Any) -> Any:
    if isinstance(value, Cons):
        return value.cdr
    if value is None:
        return None
    raise LispError("not a list", value)


def _path(letters: str) -> Callable[[Any], Any]:
    """The function ``c[letters]r``: the last letter is taken first."""
    steps = [car if letter == "a" else cdr for letter in reversed(letters)]

    def follow(value: Any) -> Any:
        return reduce(lambda reached, step: step(reached), steps, value)

    return follow


for _letters in ("aa", "ad", "da", "dd", "add", "ddd", "dad", "aad", "ada", "dda", "daa", "aaa"):
    builtin(f"c{_letters}r")(_path(_letters))


@builtin("length")
def length(value: Any) -> float:
    """The number of cells; -1 for a circular list."""
    try:
        return float(sum(1 for _ in conses(value)))
    except CircularList:
        return -1.0


@builtin("append")
def append(*lists: Any) -> Any:
    """A copy of all lists but the last, which becomes the tail."""
    if not lists:
        return None
    *heads, tail = lists
    for head in reversed([python_list(head) for head in heads]):
        tail = make_list(head, tail)
    return tail


@builtin("last")
def last(value: Any) -> Any:
    """The last element; of a dotted list its tail."""
    end = last_cons(value)
    return end and (end.car if end.cdr is None else end.cdr)


@builtin("lastcdr")
def last_cons(value: Any) -> Cons | None:
    """The last cell."""
    end = None
    for end in conses(value):  # noqa: B007 (its last value is the result)
        pass
    return end


@builtin("nthcdr")
def nth_cdr(a: Any, b: Any) -> Any:
    """``(nthcdr n l)``: l without n elements; ``(nthcdr l n)`` counts from 1."""
    value, skipped = (b, integer(a)) if type(a) is float else (a, integer(b) - 1)
    if value is not None and not isinstance(value, Cons):
        raise LispError("not a list", value)
    if skipped < 0:
        return None
    while skipped and isinstance(value, Cons):
        value = value.cdr
        skipped -= 1
    return value if skipped == 0 else None


@builtin("nth")
def nth(a: Any, b: Any) -> Any:
    """``(nth n l)`` counts from 0, ``(nth l n)`` from 1."""
    tail = nth_cdr(a, b)
    return tail.car if isinstance(tail, Cons) else None


@builtin("nfirst")
def nth_first(n: Any, value: Any) -> Any:
    """A copy of the first n elements."""
    return make_list(islice(elements(value), max(integer(n), 0)))


@builtin("reverse")
def reverse(value: Any) -> Any:
    result = None
    for element in python_list(value):
        result = Cons(element, result)
    return result


def member_cell(wanted: Any, value: Any) -> Cons | None:
    """The first cell whose car is ``=`` to what is wanted (a circular list is walked once)."""
    try:
        for cell in conses(value):
            if equal(cell.car, wanted):
                return cell
    except CircularList:
        pass
    return None


@builtin("member")
def member(wanted: Any, value: Any) -> Cons | None:
    return member_cell(wanted, value)


@builtin("assoc")
def assoc(key: Any, alist: Any) -> Cons | None:
    """The first pair whose car is ``=`` to the key."""
    for pair in elements(alist):
        if isinstance(pair, Cons) and equal(pair.car, key):
            return pair
    return None


@builtin("alist-get")
def alist_get(key: Any, alist: Any) -> Any:
    pair = assoc(key, alist)
    return pair and pair.cdr


@builtin("flatten")
def flatten(value: Any) -> Any:
    """The atoms of a tree."""
    return make_list(_leaves(value))


def _leaves(tree: Any) -> list[Any]:
    """All atoms but NIL, left to right; the lists being walked are kept here, not on Python's stack."""
    leaves: list[Any] = []
    walks: list[tuple[Any, Iterator[Any]]] = [(None, iter([tree]))]
    inside: set[int] = set()  # the lists being walked: none may contain itself
    while walks:
        value, items = walks[-1]
        for item in items:
            if isinstance(item, Cons):
                if id(item) in inside:
                    raise CircularList("circular list", item)
                inside.add(id(item))
                walks.append((item, iter(_items(item))))
                break
            if item is not None:
                leaves.append(item)
        else:
            inside.discard(id(value))
            walks.pop()
    return leaves


def _items(value: Cons) -> list[Any]:
    """The elements of a list, and its tail if it is dotted."""
    end = value
    items = [(end := cell).car for cell in conses(value)]
    return items if end.cdr is None else [*items, end.cdr]


@builtin("range")
def lisp_range(a: Any, b: Any = MISSING, step: Any = MISSING) -> Any:
    """``(range n)`` from 1, ``(range a b)`` toward b, ``(range a b step)``: by repeated addition."""
    start, end = (1.0, number(a)) if b is MISSING else (number(a), number(b))
    toward = -1.0 if b is not MISSING and end < start else 1.0
    stride = toward if step is MISSING else number(step)
    if start + stride == start:
        raise LispError("illegal argument(s)")
    if (end - start) / stride > LONGEST_RANGE:
        hint = f"More than {LONGEST_RANGE} elements; (for (i a b step) ...) counts without a list."
        raise LispError("illegal argument(s)", hint=hint)
    values = []
    while start <= end if stride > 0.0 else start >= end:
        values.append(start)
        start += stride
    return make_list(values)


@builtin("makelist")
def makelist(n: Any, value: Any) -> Any:
    """n times the same object."""
    count = integer(n)
    if count < 0:
        raise LispError("illegal negative value", n)
    if count > LONGEST_MAKELIST:
        raise LispError("too large integer in makelist", n)
    return make_list([value] * count)


class _Ranked:
    """An element that goes before another where ``(comparison other element)`` is true."""

    __slots__ = ("comparison", "element", "lisp")

    def __init__(self, lisp: Interpreter, comparison: Any, element: Any):
        self.lisp = lisp
        self.comparison = comparison
        self.element = element

    def __lt__(self, other: _Ranked) -> bool:
        return self.lisp.apply(self.comparison, [other.element, self.element]) is not None


@builtin("sort-list")
def sort_list(lisp: Interpreter, value: Any, comparison: Any) -> Any:
    """Sorted so that ``(comparison a b)`` is true where a goes after b."""
    ranked = sorted(_Ranked(lisp, comparison, element) for element in elements(value))
    return make_list(entry.element for entry in ranked)


@builtin("filter")
def lisp_filter(lisp: Interpreter, function: Any, value: Any) -> Any:
    """The elements for which the function is true."""
    return make_list(element for element in elements(value) if lisp.apply(function, [element]) is not None)
