"""SN's own digits: 480 drawings with a mouse, 16x16, -1 or +1 (the set of LeCun's CRG-TR-89-4, 1989, or its like).

Patterns 0-319 are to learn from, 320-479 to be tested on. The set holds 120 drawings at four horizontal shifts each, so
that 96 of the 97 drawings behind the test patterns are also, shifted, among the learning patterns: reports should
say so.
"""

from __future__ import annotations

import numpy as np

from snsim.datasets.digest import digits_digest
from snsim.datasets.digitset import DigitSet
from snsim.datasets.errors import DatasetError
from snsim.datasets.files import FETCH_AGAIN
from snsim.datasets.locate import Say, locate
from snsim.datasets.messages import say_on_stderr
from snsim.datasets.registry import MOUSE_IMAGES, MOUSE_TARGETS
from snsim.datasets.snmatrix import read_packed_matrix
from snsim.datasets.zipdigits import join_digests

TRAIN = 320
PIXELS = 256
CLASSES = 10


def load_mouse_digits(say: Say = say_on_stderr) -> DigitSet:
    """The mouse digits, split as in SN's own demonstration."""
    parts = []
    for archive, columns in ((MOUSE_IMAGES, PIXELS), (MOUSE_TARGETS, CLASSES)):
        path = locate(archive, say)
        matrix = read_packed_matrix(path)
        if matrix.shape != (archive.count, columns):
            raise DatasetError(f"a matrix {matrix.shape}, not {(archive.count, columns)}", str(path), FETCH_AGAIN)
        parts.append(matrix)
    images, labels = parts[0], parts[1].argmax(axis=1).astype(np.uint8)
    train, test = (images[:TRAIN], labels[:TRAIN]), (images[TRAIN:], labels[TRAIN:])
    digest = join_digests(digits_digest(*train), digits_digest(*test))
    return DigitSet(*train, *test, f"{MOUSE_IMAGES.name} and {MOUSE_TARGETS.name} in {path.parent}", digest)
