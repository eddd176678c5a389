"""What a sweep is to do: the network as layers, examples, algorithm, criterion. Comes from Lisp, goes to an engine."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..kernels.adamw import NO_ADAMW, AdamW
from ..kernels.augmentation import NO_AUGMENTATION, Augmentation
from ..kernels.averaging import NO_AVERAGING, Averaging
from ..kernels.course import CLASS_QUADRANT, COST_LMS, FIRST_ORDER, MARQUARDT, Course
from ..kernels.dropout import NO_DROPOUT, Dropout
from ..network.network import Network
from ..network.transfer import Transfer

Functions = tuple[Transfer, Transfer, Transfer]
"""f, f' and f'' of a layer."""


@dataclass(frozen=True)
class Task:
    """``layers``: unit numbers (int32), input first; ``functions``: one triple for each layer after the input;
    ``desired``: the units that hold the desired states; ``patterns`` (n, inputs), ``targets`` (n, outputs): float32;
    ``first``, ``last``: the training patterns; ``cost``: which (``course.COST_LMS`` ...), with the ``bound`` of
    the thresholded one or the ``smoothing`` of the cross-entropy; ``adamw``: the rule of
    first-order steps, if it is that one, which has made ``steps_made`` steps so far; ``averaging`` of the weights, in
    progress for ``averaged`` steps; ``augmentation``: how patterns are changed, ``dropout``: which units are left out
    in training; ``error_share``: the number an error is divided by."""

    network: Network
    layers: list[np.ndarray]
    functions: list[Functions]
    desired: np.ndarray
    patterns: np.ndarray
    targets: np.ndarray
    first: int
    last: int
    error_share: float
    learning: bool = True  # or only measuring?
    order: int = FIRST_ORDER
    alpha: float = 0.0
    decay: float = 0.0
    gamma: float = 0.05
    mu: float = 0.05
    theta: float = 0.0
    noise: float = 0.0
    cost: int = COST_LMS
    bound: float = 0.0
    smoothing: float = 0.0
    adamw: AdamW | None = None
    steps_made: float = 0.0
    averaging: Averaging | None = None
    averaged: float = 0.0
    augmentation: Augmentation | None = None
    dropout: Dropout | None = None
    criterion: int = CLASS_QUADRANT
    criterion_low: float = 0.0
    criterion_high: float = 0.0
    random_choice: bool = False
    stay: bool = False
    _course: list[Course] = field(default_factory=list, repr=False)

    @property
    def second(self) -> bool:
        """Are second derivatives needed?"""
        return self.order != FIRST_ORDER

    @property
    def varied(self) -> bool:
        """Does chance have a part in presentations?"""
        return bool(self.noise or self.theta or self.augmentation or self.dropout)

    @property
    def course(self) -> Course:
        """The same as arrays, for the kernels."""
        if not self._course:
            self._course.append(self._make_course())
        return self._course[0]

    def _make_course(self) -> Course:
        sizes = [len(layer) for layer in self.layers]
        code, starts = _codes(self.functions)
        return Course(
            layers=np.concatenate(self.layers).astype(np.int32),
            layer_start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            code=code,
            f_at=starts[0],
            df_at=starts[1],
            ddf_at=starts[2],
            output=self.layers[-1].astype(np.int32),
            desired=self.desired.astype(np.int32),
            patterns=np.ascontiguousarray(self.patterns, np.float32),
            targets=np.ascontiguousarray(self.targets, np.float32),
            outputs=float(self.error_share),
            iterative=self.network.iterative,
            rates=int(self.network.newton),
            order=self.order,
            alpha=np.float32(self.alpha),
            decay=np.float32(self.decay),
            gamma=np.float32(self.gamma),
            mu=np.float32(self.mu),
            theta=np.float32(self.theta),
            noise=np.float32(self.noise),
            cost=self.cost,
            bound=np.float32(self.bound),
            smoothing=np.float32(self.smoothing),
            by_adamw=self.adamw is not None,
            adamw=self.adamw or NO_ADAMW,
            averaging=self.averaging or NO_AVERAGING,
            augmentation=self.augmentation or NO_AUGMENTATION,
            dropout=self.dropout or NO_DROPOUT,
            criterion=self.criterion,
            criterion_low=float(self.criterion_low),
            criterion_high=float(self.criterion_high),
            random_choice=self.random_choice,
            stay=self.stay,
            first=self.first,
            last=self.last,
        )

    @property
    def marquardt(self) -> bool:
        """Is the curvature that of Gauss and Newton, never negative?"""
        return self.order == MARQUARDT


def _codes(functions: list[Functions]) -> tuple[np.ndarray, np.ndarray]:
    """All transfer codes one after the other; (3, layers) where f, f' and f'' of each layer start (the input's: 0)."""
    codes: list[np.ndarray] = []
    starts = np.zeros((3, len(functions) + 1), np.int64)
    at = 0
    for layer, triple in enumerate(functions, 1):
        for which, function in enumerate(triple):
            assert function.code is not None  # a function written in Lisp never reaches the kernels
            starts[which, layer] = at
            codes.append(function.code)
            at += len(function.code)
    return np.concatenate(codes).astype(np.float32), starts
