"""The results as a table: for a terminal, or for a page in Markdown."""

from __future__ import annotations

from collections.abc import Callable

from result import LANGUAGE, NETWORKS, PEERS, PROGRAMS, Result

NAMES = 44  # characters for the first column

Column = tuple[str, Callable[[Result], str]]


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _limit(result: Result) -> str:
    return "" if result.limit is None else str(result.limit)


def _times(scale: float, digits: int) -> list[Column]:
    return [
        ("median", lambda r: f"{scale * r.median:.{digits}f}"),
        ("least", lambda r: f"{scale * min(r.seconds):.{digits}f}"),
        ("most", lambda r: f"{scale * max(r.seconds):.{digits}f}"),
    ]


_JUDGED: list[Column] = [("limit", _limit), ("", lambda r: r.verdict())]

SECTIONS: dict[str, tuple[str, list[Column]]] = {
    NETWORKS: (
        "microseconds a presentation",
        [
            *_times(1e6, 2),
            ("of peak", lambda r: _share(r.of_peak)),
            ("of memory", lambda r: _share(r.of_memory)),
            *_JUDGED,
        ],
    ),
    PEERS: (
        "others on zip1989, on line: microseconds",
        [
            *_times(1e6, 1),
            ("times ours", lambda r: "" if r.ratio is None else f"{r.ratio:.1f}"),
            ("learned", lambda r: r.note),
            *_JUDGED,
        ],
    ),
    PROGRAMS: ("whole programs: seconds", [*_times(1, 2), *_JUDGED]),
    LANGUAGE: ("the language: seconds", [*_times(1, 3), ("", lambda r: r.note)]),
}


def rows(results: list[Result]) -> list[list[list[str]]]:
    """A table for every section that has results: lists of cells, headings first."""
    tables = []
    for section, (title, columns) in SECTIONS.items():
        if own := [result for result in results if result.section == section]:
            head = [title, *(name for name, _ in columns)]
            tables.append([head, *([result.name, *(cell(result) for _, cell in columns)] for result in own)])
    return tables


def plain(results: list[Result]) -> str:
    """For a terminal: names to the left, figures to the right."""
    return "\n\n".join(_plain(table) for table in rows(results))


def _plain(table: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for name, *cells in table:
        figures = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        lines.append("  ".join([name.ljust(NAMES), *figures]).rstrip())
    return "\n".join(lines)


def markdown(results: list[Result], head: str) -> str:
    """For a page: ``head``, then the tables."""
    return "\n\n".join([head, *(_markdown(table) for table in rows(results))]) + "\n"


def _markdown(table: list[list[str]]) -> str:
    head, *body = table
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *body))
