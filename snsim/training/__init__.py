"""Whole sweeps over the patterns, in SN's own arithmetic or fast."""
