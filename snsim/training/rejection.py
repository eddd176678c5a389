"""How many patterns a reader must leave to a person so that it errs on few of the rest (LeCun et al. 1989).

A pattern is rejected when the two greatest outputs are less than a threshold apart; the threshold is the lowest that
brings the errors on the accepted patterns down to the share asked for.
"""

from __future__ import annotations

import numpy as np


def rejects_for(error: float, outputs: np.ndarray, labels: np.ndarray) -> float:
    """The share of patterns to reject for at most this share of errors (both 0 to 1) among the accepted.

    ``outputs`` (patterns, classes); ``labels`` (patterns,): the right classes.
    """
    ranked = np.sort(outputs, axis=1)
    margins = ranked[:, -1] - ranked[:, -2]
    order = np.argsort(-margins, kind="stable")
    wrong = np.cumsum(outputs.argmax(1)[order] != labels[order])
    accepted = np.arange(1, len(order) + 1)
    # a threshold accepts all patterns of equal margin, or none of them
    cuts = np.append(np.diff(margins[order]) != 0, True)
    possible = accepted[cuts & (wrong <= error * accepted)]
    return float(1 - (possible.max() if len(possible) else 0) / len(order))
