"""From a plan to machine code made for it: LLVM vectors emitted with every size and address a constant, kept on disk."""
