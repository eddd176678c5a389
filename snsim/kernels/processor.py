"""What the processor can do that numba compiles for - which need not be the one that runs this.

``NUMBA_CPU_NAME`` and ``NUMBA_CPU_FEATURES`` choose another, so asking the machine would be wrong. A name implies
features that only LLVM knows: one vector instruction is compiled for the processor, and its assembly tells.
"""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm
from numba.core import config
from numba.core.codegen import get_host_cpu_features

_PROBE = """
declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
define <16 x float> @probe(<16 x float> %a, <16 x float> %b, <16 x float> %c) {
  %d = call <16 x float> @llvm.fma.v16f32(<16 x float> %a, <16 x float> %b, <16 x float> %c)
  ret <16 x float> %d
}
"""


def _assembly_of_probe() -> str:
    """The probe as numba would compile it: for the same name and features."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    settings: Any = config  # sets its attributes at run time
    name, features = settings.CPU_NAME, settings.CPU_FEATURES
    target = llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name() if name is None else name,
        features=get_host_cpu_features() if features is None else features,
    )
    return str(target.emit_assembly(llvm.parse_assembly(_PROBE)))


_ASSEMBLY = _assembly_of_probe()

HAS_FMA = "fmaf" not in _ASSEMBLY
"""Is there a fused multiply-add? (Without, LLVM calls C's ``fmaf`` for every lane.)"""

HAS_AVX512 = "zmm" in _ASSEMBLY
"""Are there x86 registers for 16 float32?"""
