"""Steps that treat every unit or weight alike, on whole vectors: transfer function, gradients, weight updates."""

from __future__ import annotations

import numpy as np

from .course import FIRST_ORDER
from .jit import part
from .transfer import evaluate
from .vectors import (
    BYTES,
    add,
    broadcast,
    divide,
    fma,
    load,
    load_float,
    magnitude,
    multiply,
    store,
    store_float,
    subtract,
    tanh,
)

F0, F1 = np.float32(0), np.float32(1)


@part
def clear(at, vectors):  # type: ignore[no-untyped-def]
    zero = broadcast(F0)
    for k in range(vectors):
        store(at + k * BYTES, zero)


@part
def copy(to, source, vectors):  # type: ignore[no-untyped-def]
    for k in range(vectors):
        store(to + k * BYTES, load(source + k * BYTES))


@part
def square(to, source, vectors):  # type: ignore[no-untyped-def]
    for k in range(vectors):
        x = load(source + k * BYTES)
        store(to + k * BYTES, multiply(x, x))


@part
def activate_tanh(a, x, slope, vectors, code, f, df):  # type: ignore[no-untyped-def]
    """x = C a + (A th + D), f' = P1 - P2 th^2 with th = tanh(B a); ``f``, ``df``: their records in ``code``."""
    height, gain = broadcast(code[f + 1]), broadcast(code[f + 2])
    tilt, shift = broadcast(code[f + 3]), broadcast(code[f + 4])
    p1, p2 = broadcast(code[df + 5]), broadcast(code[df + 6])
    for k in range(vectors):
        activation = load(a + k * BYTES)
        th = tanh(multiply(gain, activation))
        store(x + k * BYTES, fma(tilt, activation, fma(height, th, shift)))
        store(slope + k * BYTES, subtract(p1, multiply(p2, multiply(th, th))))


@part
def activate_any(a, x, slope, vectors, code, f_at, df_at):  # type: ignore[no-untyped-def]
    """The same for any pair of functions, one unit after the other, in the exact arithmetic."""
    for k in range(16 * vectors):
        activation = load_float(a + 4 * k)
        store_float(x + 4 * k, evaluate(code, f_at, activation))
        store_float(slope + 4 * k, evaluate(code, df_at, activation))


@part
def add_multiple(to, factor, source, vectors):  # type: ignore[no-untyped-def]
    """to += factor source."""
    scale = broadcast(factor)
    for k in range(vectors):
        store(to + k * BYTES, fma(scale, load(source + k * BYTES), load(to + k * BYTES)))


@part
def product(to, left, right, vectors):  # type: ignore[no-untyped-def]
    """to = left * right: g = b f'."""
    for k in range(vectors):
        store(to + k * BYTES, multiply(load(left + k * BYTES), load(right + k * BYTES)))


@part
def curvature_of_units(to, sqbacksum, slope, vectors):  # type: ignore[no-untyped-def]
    """h = s f'^2 (Levenberg-Marquardt)."""
    for k in range(vectors):
        d = load(slope + k * BYTES)
        store(to + k * BYTES, multiply(load(sqbacksum + k * BYTES), multiply(d, d)))


@part
def average_into(sigma, gamma, factor, squares, vectors):  # type: ignore[no-untyped-def]
    """sigma = (1 - gamma) sigma + gamma factor squares."""
    keep, share = broadcast(F1 - gamma), broadcast(gamma * factor)
    for k in range(vectors):
        old = multiply(keep, load(sigma + k * BYTES))
        store(sigma + k * BYTES, fma(share, load(squares + k * BYTES), old))


@part
def _plain(w, rate, g, scale, vectors):  # type: ignore[no-untyped-def]
    """w += rate scale g."""
    factor = broadcast(scale)
    for k in range(vectors):
        gradient = multiply(factor, load(g + k * BYTES))
        store(w + k * BYTES, fma(load(rate + k * BYTES), gradient, load(w + k * BYTES)))


@part
def _general(w, rate, delta, hess, g, scale, vectors, rule):  # type: ignore[no-untyped-def]
    """w = (1 - decay) w + delta, delta = alpha delta + (1 - alpha) e g, e = rate or rate / (mu + |hess|)."""
    factor = broadcast((F1 - rule.alpha) * scale) if rule.alpha != F0 else broadcast(scale)
    momentum, decay, one, mu = broadcast(rule.alpha), broadcast(rule.decay), broadcast(F1), broadcast(rule.mu)
    for k in range(vectors):
        e = load(rate + k * BYTES)
        if rule.order != FIRST_ORDER:
            e = divide(e, add(mu, magnitude(load(hess + k * BYTES))))
        change = fma(momentum, load(delta + k * BYTES), multiply(e, multiply(factor, load(g + k * BYTES))))
        store(delta + k * BYTES, change)
        shrink = subtract(one, decay) if rule.iterative else subtract(one, multiply(e, decay))
        store(w + k * BYTES, fma(shrink, load(w + k * BYTES), change))


@part
def _marquardt(w, rate, hess, g, scale, vectors, mu):  # type: ignore[no-untyped-def]
    """w += rate scale g / (mu + |hess|): the average may still be negative where Newton's method has left it so."""
    factor, regular = broadcast(scale), broadcast(mu)
    for k in range(vectors):
        e = divide(load(rate + k * BYTES), add(regular, magnitude(load(hess + k * BYTES))))
        store(w + k * BYTES, fma(e, multiply(factor, load(g + k * BYTES)), load(w + k * BYTES)))


@part
def update_row(w, rate, delta, hess, g, scale, squares, factor, vectors, rule):  # type: ignore[no-untyped-def]
    """One row of weights: gradient ``scale * g``, new curvature ``factor * squares``; addresses of whole rows."""
    if rule.order != FIRST_ORDER:
        average_into(hess, rule.gamma, factor, squares, vectors)
    if rule.alpha != F0 or rule.decay != F0:
        _general(w, rate, delta, hess, g, scale, vectors, rule)
    elif rule.order != FIRST_ORDER:
        _marquardt(w, rate, hess, g, scale, vectors, rule.mu)
    else:
        _plain(w, rate, g, scale, vectors)
