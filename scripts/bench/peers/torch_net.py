"""The net of 1989 in PyTorch, for both PyTorch peers."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from problem import GAIN, HEIGHT, Problem
from torch import Tensor

Params = dict[str, Tensor]

torch.set_num_threads(1)


def prepare(problem: Problem) -> tuple[Params, Tensor, Tensor]:
    """Weights, images (n, 1, 19, 19) in their frames, targets."""
    params = {name: torch.from_numpy(weights.copy()) for name, weights in problem.weights.items()}
    images = F.pad(torch.from_numpy(problem.patterns).reshape(-1, 1, 16, 16), (2, 1, 2, 1), value=-1.0)
    return params, images, torch.from_numpy(problem.targets)


def groups_of(seen: np.ndarray) -> list[tuple[list[int], list[int]]]:
    """Maps of the second layer that see the same: (they, what they see)."""
    found: dict[tuple[int, ...], list[int]] = {}
    for k, row in enumerate(seen.tolist()):
        found.setdefault(tuple(row), []).append(k)
    return [(maps, list(row)) for row, maps in found.items()]


def f(a: Tensor) -> Tensor:
    return HEIGHT * torch.tanh(GAIN * a)


def outputs(params: Params, groups: list[tuple[list[int], list[int]]], images: Tensor) -> Tensor:
    """What the network answers to (n, 1, 19, 19): (n, 10)."""
    n = len(images)
    x1 = f(F.conv2d(images, params["w1"].view(12, 1, 5, 5), stride=2) + params["b1"].view(12, 8, 8))
    frame = F.pad(x1, (2, 1, 2, 1), value=-1.0)
    kernels = params["w2"].view(12, 8, 5, 5)
    sums: list[Tensor] = [frame] * 12
    for maps, row in groups:
        for k, map_sums in zip(maps, F.conv2d(frame[:, row], kernels[maps], stride=2).unbind(1), strict=True):
            sums[k] = map_sums
    x2 = f(torch.stack(sums, 1) + params["b2"].view(12, 4, 4)).reshape(n, 192)
    x3 = f(x2 @ params["w3"].T + params["b3"])
    return f(x3 @ params["w4"].T + params["b4"])
