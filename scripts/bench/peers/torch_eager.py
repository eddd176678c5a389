"""PyTorch as the re-creation of 2022 used it: forward, zero_grad, backward optimiser's step for every pattern."""

from __future__ import annotations

import numpy as np
import torch
from problem import Problem
from torch_net import groups_of, outputs, prepare
from worker import Answer, Teach, serve


def make(problem: Problem) -> tuple[Teach, Answer]:
    """Teach by the usual loop."""
    params, images, targets = prepare(problem)
    groups = groups_of(problem.seen)
    for weights in params.values():
        weights.requires_grad_()
    optimizer = torch.optim.SGD(params.values(), lr=problem.rate)

    def teach(begin: int, end: int) -> None:
        for k in range(begin, end):
            error = 0.5 * ((targets[k : k + 1] - outputs(params, groups, images[k : k + 1])) ** 2).sum()
            optimizer.zero_grad(set_to_none=True)
            error.backward()
            optimizer.step()

    @torch.no_grad()
    def answer() -> np.ndarray:
        return outputs(params, groups, images).numpy()

    return teach, answer


if __name__ == "__main__":
    serve(make)
