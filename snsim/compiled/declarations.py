"""Declarations as in Lush: ``((-float-) x)``, ``((-idx2- (-float-)) m)``; and guesses where there are none.

To the interpreter a declaration is a call whose head gives a function that does nothing. All numbers are doubles, so
``-int-`` and ``-float-`` say the same about a variable: a number. What ``-idxN-`` says is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from snsim.lisp.functions import DE
from snsim.lisp.values import Cons, Symbol
from snsim.matrices.celltypes import CELL_TYPES, FLOAT, CellType

from .kinds import NUMBER, TRUTH, Kind, Refusal, matrix_kind
from .typenames import CELLS, RANKS, is_declaration

MOST_GUESSES = 64
LOOPS = {"idx-bloop", "idx-eloop"}
BINDERS = {"let", "let*"} | LOOPS
USERS = {"bound", "select", "narrow"}  # functions whose first argument is a matrix, as are those of all named idx-...


def cell_type(name: str) -> CellType:
    """The cells that the name of a type means."""
    return next(cells for cells in CELL_TYPES if cells.name == CELLS[name])


def declared(head: Cons) -> Kind:
    """The kind a head declares."""
    name = head.car.name
    if name == "-bool-":
        return TRUTH
    if name not in RANKS:
        return NUMBER
    cells = head.cdr.car.car if isinstance(head.cdr, Cons) and is_declaration(head.cdr.car) else None
    if not isinstance(cells, Symbol) or cells.name not in CELLS:
        raise Refusal("no matrix has such cells", head)
    return matrix_kind(cell_type(cells.name), RANKS[name])


def declarations(body: Any) -> dict[Symbol, Kind]:
    """What the declarations at the beginning of a body say."""
    found: dict[Symbol, Kind] = {}
    while isinstance(body, Cons) and isinstance(body.car, Cons) and is_declaration(body.car.car):
        kind = declared(body.car.car)
        found.update((name, kind) for name in body.car.cdr or () if isinstance(name, Symbol))
        body = body.cdr
    return found


def is_certain(function: DE) -> bool:
    """Is the type of every matrix among the arguments declared?"""
    known = declarations(function.prototype.body)
    uses = _Uses(function.prototype.body)
    unsure = uses.passed | set(uses.ranks)
    return not any(symbol in unsure for symbol in function.prototype.symbols or () if symbol not in known)


def guesses(function: DE) -> Iterator[tuple[Kind, ...]]:
    """Kinds the arguments may have, the likeliest first: as declared, else as they are used."""
    known, uses = declarations(function.prototype.body), _Uses(function.prototype.body)
    choices = []
    for symbol in function.prototype.symbols or ():
        ranks = uses.ranks.get(symbol)
        if symbol in known:
            choices.append([known[symbol]])
        elif ranks is None:
            choices.append([NUMBER, *(matrix_kind(FLOAT, rank) for rank in (1, 2, 3) if symbol in uses.passed)])
        else:
            likely = sorted(ranks or {1, 2, 3}, key=uses.order(symbol))
            choices.append([*(matrix_kind(FLOAT, rank) for rank in likely), NUMBER])
    for count, guess in enumerate(product(*choices)):
        if count >= MOST_GUESSES:
            return
        yield guess


class _Uses:
    """How the symbols of a body are used: ``ranks`` has those that are matrices, with the dimensions they may have."""

    def __init__(self, body: Any):
        self.ranks: dict[Symbol, set[int]] = {}
        self.first: dict[Symbol, int] = {}
        self.passed: set[Symbol] = set()  # to functions written in Lisp: what they are is for those to say
        self._look_at_all(body)

    def _look_at_all(self, forms: Any) -> None:
        for form in forms if isinstance(forms, Cons) else ():
            self._look(form)

    def _look(self, form: Any) -> None:
        """What has the shape of a call and is none: bindings, clauses."""
        if not isinstance(form, Cons):
            return
        head, rest = form.car, form.cdr
        name = head.name if isinstance(head, Symbol) else ""
        if name in BINDERS and isinstance(rest, Cons):
            for pair in rest.car if isinstance(rest.car, Cons) else ():
                self._look_at_all(pair.cdr if isinstance(pair, Cons) else None)
                if name in LOOPS and isinstance(pair, Cons) and isinstance(pair.cdr, Cons):
                    self._is_matrix(pair.cdr.car, {1, 2, 3})
            self._look_at_all(rest.cdr)
        elif name == "for" and isinstance(rest, Cons):
            self._look_at_all(rest)
            self._look_at_all(rest.car.cdr if isinstance(rest.car, Cons) else None)
        elif name == "cond":
            for clause in rest if isinstance(rest, Cons) else ():
                self._look_at_all(clause)
        else:
            self._look_at_call(head, rest)

    def _look_at_call(self, head: Any, arguments: Any) -> None:
        self._look_at_all(arguments)
        if not isinstance(head, Symbol):
            return
        if isinstance(head.cell.value, DE):
            self.passed |= {argument for argument in arguments or () if isinstance(argument, Symbol)}
        count = len(list(arguments or ()))
        self.first.setdefault(head, count)
        self._is_matrix(head, {count, count - 1} - {-1})
        if head.name in USERS or head.name.startswith("idx-"):
            for argument in arguments or ():
                self._is_matrix(argument, set())

    def _is_matrix(self, form: Any, ranks: set[int]) -> None:
        if isinstance(form, Symbol):
            self.ranks.setdefault(form, set()).update(ranks)

    def order(self, symbol: Symbol) -> Any:
        """Sorts ranks: a first use as a read comes before one as a store."""
        first = self.first.get(symbol, 0)
        return lambda rank: abs(first - rank)
