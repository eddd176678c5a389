"""Machine code: from LLVM's text to an object file's bytes, and from these to the address of a function."""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm

from .processor import Processor


def compile_text(text: str, processor: Processor) -> bytes:
    """The object file of a module.

    Loops are emitted as they are to be: unrolling and vectorising would only take time.
    """
    module = llvm.parse_assembly(text)
    module.verify()
    machine = processor.machine()
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_unrolling = options.loop_vectorization = options.slp_vectorization = False
    options.loop_interleaving = False
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    return machine.emit_object(module)


class Loaded:
    """An object file in memory, ready to run; it stays as long as this lives."""

    def __init__(self, code: bytes, processor: Processor):
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        self.engine: Any = llvm.create_mcjit_compiler(llvm.parse_assembly(""), processor.machine())
        self.engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self.engine.finalize_object()

    def address(self, name: str) -> int:
        """Where a function is."""
        return int(self.engine.get_function_address(name))
