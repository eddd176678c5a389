"""A compiled program: one function for arguments of given kinds, with everything it calls.

All is translated again and again until no kind of a variable, of a result, or of what is bound outside changes; then
numba compiles the text. ``fits`` says whether the program is right for these arguments, ``run`` runs it.
"""

from __future__ import annotations

import os
import sys
import threading
from functools import cache
from typing import Any

import numpy as np

from snsim.lisp.backtrace import place_of
from snsim.lisp.compiler.code import Code, Nested
from snsim.lisp.errors import LispError
from snsim.lisp.evaluator import call_unevaluated
from snsim.lisp.functions import DE, DM, DMD
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.numbertext import number_text
from snsim.lisp.values import Cons, Symbol, T
from snsim.matrices.index import Index

from .kinds import IS_MATRIX, IS_NUMBER, IS_TRUE, NOTHING, Kind, Refusal, kind_of
from .translator import Translator
from .writer import AS_NUMBER, AS_TAG, CALLS, DEEPEST, DEPTH, FAILED, FUEL, IN_TEXT, INTERRUPTED, PLENTY, ROOM, Site

RECURSION = "A function calls itself without end."
NO_SITE = Site("", None)  # 0 in ``state``: nothing has failed


class Translation:
    """One function for arguments of given kinds. ``outer``: the variables it takes from its caller, and their kinds."""

    def __init__(self, name: str, function: DE, arguments: tuple[Kind, ...]):
        self.name = name
        self.function = function
        self.arguments = arguments
        self.outer: dict[Any, Kind] = {}
        self.result = NOTHING
        self.text: list[str] = []


class Program:
    """``compilable``: the functions that may be called."""

    def __init__(self, lisp: Interpreter, root: DE, arguments: tuple[Kind, ...], compilable: Any):
        self.lisp = lisp
        self.root = root
        self.may_call = compilable
        self.sites: list[Site] = []
        self.relied: dict[Symbol, Any] = {}  # the functions that heads have
        self.expansions: dict[int, tuple[Cons, Any]] = {}
        self.kinds: dict[Any, Kind] = {}
        self.changed = False
        self.refusal: Refusal | None = None  # what could not be translated; with wider kinds it may be possible
        self.translations: dict[Any, Translation] = {}
        self.main = self.translation(root, arguments)
        while self.changed:
            self.changed = False
            self._translate()
        if self.refusal:
            raise self.refusal
        self.code: Any = None
        self.state = np.zeros(CALLS + DEEPEST + 1, np.int64)
        self.noted = np.zeros(1)

    def _translate(self) -> None:
        self.refusal = None
        self.sites[:] = [NO_SITE, Site("too deep recursion", None, hint=RECURSION)]
        for translation in list(self.translations.values()):
            try:
                translation.text = Translator(self, translation).run()
            except Refusal as refusal:
                self.refusal = self.refusal or refusal

    # --- what the translator asks ---

    def translation(self, function: DE, arguments: tuple[Kind, ...]) -> Translation:
        """The function for these arguments."""
        if function.prototype.symbols is None:
            raise Refusal(f"the arguments of {function.name} are not a plain list of symbols")
        key = function, arguments
        if key not in self.translations:
            self.changed = True
            self.translations[key] = Translation(f"f{len(self.translations)}", function, arguments)
        return self.translations[key]

    def rely(self, head: Symbol) -> None:
        """The program holds while this symbol has the function it has now."""
        self.relied[head] = head.cell.value

    def expansion(self, macro: DM, form: Cons) -> Any:
        """What a macro makes of a call."""
        if id(form) not in self.expansions:
            arguments = form.cdr if isinstance(macro, DMD) else form
            self.expansions[id(form)] = form, call_unevaluated(macro, arguments)
        return self.expansions[id(form)][1]

    def outer_kind(self, key: Symbol | Index) -> Kind:
        """The kind of what a variable has outside now."""
        value = key.cell.value if isinstance(key, Symbol) else key
        kind = kind_of(value)
        if kind is None:
            name = key.name if isinstance(key, Symbol) else "a matrix"
            raise Refusal(f"{name} is neither a number nor a matrix", value)
        return kind

    def join(self, kinds: dict[Any, Kind], key: Any, kind: Kind) -> None:
        """Widen one entry of a table of kinds."""
        before = kinds.get(key)
        wider = kind if before is None else before | kind
        if wider != before:
            kinds[key] = wider
            self.changed = True

    def widen(self, key: Any, kind: Kind) -> None:
        """A variable may have such a value, too."""
        self.join(self.kinds, key, kind)

    def kind(self, key: Any) -> Kind:
        """The kind of a variable."""
        if isinstance(key[0], Translation) and key[1] in key[0].outer:
            return key[0].outer[key[1]]
        return self.kinds[key]

    def widen_result(self, translation: Translation, kind: Kind) -> None:
        """A function may give such a value, too."""
        wider = translation.result | kind
        if wider != translation.result:
            translation.result = wider
            self.changed = True

    def located(self, refusal: Refusal, form: Nested | None) -> Refusal:
        """The refusal with form and place."""
        if refusal.prefix is None:
            forms = _forms(form)
            refusal.prefix = "compile"
            refusal.suffix = refusal.suffix or (forms[0] if forms else None)
            refusal.place = place_of(forms)
        return refusal

    # --- running ---

    def compile(self) -> None:
        """Have numba compile it, unless that is done."""
        if self.code is None:
            from .machine import machine_code  # noqa: PLC0415  (brings numba, which is slow to import)

            text = "\n".join(line for each in self.translations.values() for line in each.text)
            kinds = [*self.main.arguments, *self.main.outer.values()]
            sample = [self.state, self.noted, 0, *(part for kind in kinds for part in _passed(None, kind))]
            self.code = machine_code(text, [each.name for each in self.translations.values()], sample)

    def fits(self, arguments: tuple[Any, ...]) -> bool:
        """Is it right for these arguments and for what the symbols have now?"""
        for argument, kind in zip(arguments, self.main.arguments, strict=True):
            if not _has_kind(argument, kind):
                return False
        for key, kind in self.main.outer.items():
            if isinstance(key, Symbol) and not _has_kind(key.cell.value, kind):
                return False
        return all(symbol.cell.value is function for symbol, function in self.relied.items())

    def run(self, arguments: tuple[Any, ...]) -> Any:
        """The value."""
        self.compile()
        state = self.state
        state[FAILED], state[FUEL], state[ROOM] = 0, PLENTY, room()
        outer = [key.cell.value if isinstance(key, Symbol) else key for key in self.main.outer]
        passed: list[Any] = []
        for value, kind in zip([*arguments, *outer], [*self.main.arguments, *self.main.outer.values()], strict=True):
            passed += _passed(value, kind)
        result = self.code(state, self.noted, 0, *passed)
        if state[FAILED]:
            self._fail()
        return self._lisp_value(result, [*arguments, *outer])

    def _lisp_value(self, result: Any, given: list[Any]) -> Any:
        kind = self.main.result
        parts = list(result) if isinstance(result, tuple) else [result]
        number = parts.pop(0) if IS_NUMBER in kind.tags else 0.0
        tag = parts.pop(0) if kind.mixed else next(iter(kind.tags), None)
        if tag == IS_NUMBER:
            return float(number)
        if tag == IS_MATRIX and kind.matrix:
            return _index(parts.pop(0), kind, given)
        return T if tag == IS_TRUE else None

    def _fail(self) -> None:
        """Raise the error of the site, with the forms that were being evaluated."""
        number = int(self.state[FAILED])
        if number == INTERRUPTED:
            raise KeyboardInterrupt
        depth = int(self.state[DEPTH])
        site = self.sites[number]
        forms = _forms(site.form)
        for call in reversed(range(depth)):
            if len(forms) < 1000:  # of a recursion without end the innermost forms are enough
                forms += _forms(self.sites[int(self.state[CALLS + call])].form)
        _raise_at(self.lisp, self.root.name, self._error(site), forms)

    def _error(self, site: Site) -> LispError:
        noted = float(self.noted[0])
        text, suffix = site.text, site.suffix
        if suffix is AS_NUMBER:
            suffix = noted
        elif suffix is AS_TAG:
            suffix = T if noted == IS_TRUE else None
        elif suffix is IN_TEXT:
            text, suffix = text.format(number_text(noted)), None
        return LispError(text, suffix, prefix=site.prefix, hint=site.hint)


def room() -> int:
    """How many bytes of this thread's C stack compiled code may use: half of what the system surely gives."""
    if os.name == "nt":
        return 2**19
    if sys.platform == "darwin" and threading.current_thread() is not threading.main_thread():
        return 2**18
    return _usual_room()


@cache
def _usual_room() -> int:
    import resource  # noqa: PLC0415  (not there on all systems)

    limit = resource.getrlimit(resource.RLIMIT_STACK)[0]
    return 2**22 if limit == resource.RLIM_INFINITY else min(limit, 2**23) // 2


def _forms(nested: Nested | None) -> list[Any]:
    """Innermost first."""
    forms = []
    while nested is not None:
        forms.append(nested.form)
        nested = nested.outer
    return forms


def _raise_at(lisp: Interpreter, name: str, error: LispError, forms: list[Any]) -> None:
    """Raise as if interpreted code had been evaluating these forms: the backtrace finds them in a line of such code."""
    code = Code(lisp, name, ["error"])
    for form in reversed(forms):
        code.form = Nested(form, code.form)
    code.line("raise error")
    code.function()(error)


def _has_kind(value: Any, kind: Kind) -> bool:
    found = NUMBER_TAGS if type(value) is float else None
    if found is None:
        actual = kind_of(value)
        return actual is not None and actual.tags <= kind.tags and actual.matrix in (None, kind.matrix)
    return found <= kind.tags


NUMBER_TAGS = frozenset({IS_NUMBER})


def _passed(value: Any, kind: Kind) -> list[Any]:
    """A Lisp value as arguments of machine code, to which it is of this kind."""
    passed: list[Any] = [value if type(value) is float else 0.0] if IS_NUMBER in kind.tags else []
    if kind.mixed:
        actual = kind_of(value)
        passed += actual.tags if actual else ()
    if kind.matrix:
        rank = max(kind.matrix.rank, 1)
        passed.append(_array(value) if type(value) is Index else np.empty((0,) * rank, kind.matrix.cells.dtype))
    return passed


def _array(index: Index) -> np.ndarray:
    return index.array.reshape(1) if index.array.ndim == 0 else index.array


def _index(array: np.ndarray, kind: Kind, given: list[Any]) -> Index:
    """The matrix that was given, if it is one of those, else a new one."""
    assert kind.matrix
    for value in given:
        if type(value) is Index and value.type is kind.matrix.cells and value.array.ndim == kind.matrix.rank:
            known = _array(value)
            if (known.ctypes.data, known.shape, known.strides) == (array.ctypes.data, array.shape, array.strides):
                return value
    return Index(array.reshape(()) if kind.matrix.rank == 0 else array, kind.matrix.cells)
