"""Performance files: the log that ``perf`` writes, read back as curves (sn28.md, 3.9).

    ;;; run 320 10
       320 0.07470918  93.75 ;{0-319}

A line is age, mean error, per cent of good answers, and the range of patterns in a comment; other comments and empty
lines do not count. A line without a range follows that of the training set at the same age: it is about the test set.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import string
from ..lisp.values import make_list
from ..matrices.bytereader import SHORT, ByteReader
from ..streams.redirection import open_input
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace

SUFFIX = "perf"
NOT_A_LOG = "this is probably not a performance file"
NUMBER = rb"([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)"
LINE = re.compile(rb"\s*" + rb"\s+".join([NUMBER] * 3) + rb"\s*(?:;(\{[^}\n]*\})?.*)?\n")
SKIPPED = re.compile(rb"[ \t\r]*(?:;.*)?\n")
NO_RANGE, TEST = "Training", "Test"

Point = tuple[float, float, float]


@primitive("read-perf-file")
def read_perf_file(workspace: Workspace, name: Any) -> Any:
    """A list of curves ``(range (age error percent)...)``; where age does not grow, another begins."""
    source = open_input(workspace.lisp, string(name), SUFFIX)
    curves = read_curves(ByteReader(source.text.encode("latin-1"), source.name))
    return make_list(make_list([label, *(make_list(point) for point in points)]) for label, points in curves)


def read_curves(reader: ByteReader) -> list[tuple[str, list[Point]]]:
    """The curves of a log, in the order in which they begin."""
    curves: list[tuple[str, list[Point]]] = []
    growing: dict[str, list[Point]] = {}
    last_age = None
    while reader.position < len(reader.data):
        found = SKIPPED.match(reader.data, reader.position)
        if found is None:
            found = LINE.match(reader.data, reader.position)
            if found is None:
                raise _not_a_line(reader)
            age, error, percent = (float(word) for word in found.groups()[:3])
            label = found[4].decode("latin-1") if found[4] else TEST if age == last_age else NO_RANGE
            if label not in growing or growing[label][-1][0] >= age:
                growing[label] = []
                curves.append((label, growing[label]))
            growing[label].append((age, error, percent))
            last_age = age
        reader.position = found.end()
    return curves


def _not_a_line(reader: ByteReader) -> Exception:
    cut = b"\n" not in reader.data[reader.position :]
    return reader.error(SHORT if cut else NOT_A_LOG, "a line of age, error and per cent expected here")
