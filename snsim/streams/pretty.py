"""The pretty printer: ``pprin pprint pretty`` and ``%p`` (language.md, 12.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.errors import CircularList
from ..lisp.functions import DMD, Lambda, builtin, special_function
from ..lisp.printer import image, printed
from ..lisp.protocol import class_name
from ..lisp.values import Cons, Symbol, T, check_finite, make_list
from ..objects.properties import get_property

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

WIDTH = 78
TYPES = {
    **dict.fromkeys(("progn", "graphics-batch", "debug", "nodebug"), 0),
    **dict.fromkeys(("when", "while", "do-while", "for", "mapfor", "mapwhile", "repeat"), 1),
    **dict.fromkeys(("lambda", "flambda", "mlambda", "writing", "reading"), 1),
    **dict.fromkeys(("de", "df", "dm", "dmd", "defclass"), 2),
    **dict.fromkeys(("defmethod", "demethod", "dfmethod", "dmmethod"), 3),
}
"""How many arguments stand beside the head; the others follow one to a line."""

BINDING = ("let", "let*", "let-filter", "each", "all", "idx-bloop", "idx-eloop")


def pretty_text(lisp: Interpreter, value: Any, column: int = 0) -> str:
    """The text of a form that starts at ``column``."""
    layout = _Layout(lisp, column)
    layout.write(value)
    return "".join(layout.pieces)


class _Layout:
    """Writes one form; ``column`` is where the next character goes, ``breaks`` how many lines have been ended."""

    def __init__(self, lisp: Interpreter, column: int):
        self.lisp = lisp
        self.pieces: list[str] = []
        self.column = column
        self.breaks = 0
        self.open_lists: set[int] = set()  # what is being written, by identity

    def text(self, text: str) -> None:
        self.pieces.append(text)
        newline = text.rfind("\n")
        self.column = self.column + len(text) if newline < 0 else len(text) - newline - 1

    def new_line(self, column: int) -> None:
        self.text("\n" + " " * column)
        self.breaks += 1

    def write(self, form: Any) -> None:
        if not isinstance(form, Cons) or id(form) in self.open_lists or runs_in_a_circle(form):
            self.text("..." if id(form) in self.open_lists else printed(self.lisp, form, self.column))
            return
        self.open_lists.add(id(form))
        self.write_list(form)
        self.open_lists.discard(id(form))

    def write_list(self, form: Cons) -> None:
        """A list whose head says how it is laid out."""
        head = form.car.name if isinstance(form.car, Symbol) else ""
        start, breaks, rest = self.column, self.breaks, form.cdr
        if head == "quote" and _length(rest) == 1:
            self.text("'")
            self.write(rest.car)
            return
        if head == "scope" and _length(rest):
            for part in rest:
                self.text(":")
                self.write(part)
            return
        self.text("(")
        self.write(form.car)
        count = self.pprint_type(form.car)
        if head in ("cond", "selectq"):
            self.clauses(rest, start, inline=head == "selectq")
            self.text(")")
            return
        if head in BINDING and isinstance(rest, Cons):
            self.text(" ")
            self.stacked(rest.car)
            self.vertically(rest.cdr, start + 2)
        elif head in ("if", "prog1") and isinstance(rest, Cons):
            self.branches(self.beside(rest, 1) if head == "if" else rest, start)
        elif count is not None:
            self.vertically(self.beside(rest, count), start + 2)
        else:
            self.filled(rest, start)
        self.text(" )" if self.breaks > breaks else ")")

    def pprint_type(self, head: Any) -> int | None:
        """The property ``pprint-type`` of a head symbol."""
        if not isinstance(head, Symbol):
            return None
        given = get_property(self.lisp, head, self.lisp.intern("pprint-type"))
        return int(given) if type(given) is float else TYPES.get(head.name)

    def beside(self, rest: Any, count: int) -> Any:
        """The first arguments on the line of the head; the others are returned."""
        while count and isinstance(rest, Cons):
            self.text(" ")
            self.write(rest.car)
            rest, count = rest.cdr, count - 1
        return rest

    def vertically(self, rest: Any, column: int) -> None:
        while isinstance(rest, Cons):
            self.new_line(column)
            self.write(rest.car)
            rest = rest.cdr
        self.tail(rest)

    def stacked(self, bindings: Any) -> None:
        """A binding list, one binding under the other."""
        if not isinstance(bindings, Cons):
            self.write(bindings)
            return
        self.text("(")
        column = self.column
        breaks = self.breaks
        self.write(bindings.car)
        self.vertically(bindings.cdr, column)
        self.breaks = breaks
        self.text(")")

    def branches(self, rest: Any, start: int) -> None:
        """``if`` and ``prog1``: the first is set off by four."""
        if isinstance(rest, Cons):
            self.new_line(start + 4)
            self.write(rest.car)
            rest = rest.cdr
        self.vertically(rest, start + 2)

    def clauses(self, rest: Any, start: int, inline: bool) -> None:
        """The clauses of ``cond``."""
        if inline:
            rest = self.beside(rest, 1)
        while isinstance(rest, Cons):
            self.new_line(start + 2)
            clause, rest = rest.car, rest.cdr
            if isinstance(clause, Cons):
                breaks = self.breaks
                self.text("(")
                self.write(clause.car)
                self.vertically(clause.cdr, start + 4)
                self.text(" )" if self.breaks > breaks else ")")
            else:
                self.write(clause)
        self.tail(rest)

    def filled(self, rest: Any, start: int) -> None:
        """As many arguments to a line as fit; one to a line after one that took several."""
        breaks = self.breaks
        broken = False
        while isinstance(rest, Cons):
            fits = self.column + len(image(self.lisp, rest.car)) < WIDTH or self.column <= start + 2
            if fits and not broken:
                self.text(" ")
            else:
                self.new_line(start + 2)
                breaks = self.breaks
            self.write(rest.car)
            broken = broken or self.breaks > breaks
            rest = rest.cdr
        self.tail(rest)

    def tail(self, rest: Any) -> None:
        if rest is not None:
            self.text(" . " + image(self.lisp, rest))


def runs_in_a_circle(form: Cons) -> bool:
    """Is it a list without end?"""
    try:
        check_finite(form)
    except CircularList:
        return True
    return False


def _length(items: Any) -> int:
    return sum(1 for _ in items or ()) if items is None or isinstance(items, Cons) else -1


@builtin("pprin")
def pprin(lisp: Interpreter, value: Any) -> Any:
    lisp.output.write(pretty_text(lisp, value, lisp.output.column))
    return value


@builtin("pprint")
def pprint(lisp: Interpreter, value: Any) -> Symbol:
    pprin(lisp, value)
    lisp.output.write("\n")
    return T


@special_function("pretty")
def pretty(lisp: Interpreter, form: Cons) -> Symbol | None:
    """The definition of the function an expression gives, named as the expression; or the value."""
    name = form.cdr.car if isinstance(form.cdr, Cons) else None
    value = lisp.eval(name)
    if isinstance(value, Lambda):
        value = definition_of(lisp, name, value)
    pprint(lisp, value)
    return None if class_name(value) == "INDEX" else T


def definition_of(lisp: Interpreter, name: Any, function: Lambda) -> Any:
    """The form that defines a function under a name; without one, the lambda expression."""
    prototype = function.prototype
    kind = "dmd" if isinstance(function, DMD) else function.kind.lower()
    if not isinstance(name, Symbol):
        head = [lisp.intern({"DE": "lambda", "DF": "flambda", "DM": "mlambda"}[function.kind]), prototype.parameters]
    elif lisp.reader.macros.added.get(name.name) is name:
        head = [lisp.intern("dmc"), name]
    else:
        head = [lisp.intern(kind), name, prototype.parameters]
    return make_list(head, prototype.body)
