"""From a plan to machine code made for it: LLVM vectors with every size and address a constant, kept on disk."""
