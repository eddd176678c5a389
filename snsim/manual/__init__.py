"""The manual: what every name of the language and of the network means, for ``(help name)`` and docs/reference/.

In: ``pages/*.txt``, one page a family; docstrings of Python functions; comments above Lisp definitions. Out: text.
"""
