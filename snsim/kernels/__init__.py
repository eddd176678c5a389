"""Numba functions on arrays and nothing else: forward, backward, second order, updates."""
