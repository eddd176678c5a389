"""``(load-iris)``: Fisher's irises as two codebooks, ``iris-a`` to learn from and ``iris-t`` to test on (sn28.md, 5.1).

How the original's two files order the flowers is not recorded; here the species take turns, the last 50 are the test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..datasets import load_iris
from ..lisp.assignment import assign_global
from .codebookobject import Codebook
from .digits import dataset_failures, messages
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace


LEARNING, SPECIES = 100, 3


@primitive("load-iris")
def load_iris_codebooks(workspace: Workspace) -> Codebook:
    """Set ``iris-a`` (100 rows) and ``iris-t`` (50): lengths in millimetres, labels 0, 1 and 2. Returns the second."""
    lisp = workspace.lisp
    with dataset_failures():
        lengths, species = load_iris(messages(lisp))
    turns = np.arange(len(species)).reshape(SPECIES, -1).T.ravel()
    flowers = Codebook(lengths[turns], species[turns].astype(np.int32))
    learning, test = (
        Codebook(flowers.words[part], flowers.labels[part]) for part in (slice(LEARNING), slice(LEARNING, None))
    )
    assign_global(lisp, lisp.intern("iris-a"), learning)
    assign_global(lisp, lisp.intern("iris-t"), test)
    return test
