"""Tasks on sample networks: random examples, the usual transfer functions, everything else as asked for."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from snsim.network import transfer
from snsim.training.task import Functions, Task

from .maker import Maker

HEIGHT, GAIN = 1.7159, 2 / 3  # of f(a) = A tanh(B a)


def sigmoid(a: float = HEIGHT, b: float = GAIN, c: float = 0.0, d: float = 0.0) -> Functions:
    """f, f' and f'' of A tanh(B a) + C a + D; f'' by first differences of f', which keeps five digits."""
    df = transfer.parametric("dtanh", a, b, c, d)
    return transfer.parametric("tanh", a, b, c, d), df, transfer.differences(df, 1)


def with_desired(maker: Maker) -> np.ndarray:
    """Units for the desired states of the last layer."""
    return maker.constants(len(maker.layers[-1]), 0) if maker.desired is None else maker.desired


def task_on(maker: Maker, examples: int = 12, **options: Any) -> Task:
    """A task of learning random patterns; ``options`` are fields of ``Task``.

    Every pattern comes twice, with opposite targets, so that the task can never be learnt: errors stay of size 1. (Of
    an error that vanishes, the difference of two numbers near 1, rounding would leave no digit to compare.)
    """
    random = np.random.default_rng(examples)
    inputs, outputs = len(maker.layers[0]), len(maker.layers[-1])
    targets = np.where(random.random((examples // 2, outputs)) < 0.5, -1, 1)
    patterns = np.tile(random.uniform(-1, 1, (examples // 2, inputs)), (2, 1))
    settings: dict[str, Any] = {
        "network": maker.network,
        "layers": maker.layers,
        "functions": [sigmoid()] * (len(maker.layers) - 1),
        "desired": options["desired"] if "desired" in options else with_desired(maker),
        "patterns": patterns.astype(np.float32),
        "targets": np.concatenate([targets, -targets]).astype(np.float32),
        "first": 0,
        "last": examples - 1,
        "error_share": outputs,
    }
    return Task(**(settings | options))


def twin(task: Task) -> Task:
    """The same task on a copy of its network."""
    made = copy.copy(task)
    object.__setattr__(made, "network", copy.deepcopy(task.network))
    object.__setattr__(made, "_course", [])
    return made


def seeded(seed: int = 3) -> np.ndarray:
    """A state of the random generator: cursors 0 and 31, any table (kernels.randomness)."""
    state = np.random.default_rng(seed).integers(0, 2**31 - 1, 57).astype(np.int32)
    state[0], state[56] = 0, 31
    return state
