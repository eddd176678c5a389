"""The processor that code is emitted for - which need not be the one that runs this.

``NUMBA_CPU_NAME`` and ``NUMBA_CPU_FEATURES`` choose another, as for all other kernels. A name implies features that
only LLVM knows: one vector instruction is compiled for the processor, and its assembly tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import llvmlite.binding as llvm
from numba.core import config
from numba.core.codegen import get_host_cpu_features

# processors that do two products of 16 lanes at a time, as LLVM calls them
WHOLE = {"znver5", "skylake-avx512", "cascadelake", "cooperlake", "icelake-server", "sapphirerapids", "graniterapids"}

_PROBE = """
declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
define <16 x float> @probe(<16 x float> %a, <16 x float> %b, <16 x float> %c) {
  %d = call <16 x float> @llvm.fma.v16f32(<16 x float> %a, <16 x float> %b, <16 x float> %c)
  ret <16 x float> %d
}
"""


@dataclass(frozen=True)
class Processor:
    """``triple``, ``name`` and ``features`` as LLVM has them; ``fused``: is there a fused multiply-add (without, LLVM
    calls C's ``fmaf`` for every lane)? ``width``: floats of a register; ``count``: how many registers there are."""

    triple: str
    name: str
    features: str
    fused: bool
    width: int
    count: int

    def machine(self) -> Any:
        """LLVM's target machine."""
        target = llvm.Target.from_triple(self.triple)
        return target.create_target_machine(
            cpu=self.name, features=self.features, opt=3, reloc="default", codemodel="jitdefault", jit=True
        )

    def registers(self, lanes: int) -> int:
        """How many vectors of so many lanes the registers hold."""
        return self.count // max(1, lanes // self.width)

    def turns(self, lanes: int) -> float:
        """Cycles of a multiply-add on so many lanes: two registers at a time, of 8 lanes unless it is known better."""
        return max(0.5, lanes / (2 * min(self.width, 16 if self.name in WHOLE else 8)))

    @property
    def sums(self) -> int:
        """Dot products of whole vectors to be taken at the same time: half the registers."""
        return min(16, self.registers(16) // 2)


def processor(triple: str, name: str, features: str) -> Processor:
    """What LLVM knows of a processor."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple(triple).create_target_machine(cpu=name, features=features)
    assembly = machine.emit_assembly(llvm.parse_assembly(_PROBE))
    width, count = 4, 16
    if "zmm" in assembly:
        width, count = 16, 32
    elif "ymm" in assembly:
        width = 8
    elif triple.startswith(("aarch64", "arm64")):
        count = 32
    return Processor(triple, name, features, "fmaf" not in assembly, width, count)


@cache
def this_processor() -> Processor:
    """The one numba compiles for."""
    settings: Any = config  # sets its attributes at run time
    name, features = settings.CPU_NAME, settings.CPU_FEATURES
    return processor(
        llvm.get_process_triple(),
        llvm.get_host_cpu_name() if name is None else name,
        get_host_cpu_features() if features is None else features,
    )
