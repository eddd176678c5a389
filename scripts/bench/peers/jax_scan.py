"""JAX: ``lax.scan`` over the patterns of a pass, compiled whole; the formulation is the second argument.

im2col   windows gathered by index, then matrix products
slices   the same, the windows of every tap a strided slice
dense    windows as products with constant 0/1 matrices: no gathering at all
conv     XLA's own convolution
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from problem import GAIN, HEIGHT, Problem, framed, window_index
from worker import Answer, Teach, serve

Params = dict[str, jax.Array]
Layer = Callable[[Params, jax.Array], jax.Array]
"""Weights and what the layer sees of a pattern: sums of inputs (12, positions)."""


def f(a: jax.Array) -> jax.Array:
    return HEIGHT * jnp.tanh(GAIN * a)


def in_frame(maps: jax.Array) -> jax.Array:
    """(12, 64) -> (12, 11, 11)"""
    return jnp.pad(maps.reshape(12, 8, 8), ((0, 0), (2, 1), (2, 1)), constant_values=-1)


def taps(frame: jax.Array) -> jax.Array:
    """The windows of framed maps (12, 11, 11), each tap a slice: (12, 25, 16)."""
    slices = [frame[:, i : i + 7 : 2, j : j + 7 : 2].reshape(12, 16) for i in range(5) for j in range(5)]
    return jnp.stack(slices, 1)


def one_hot(index: np.ndarray, size: int) -> np.ndarray:
    """(size, 25 positions): a map times this is its windows."""
    return (np.arange(size)[:, None] == index.ravel()).astype(np.float32)


def grouped(seen: np.ndarray) -> tuple[dict[tuple[int, ...], np.ndarray], np.ndarray]:
    """Maps that see the same go together: who they are, by what they see; and where each is then."""
    groups = {tuple(row): np.flatnonzero((seen == row).all(1)) for row in seen}
    return groups, np.argsort(np.concatenate(list(groups.values())))


def second_by_products(windows: Callable[[jax.Array], jax.Array], seen: np.ndarray) -> Layer:
    """The second hidden layer; ``windows`` (12, 25, 16) of the first one's states."""
    groups, order = grouped(seen)

    def layer(params: Params, x1: jax.Array) -> jax.Array:
        columns = windows(x1)
        sums = [params["w2"][maps] @ columns[np.array(row)].reshape(200, 16) for row, maps in groups.items()]
        return jnp.concatenate(sums)[order]

    return layer


def second_by_convolution(seen: np.ndarray) -> Layer:
    """The same by convolutions."""
    groups, order = grouped(seen)

    def layer(params: Params, x1: jax.Array) -> jax.Array:
        frame = in_frame(x1)
        sums = [convolve(frame[np.array(row)], params["w2"][maps].reshape(-1, 8, 5, 5)) for row, maps in groups.items()]
        return jnp.concatenate(sums)[order]

    return layer


def convolve(maps: jax.Array, kernels: jax.Array) -> jax.Array:
    """(channels, rows, columns) with (maps, channels, 5, 5): (maps, positions)."""
    return lax.conv(maps[None], kernels, (2, 2), "VALID").reshape(len(kernels), -1)


def outputs(layers: tuple[Layer, Layer], params: Params, image: jax.Array) -> jax.Array:
    """What the network answers."""
    first, second = layers
    x1 = f(first(params, image) + params["b1"])
    x2 = f(second(params, x1) + params["b2"])
    x3 = f(params["w3"] @ x2.reshape(192) + params["b3"])
    return f(params["w4"] @ x3 + params["b4"])


def first_by_products(params: Params, windows: jax.Array) -> jax.Array:
    """The first hidden layer, on (25, 64)."""
    return params["w1"] @ windows


def first_by_convolution(params: Params, image: jax.Array) -> jax.Array:
    """The same, on (1, 19, 19)."""
    return convolve(image, params["w1"].reshape(12, 1, 5, 5))


def formulation(name: str, problem: Problem) -> tuple[tuple[Layer, Layer], np.ndarray]:
    """The two layers with windows, and what they see of all patterns."""
    images, small, seen = framed(problem.patterns), window_index(8), problem.seen
    if name == "conv":
        return (first_by_convolution, second_by_convolution(seen)), images[:, None]
    columns = images.reshape(len(images), -1)[:, window_index(16)]  # gathered once for all

    hot = jnp.asarray(one_hot(small, 121))
    ways: dict[str, Callable[[jax.Array], jax.Array]] = {
        "im2col": lambda x1: in_frame(x1).reshape(12, 121)[:, small],
        "slices": lambda x1: taps(in_frame(x1)),
        "dense": lambda x1: (in_frame(x1).reshape(12, 121) @ hot).reshape(12, 25, 16),
    }
    return (first_by_products, second_by_products(ways[name], seen)), columns


def make(name: str, problem: Problem) -> tuple[Teach, Answer]:
    """Teach by scanning."""
    layers, seen = formulation(name, problem)
    images, targets = jnp.asarray(seen), jnp.asarray(problem.targets)
    params = {key: jnp.asarray(value) for key, value in problem.weights.items()}
    rate = problem.rate

    def cost(params: Params, image: jax.Array, target: jax.Array) -> jax.Array:
        return 0.5 * jnp.sum((target - outputs(layers, params, image)) ** 2)

    def step(params: Params, example: tuple[jax.Array, jax.Array]) -> tuple[Params, None]:
        slope = jax.grad(cost)(params, *example)
        return jax.tree.map(lambda w, g: w - rate * g, params, slope), None

    @partial(jax.jit, donate_argnums=0)
    def sweep(params: Params, images: jax.Array, targets: jax.Array) -> Params:
        return lax.scan(step, params, (images, targets))[0]

    def teach(begin: int, end: int) -> None:
        nonlocal params
        params = jax.block_until_ready(sweep(params, images[begin:end], targets[begin:end]))

    def answer() -> np.ndarray:
        return np.asarray(jax.jit(jax.vmap(partial(outputs, layers, params)))(images))

    return teach, answer


if __name__ == "__main__":
    serve(partial(make, sys.argv[2]))
