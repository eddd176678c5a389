"""PyTorch, functional: one step by ``torch.compile``, weights and a pattern in, new weights out."""

from __future__ import annotations

import numpy as np
import torch
from problem import Problem
from torch import Tensor
from torch_net import Params, groups_of, outputs, prepare
from worker import Answer, Teach, serve


def make(problem: Problem) -> tuple[Teach, Answer]:
    """Teach by the compiled step."""
    params, images, targets = prepare(problem)
    groups, rate = groups_of(problem.seen), problem.rate

    def cost(params: Params, image: Tensor, target: Tensor) -> Tensor:
        return 0.5 * ((target - outputs(params, groups, image)) ** 2).sum()

    @torch.compile(fullgraph=True)
    def step(params: Params, image: Tensor, target: Tensor) -> Params:
        slopes = torch.func.grad(cost)(params, image, target)
        return {name: weights - rate * slopes[name] for name, weights in params.items()}

    @torch.no_grad()
    def teach(begin: int, end: int) -> None:
        nonlocal params
        for k in range(begin, end):
            params = step(params, images[k : k + 1], targets[k : k + 1])

    @torch.no_grad()
    def answer() -> np.ndarray:
        return outputs(params, groups, images).numpy()

    return teach, answer


if __name__ == "__main__":
    serve(make)
