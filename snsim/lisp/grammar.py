"""The grammar as tables: sn.lark goes in; the token patterns and the LALR(1) automaton come out.

Lark builds the automaton once; the tables are kept in the user's cache directory, because importing and running lark
takes longer than everything else at start-up. The reader drives the tables itself (``reader.py``): it must stop right
behind one expression, and call the user's macro-characters on the way.
"""

from __future__ import annotations

import json
import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

GRAMMAR = Path(__file__).with_name("sn.lark")
END = "$END"
SHIFT, REDUCE = 0, 1


class Tables(NamedTuple):
    """``tokens``: name and pattern, first match wins; ``ignored``: patterns between tokens;
    ``actions[state][token]`` is ``(SHIFT, state)`` or ``(REDUCE, rule)``, ``actions[state][rule name]`` the state after
    a reduction; ``rules``: (name of the result, number of parts, meaning)."""

    start: int
    tokens: list[tuple[str, str]]
    ignored: list[str]
    actions: list[dict[str, tuple[int, int]]]
    rules: list[tuple[str, int, str]]


@cache
def tables() -> Tables:
    """The tables, from the cache when it has them for this grammar."""
    text = GRAMMAR.read_text(encoding="utf-8")
    origin = text + Path(__file__).read_text(encoding="utf-8")
    cached = cache_directory() / f"grammar-{sha256(origin.encode()).hexdigest()[:16]}.json"
    try:
        return restored(json.loads(cached.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        built = build(text)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        partial = cached.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(built), encoding="utf-8")
        partial.replace(cached)
    except OSError:
        pass  # a cache that cannot be written costs time, nothing else
    return built


def build(text: str) -> Tables:
    """Have lark compute the automaton."""
    import lark  # noqa: PLC0415  (only when the cache is cold)

    parser: Any = lark.Lark(text, parser="lalr", lexer="basic")
    table = parser.parser.parser._parse_table
    terminals = sorted(
        parser.terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name)
    )
    ignored = set(parser.ignore_tokens)
    rules: list[tuple[str, int, str]] = []
    actions: list[dict[str, tuple[int, int]]] = [{} for _ in table.states]
    for state, row in table.states.items():
        for token, (action, argument) in row.items():
            if action.name == "Shift":
                actions[state][token] = (SHIFT, argument)
            else:
                rule = (argument.origin.name, len(argument.expansion), argument.alias or argument.origin.name)
                if rule not in rules:
                    rules.append(rule)
                actions[state][token] = (REDUCE, rules.index(rule))
    _skip_atoms(actions, rules)
    return Tables(
        table.start_states["start"],
        [(t.name, t.pattern.to_regexp()) for t in terminals if t.name not in ignored],
        [t.pattern.to_regexp() for t in terminals if t.name in ignored],
        actions,
        rules,
    )


def _skip_atoms(actions: list[dict[str, tuple[int, int]]], rules: list[tuple[str, int, str]]) -> None:
    """A token that is an item by itself goes in as an item at once: half of all tokens are such."""
    for row in actions:
        for token, (action, target) in list(row.items()):
            if action == SHIFT:
                after = set(actions[target].values())
                if len(after) == 1 and (rule := after.pop())[0] == REDUCE and rules[rule[1]][2] == "atom":
                    row[token] = row[rules[rule[1]][0]]


def restored(data: list[Any]) -> Tables:
    """The tables from their JSON form."""
    start, tokens, ignored, actions, rules = data
    return Tables(
        start,
        [(name, pattern) for name, pattern in tokens],
        ignored,
        [{token: (action, argument) for token, (action, argument) in row.items()} for row in actions],
        [(name, parts, meaning) for name, parts, meaning in rules],
    )


def cache_directory() -> Path:
    """Where what can be made again is kept."""
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("snsim")
