"""The reader: text comes in, expressions go out, one at a time (language.md, section 1).

``Reader.read(source)`` reads one expression from the source's offset and leaves the offset exactly behind it, because
a program may go on reading its own text (12.2). The automaton comes from sn.lark (``grammar.py``); the loop here feeds
it token by token, calls macro-characters, and gives each reduction its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import lexemes
from .backquote import Unquote, expand
from .backtrace import head_name, running_forms
from .errors import IncompleteInput, LispError, ReadError
from .grammar import END, SHIFT, tables
from .macrocharacters import MacroCharacters
from .numbertext import text_number
from .source import Place, Source
from .values import Cons, Form, Symbol

if TYPE_CHECKING:
    from .interpreter import Interpreter

END_OF_TEXT = object()  # what ``read`` returns when only blanks and comments were left

_OPENING = {"OPEN", "OPEN_MATRIX", "OPEN_ARRAY"}
_CLOSING = {"CLOSE", "CLOSE_MATRIX", "CLOSE_ARRAY"}
_QUOTES = {"QUOTE", "BACKQUOTE", "COMMA", "SPLICE"}
_COLONS = {"COLON", "ADJACENT"}
_MARKS = {"QUOTE", "NOT", "COLON", "ADJACENT"}  # their value is where they stand
_MACROS = {"MACRO", "DIEZE", "CARET"}
_DATUM = "CARET"  # as this token the automaton takes the values of macro-characters
_DOT = object()  # the value of the token

_BROKEN = re.compile(r'"(?:[^"\\\x00-\x1f]|\\[\s\S])*[\x00-\x1f]|\|[^|\x00-\x1f]*[\x00-\x1f]')


class Reader:
    """Reads for one interpreter: its symbols, its macro-characters."""

    def __init__(self, lisp: Interpreter):
        self.lisp = lisp
        self.macros = MacroCharacters(lisp)
        self.symbols: dict[str, Symbol] = {}  # by spelling: saves folding a word again
        self.matrix: Callable[[str, list[Any]], Any] = _no_matrices  # what brackets mean: of the room ``matrices``

    def read(self, source: Source) -> Any:
        """The next expression, or ``END_OF_TEXT``."""
        try:
            return _Reading(self, source).run()
        except LispError as error:
            error.place = error.place or Place(source, max(source.offset - 1, 0))
            raise

    def atom(self, word: str) -> Any:
        """The number or symbol a word denotes."""
        symbol = self.symbols.get(word)
        if symbol is not None:
            return symbol
        number = text_number(word)
        if number is not None:
            return number
        if len(word) > lexemes.LONGEST:
            raise ReadError("too long string", prefix="read")
        symbol = self.symbols[word] = self.lisp.intern(lexemes.folded(word))
        return symbol


class _Reading:
    """One run of the automaton: from the first token of an expression to its last."""

    def __init__(self, reader: Reader, source: Source):
        self.reader = reader
        self.intern = reader.lisp.intern
        self.source = source
        _, _, _, self.actions, self.rules = tables()
        self.states = [tables().start]
        self.values: list[Any] = []
        self.depth = 0
        self.scoped = False  # a colon stands outside all parentheses: another may follow the expression
        self.quoting: list[str] = []  # the open quotes, backquotes and commas
        self.old_style = False  # a backquote was met inside a quote: it is a comma there (1.7)
        self.meanings: list[Callable[..., Any]] = [getattr(self, f"_{rule[2]}", _same) for rule in self.rules]

    def run(self) -> Any:
        source, actions = self.source, self.actions
        while True:
            match = self.reader.macros.scanner.match(source.text, source.offset)
            kind = match.lastgroup if match else None
            if match is None or kind is None:
                if self._need_more():
                    continue
                return END_OF_TEXT
            start, source.offset = match.start(kind), match.end()
            if kind in _COLONS and self.depth == 0:
                self.scoped = True
            if kind in _MACROS:
                for value in self.reader.macros.call(kind, match[kind], source, self.depth > 0):
                    self._feed(_DATUM, value, start)
            else:
                if kind in _QUOTES:
                    self._reduce(kind)  # quotes this token ends are over before it counts
                if kind == "BACKQUOTE" and self._is_old_style():
                    self.quoting.append("COMMA")
                    self._feed("COMMA", ",", start)
                else:
                    self._feed(kind, self._token_value(kind, match[kind], start), start)
            if self.depth == 0 and END in actions[self.states[-1]] and len(self.states) > 1:
                if self.scoped and source.text.startswith(":", source.offset):
                    continue
                self._reduce(END)
                return self.values[-1]

    def _feed(self, kind: str, value: Any, start: int) -> None:
        """Reduce what the token ends, then shift it."""
        action = self._reduce(kind)
        if action is None:
            if kind == "CLOSE" and not (self.values and self.values[-1] is _DOT):
                return  # a surplus parenthesis (1.5)
            raise self._misplaced(kind, start)
        if kind in _OPENING:
            self.depth += 1
        elif kind in _CLOSING:
            self.depth -= 1
        self.states.append(action[1])
        self.values.append(value)

    def _reduce(self, kind: str) -> tuple[int, int] | None:
        """Do what is to be done before a token; what to do with the token itself."""
        actions, rules, states, values = self.actions, self.rules, self.states, self.values
        action = actions[states[-1]].get(kind)
        while action is not None and action[0] != SHIFT:
            name, count, _ = rules[action[1]]
            meaning = self.meanings[action[1]]
            if count:
                parts = values[-count:]
                del values[-count:], states[-count:]
                values.append(meaning(*parts))
            else:
                values.append(meaning())
            states.append(actions[states[-1]][name][1])
            action = actions[states[-1]].get(kind)
        return action

    # --- the values of tokens ---

    def _token_value(self, kind: str, text: str, start: int) -> Any:
        if kind == "WORD":
            return self.reader.atom(text)
        if kind == "OPEN":
            return start
        if kind == "STRING":
            return lexemes.unescaped(text[1:-1])
        if kind == "NAME":
            return self.intern(text[1:-1])
        if kind == "DOT":
            return _DOT
        if kind in _QUOTES:
            self._enter(kind, start)
        if kind in _MARKS:
            return start
        if kind == "ILLEGAL":
            raise self._illegal_character(start + len(text) - 1)
        elif kind == "RESERVED":
            blamed = "read" if head_name(running_forms()) == "read" else "load"
            raise ReadError("Names beginning by :: are reserved", prefix=blamed, place=Place(self.source, start))
        return text

    def _enter(self, kind: str, start: int) -> None:
        if kind in ("COMMA", "SPLICE"):
            place = Place(self.source, start)
            if "BACKQUOTE" not in self.quoting:
                raise ReadError("Comma outside backquote", prefix="read", place=place)
            if self.quoting[-1] == "COMMA":
                raise ReadError("Nested comma in a backquoted expression", prefix="error", place=place)
        self.quoting.append("COMMA" if kind == "SPLICE" else kind)

    def _is_old_style(self) -> bool:
        """Inside a quote (and no backquote), a backquote is an old-fashioned comma."""
        if "QUOTE" not in self.quoting or "BACKQUOTE" in self.quoting:
            return False
        self.old_style = True
        self.reader.lisp.warn(f'*** Warning\a: old style backquote macro : "{self.source.name}"')
        return True

    # --- the meanings of rules (named in sn.lark) ---

    def _no_items(self) -> list[Any]:
        return []

    def _more_items(self, items: list[Any], item: Any) -> list[Any]:
        items.append(item)
        return items

    def _list(self, start: int, items: list[Any], _close: Any, tail: Any = None) -> Any:
        if not items:
            return tail
        for index in range(len(items) - 1, 0, -1):
            tail = Cons(items[index], tail)
        return Form(items[0], tail, Place(self.source, start))

    def _dotted(self, start: int, items: list[Any], _dot: Any, tail: Any, close: Any) -> Any:
        return self._list(start, items, close, tail)

    def _matrix(self, opening: str, items: list[Any], _close: Any) -> Any:
        return self.reader.matrix(opening[1:].strip(), items)

    def _array(self, _opening: Any, items: list[Any], _close: Any) -> Any:
        return self.reader.matrix("a", items)

    def _quote(self, start: int, item: Any) -> Any:
        self.quoting.pop()
        if self.old_style and "QUOTE" not in self.quoting:
            self.old_style = False
            return expand(item, self.intern)
        return self._headed("quote", start, item)

    def _backquote(self, _mark: Any, item: Any) -> Any:
        self.quoting.pop()
        return expand(item, self.intern)

    def _comma(self, mark: str, item: Any) -> Any:
        self.quoting.pop()
        return Unquote(item, mark == ",@")

    def _negation(self, start: int, item: Any) -> Any:
        return self._headed("null", start, item)

    def _first_part(self, start: int, item: Any) -> list[Any]:
        return [start, item]

    def _next_part(self, parts: list[Any], _colon: Any, item: Any) -> list[Any]:
        parts.append(item)
        return parts

    def _scope(self, parts: list[Any]) -> Any:
        return self._headed("scope", *parts)

    def _headed(self, head: str, start: int, *items: Any) -> Any:
        tail: Any = None
        for item in reversed(items):
            tail = Cons(item, tail)
        return Form(self.intern(head), tail, Place(self.source, start))

    # --- what can go wrong ---

    def _need_more(self) -> bool:
        """No token here: get more text, or find out what is wrong. False at the end of the text between expressions."""
        source = self.source
        blanks = self.reader.macros.blanks.match(source.text, source.offset)
        source.offset = blanks.end() if blanks else source.offset
        rest = source.text[source.offset : source.offset + 2]
        inside = len(self.states) > 1
        problem = self._broken(source.offset)
        if problem:
            raise problem
        if source.extend(inside or bool(rest)):
            return True
        if rest == "#!":
            raise ReadError("Unterminated multiline comment", prefix="load", place=Place(source, source.offset))
        if inside or rest:
            hint = "The expression that begins here does not end: a closing parenthesis or quote is missing."
            raise IncompleteInput("end of file", prefix="read", place=self._opening_place(), hint=hint)
        return False

    def _broken(self, start: int) -> ReadError | None:
        """The control character that breaks a string or a name, if that is the trouble."""
        broken = _BROKEN.match(self.source.text, start)
        return self._illegal_character(broken.end() - 1) if broken else None

    def _illegal_character(self, offset: int) -> ReadError:
        character = self.source.text[offset]
        self.source.offset = offset + 1
        return ReadError(
            f"illegal character : {ord(character):#x}",
            prefix="read",
            place=Place(self.source, offset),
            hint="Outside strings and comments only 7-bit characters are allowed."
            if character > "~"
            else "A string or |name| must end on its line (a backslash before the newline continues a string).",
        )

    def _opening_place(self) -> Place | None:
        """Where the outermost open parenthesis stands."""
        for value in self.values:
            if type(value) is int:
                return Place(self.source, value)
        return Place(self.source, self.source.offset)

    def _misplaced(self, kind: str, start: int) -> ReadError:
        place = Place(self.source, start)
        if kind == "CLOSE_MATRIX":
            return ReadError("extra ']' found", prefix="read", place=place)
        if kind == "CLOSE_ARRAY":
            return ReadError("extra '#]' found", prefix="read", place=place)
        return ReadError("bad dotted construction", prefix="read", place=place)


def _same(item: Any) -> Any:
    return item


def _no_matrices(_mark: str, _items: list[Any]) -> Any:
    raise ReadError("there are no matrices in this interpreter", prefix="read")
