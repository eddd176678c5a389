"""Other processors than this one: code is made for all of them, and gives the same numbers."""

from __future__ import annotations

import platform
from functools import cache

import numpy as np
import pytest
from learner import Learner, plan_for
from numba.core import config
from numeric import nets

from snsim.codegen.compiled import compile_text
from snsim.codegen.presentation import LEARN, Variant, emit
from snsim.codegen.processor import Processor, processor, this_processor
from snsim.codegen.steps import Rule
from snsim.kernels.fields import W_VAL
from snsim.planner.layout import ALPHA, DECAY, EACH, GAMMA, MU
from snsim.planner.plan import NetworkPlan

X86 = "x86_64-unknown-linux-gnu"
OTHERS = {
    "AVX-512": (X86, "x86-64-v4", ""),
    "AVX2": (X86, "x86-64-v3", ""),
    "SSE2": (X86, "x86-64", ""),
    "ARM": ("aarch64-unknown-linux-gnu", "generic", ""),
}
PRESENTATIONS = 200
WITHOUT_CURVATURES, WITH_CURVATURES = Rule(moving=True, iterative=True), Rule(second=True)
HERE = platform.machine() in ("x86_64", "AMD64") and platform.system() == "Linux"


def test_what_is_known_of_processors() -> None:
    found = {name: processor(*given) for name, given in OTHERS.items()}
    assert {name: (p.width, p.count, p.fused) for name, p in found.items()} == {
        "AVX-512": (16, 32, True),
        "AVX2": (8, 16, True),
        "SSE2": (4, 16, False),
        "ARM": (4, 32, True),
    }
    assert [found[name].registers(16) for name in found] == [32, 8, 4, 8]
    assert [found[name].sums for name in found] == [16, 4, 2, 4]


@pytest.mark.parametrize(
    ("name", "narrow", "wide"),
    [("znver5", 0.5, 0.5), ("znver4", 0.5, 1.0), ("x86-64-v3", 0.5, 1.0), ("x86-64", 1.0, 2.0)],
)
def test_how_long_products_take(name: str, narrow: float, wide: float) -> None:
    """Cycles of a multiply-add on 8 lanes and on 16."""
    found = processor(X86, name, "")
    assert (found.turns(8), found.turns(16)) == (narrow, wide)


def test_the_choice_of_numba_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """``NUMBA_CPU_NAME`` and ``NUMBA_CPU_FEATURES`` hold here, too."""
    monkeypatch.setattr(config, "CPU_NAME", "generic")
    monkeypatch.setattr(config, "CPU_FEATURES", "")
    chosen = this_processor.__wrapped__()
    assert (chosen.name, chosen.features) == ("generic", "")
    if HERE:
        assert chosen.width == 4 and not chosen.fused


@cache
def plan_of(name: str) -> NetworkPlan:
    return plan_for(nets.sample(name))


@pytest.mark.parametrize("target", OTHERS)
@pytest.mark.parametrize("name", ["convolution", "mixed"])
def test_code_for_other_processors(name: str, target: str) -> None:
    """Presentations become object files for all of them."""
    other = processor(*OTHERS[target])
    code = compile_text(emit(plan_of(name).layout, Variant(LEARN, WITH_CURVATURES), other), other)
    assert code.startswith(b"\x7fELF") and len(code) > 1000


def weights_after(name: str, rule: Rule, target: Processor) -> np.ndarray:
    """All weights after training a sample net by code made for a processor, which this one must understand."""
    learner = Learner(nets.sample(name).fill(rate=0.01), Variant(LEARN, rule), target)
    plan, network, count = learner.plan, learner.maker.network, len(learner.task.patterns)
    plan.arena[[ALPHA, DECAY, GAMMA, MU, EACH]] = 0.5, 0.001, 0.05, 0.1, 1.0
    for _ in range(PRESENTATIONS // count):
        learner.learn(0, count)
    learner.store()
    assert plan.finite()
    return network.weights[W_VAL, : network.wnum].copy()


needs_avx2 = pytest.mark.skipif(
    not HERE or "+avx2" not in this_processor().features.split(","), reason="this processor has no AVX2"
)
RULES = pytest.mark.parametrize("rule", [Rule(), WITHOUT_CURVATURES, WITH_CURVATURES], ids=["plain", "momentum", "lm"])


@needs_avx2
@RULES
@pytest.mark.parametrize("name", nets.ALL)
def test_vectors_of_any_width_give_the_same_bits(name: str, rule: Rule) -> None:
    """Registers of 8 floats and of this processor: every sum is taken in the same order."""
    here, avx2 = (weights_after(name, rule, p) for p in (this_processor(), processor(*OTHERS["AVX2"])))
    assert (here.view(np.uint32) == avx2.view(np.uint32)).all()


@pytest.mark.skipif(not HERE, reason="another kind of processor")
@pytest.mark.parametrize("name", ["convolution", "mixed", "full"])
def test_without_fused_operations(name: str) -> None:
    """The oldest of its kind: rounds twice where others round once, and agrees within that."""
    here, oldest = (
        weights_after(name, WITHOUT_CURVATURES, p) for p in (this_processor(), processor(*OTHERS["SSE2"]))
    )
    assert oldest == pytest.approx(here, rel=1e-4, abs=2e-5)
