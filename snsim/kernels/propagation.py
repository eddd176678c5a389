"""Exact propagation: one connection after the other, newest first, one float32 rounding an operation.

The rules of sn28.md, 2.5-2.11, with a: activation (``SUM``), x: state (``VAL``), w: weight. f and its derivatives are
those of the layer times the unit's mask, which is 1 in SN (``dropout.py``). Forward, backward and second-order rules
stand side by side:

    forward    a_i = sum_j w_ij x_j (+ theta * noise)     x_i = f(a_i)
    backward   b_i = sum_k w_ki g_k                       g_i = b_i f'(a_i)                 (g, b: minus derivatives)
    curvature  s_i = sum_k w_ki^2 h_k                     h_i = s_i f'(a_i)^2 - b_i f''(a_i)   (Newton)
                                                          h_i = s_i f'(a_i)^2                  (Levenberg-Marquardt)
               sigma_ij = (1 - gamma) sigma_ij + gamma h_i x_j^2

Layers are int32 arrays of unit numbers; ``units`` is ``Net.units``. Transfer functions arrive as codes
(``transfer.py``).
"""

from __future__ import annotations

import numpy as np

from .crossentropy import cross_entropy
from .fields import BACKSUM, GGRAD, GRAD, L_SIGMA, MASK, SQBACKSUM, SUM, VAL, W_DELTA, W_VAL
from .jit import kernel, part
from .randomness import gauss
from .transfer import evaluate

F0, F1, HALF = np.float32(0), np.float32(1), np.float32(0.5)


@part
def masked(units, unit, code, at):  # type: ignore[no-untyped-def]
    """A transfer function, or derivative, at the activation of a unit."""
    return evaluate(code, at, units[SUM, unit]) * units[MASK, unit]


# ---- forward ---------------------------------------------------------------------------------------------------------


@kernel
def weighted_sum(net, layer, theta, random):  # type: ignore[no-untyped-def]
    """a_i of every unit of the layer; with theta, plus one gaussian draw a unit."""
    x, a = net.units[VAL], net.units[SUM]
    for unit in layer:
        total = F0
        for k in range(net.in_start[unit], net.in_start[unit + 1]):
            total += net.weights[W_VAL, net.in_weight[k]] * x[net.in_unit[k]]
        if theta != F0:
            total += gauss(random) * theta
        a[unit] = total


@kernel
def state_only(units, layer, code, at):  # type: ignore[no-untyped-def]
    """x_i = f(a_i)."""
    for unit in layer:
        units[VAL, unit] = masked(units, unit, code, at)


# ---- cost ------------------------------------------------------------------------------------------------------------


@kernel
def cost_gradient(units, output, desired, code, at, clip, threshold):  # type: ignore[no-untyped-def]
    """Half the summed squared error; b and g of the output units. ``clip``: none beyond the target (thlms)."""
    cost = F0
    for k in range(len(output)):
        unit = output[k]
        target = units[VAL, desired[k]]
        d = target - units[VAL, unit]
        if clip:
            d = max(d, F0) if target > threshold else min(d, F0)
        cost += HALF * (d * d)
        units[BACKSUM, unit] = d
        units[GRAD, unit] = d * masked(units, unit, code, at)
    return cost


@kernel
def cross_entropy_gradient(units, output, desired, code, at, smoothing):  # type: ignore[no-untyped-def]
    """The cross-entropy of the outputs' softmax; b, g and the curvature s of the output units."""
    x, b, s = units[VAL], units[BACKSUM], units[SQBACKSUM]
    cost = cross_entropy(x, output, x, desired, b, s, len(output), smoothing)
    for unit in output:
        units[GRAD, unit] = b[unit] * masked(units, unit, code, at)
    return cost


# ---- backward --------------------------------------------------------------------------------------------------------


@kernel
def back_sum(net, layer):  # type: ignore[no-untyped-def]
    """b_i of every unit of the layer; 0 without outgoing connections."""
    g, b = net.units[GRAD], net.units[BACKSUM]
    for unit in layer:
        total = F0
        for k in range(net.out_start[unit], net.out_start[unit + 1]):
            total += net.weights[W_VAL, net.out_weight[k]] * g[net.out_unit[k]]
        b[unit] = total


@kernel
def gradient_only(units, layer, code, at):  # type: ignore[no-untyped-def]
    """g_i = b_i f'(a_i)."""
    for unit in layer:
        units[GRAD, unit] = units[BACKSUM, unit] * masked(units, unit, code, at)


# ---- second order ----------------------------------------------------------------------------------------------------


@kernel
def back_curvature(net, layer):  # type: ignore[no-untyped-def]
    """s_i; units without outgoing connections keep theirs (the 1 that the cost put into the output units)."""
    for unit in layer:
        first, last = net.out_start[unit], net.out_start[unit + 1]
        if first == last:
            continue
        total = F0
        for k in range(first, last):
            w = net.weights[W_VAL, net.out_weight[k]]
            total += (w * w) * net.units[GGRAD, net.out_unit[k]]
        net.units[SQBACKSUM, unit] = total


@kernel
def average_curvature(net, layer, gamma):  # type: ignore[no-untyped-def]
    """sigma of every incoming connection of the layer."""
    x, h = net.units[VAL], net.units[GGRAD]
    keep = F1 - gamma
    for unit in layer:
        share = gamma * h[unit]
        for k in range(net.in_start[unit], net.in_start[unit + 1]):
            link = net.in_link[k]
            xj = x[net.in_unit[k]]
            net.links[L_SIGMA, link] = keep * net.links[L_SIGMA, link] + share * (xj * xj)


@kernel
def curvature(net, layer, code, df_at, ddf_at, marquardt, gamma):  # type: ignore[no-untyped-def]
    """update-ggradient, or with ``marquardt`` update-lmggradient (never negative), of one layer."""
    back_curvature(net, layer)
    for unit in layer:
        d = masked(net.units, unit, code, df_at)
        h = net.units[SQBACKSUM, unit] * (d * d)
        if not marquardt:
            h = h - net.units[BACKSUM, unit] * masked(net.units, unit, code, ddf_at)
        net.units[GGRAD, unit] = h
    average_curvature(net, layer, gamma)


# ---- directional derivative ------------------------------------------------------------------------------------------


@kernel
def delta_state(net, layer, code, at):  # type: ignore[no-untyped-def]
    """g_i = f'(a_i) sum_j (w_ij g_j + delta_ij x_j): the states' derivative along ``delta``."""
    for unit in layer:
        total = F0
        for k in range(net.in_start[unit], net.in_start[unit + 1]):
            weight, source = net.in_weight[k], net.in_unit[k]
            total += net.weights[W_VAL, weight] * net.units[GRAD, source]
            total += net.weights[W_DELTA, weight] * net.units[VAL, source]
        net.units[GRAD, unit] = total * masked(net.units, unit, code, at)
