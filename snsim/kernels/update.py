"""Exact weight steps of the four kernels (sn28.md 2.8-2.10): on line, accumulated, second order.

``rates`` says where learning rates live: 0 on the unit (sn28, sn28ite), 1 on the connection (sn28new, sn28itenew).
``mu``: a connection's rate is eps / (mu + |sigma|) (Newton, Levenberg-Marquardt); ``FIRST_ORDER``, not a number: just
eps. Momentum keeps SN's convention: delta = alpha * delta + (1 - alpha) * step.
"""

from __future__ import annotations

import numpy as np

from .fields import EPSILON, GRAD, L_EPSILON, L_SIGMA, VAL, W_ACC, W_DELTA, W_HESS, W_VAL
from .jit import kernel, part

F0, F1 = np.float32(0), np.float32(1)
FIRST_ORDER = np.float32(np.nan)  # every number is a mu that a user may give


@kernel
def step_each(net, layer, rates, alpha, decay, mu):  # type: ignore[no-untyped-def]
    """update-weight and update-w-newton where every connection owns its weight (sn28, sn28new)."""
    x, w, deltas = net.units[VAL], net.weights[W_VAL], net.weights[W_DELTA]
    own, sigma = net.links[L_EPSILON], net.links[L_SIGMA]
    for unit in layer:
        grad, shared = net.units[GRAD, unit], net.units[EPSILON, unit]
        for k in range(net.in_start[unit], net.in_start[unit + 1]):
            link, weight = net.in_link[k], net.in_weight[k]
            eps = own[link] if rates == 1 else shared
            if rates == 1 and not np.isnan(mu):
                eps = eps / (mu + abs(sigma[link]))
            step = grad * eps
            if alpha != F0:
                step = (F1 - alpha) * step if rates == 0 else ((F1 - alpha) * grad) * eps
            delta = x[net.in_unit[k]] * step
            if alpha != F0:
                delta = deltas[weight] * alpha + delta
            deltas[weight] = delta
            w[weight] = ((F1 - eps * decay) * w[weight] if decay != F0 else w[weight]) + delta


@kernel
def accumulate(net, layer, rates):  # type: ignore[no-untyped-def]
    """update-acc: acc += x_j g_i eps, connection by connection."""
    x, acc, own = net.units[VAL], net.weights[W_ACC], net.links[L_EPSILON]
    for unit in layer:
        grad, shared = net.units[GRAD, unit], net.units[EPSILON, unit]
        for k in range(net.in_start[unit], net.in_start[unit + 1]):
            step = grad * (own[net.in_link[k]] if rates == 1 else shared)
            weight = net.in_weight[k]
            acc[weight] = acc[weight] + x[net.in_unit[k]] * step


@kernel
def accumulate_curvature(net, layer):  # type: ignore[no-untyped-def]
    """update-hess: hess += sigma, connection by connection."""
    for unit in layer:
        for k in range(net.in_start[unit], net.in_start[unit + 1]):
            weight = net.in_weight[k]
            net.weights[W_HESS, weight] = net.weights[W_HESS, weight] + net.links[L_SIGMA, net.in_link[k]]


@kernel
def scale_by_curvature(net, mu):  # type: ignore[no-untyped-def]
    """hessian-scale: acc /= mu + |hess|."""
    for k in range(net.weight_count):
        net.weights[W_ACC, k] = net.weights[W_ACC, k] / (mu + abs(net.weights[W_HESS, k]))


@kernel
def delta_from_acc(net, alpha):  # type: ignore[no-untyped-def]
    """update-delta: delta = acc, or alpha delta + (1 - alpha) acc."""
    for k in range(net.weight_count):
        if alpha == F0:
            net.weights[W_DELTA, k] = net.weights[W_ACC, k]
        else:
            net.weights[W_DELTA, k] = alpha * net.weights[W_DELTA, k] + (F1 - alpha) * net.weights[W_ACC, k]


@kernel
def add_delta(net, decay):  # type: ignore[no-untyped-def]
    """update-wghtonly: w += delta; decay is not scaled by the rate in these kernels."""
    for k in range(net.weight_count):
        if decay == F0:
            net.weights[W_VAL, k] = net.weights[W_VAL, k] + net.weights[W_DELTA, k]
        else:
            net.weights[W_VAL, k] = (F1 - decay) * net.weights[W_VAL, k] + net.weights[W_DELTA, k]


@kernel
def conjugate_step(net, curvature):  # type: ignore[no-untyped-def]
    """update-wghtonly-conjgrad: w += (acc . delta / curvature) delta."""
    total = F0
    for k in range(net.weight_count):
        total += net.weights[W_ACC, k] * net.weights[W_DELTA, k]
    length = total / curvature
    for k in range(net.weight_count):
        net.weights[W_VAL, k] = net.weights[W_VAL, k] + length * net.weights[W_DELTA, k]


@part
def step_shared(net, layer, rates, alpha, decay, mu):  # type: ignore[no-untyped-def]
    """update-weight and update-w-newton of the iterative kernels: accumulate over sharing connections, then step."""
    net.weights[W_ACC, : net.weight_count] = F0
    accumulate(net, layer, rates)
    if not np.isnan(mu):
        net.weights[W_HESS, : net.weight_count] = F0
        accumulate_curvature(net, layer)
        scale_by_curvature(net, mu)
    delta_from_acc(net, alpha)
    add_delta(net, decay)


@kernel
def step(net, layer, iterative, rates, alpha, decay, mu):  # type: ignore[no-untyped-def]
    """One weight step in the manner of any of the four kernels."""
    if iterative:
        step_shared(net, layer, rates, alpha, decay, mu)
    else:
        step_each(net, layer, rates, alpha, decay, mu)
