"""From the graph of connections, however it was made, to the blocks that the kernels run fast."""
