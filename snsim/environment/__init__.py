"""The language put together from its rooms."""
