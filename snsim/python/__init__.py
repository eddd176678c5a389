"""Python and Lisp together: values of one as values of the other, Python objects in Lisp, Lisp functions in Python.

| module | holds |
|---|---|
| ``conversion`` | the one table of what becomes what |
| ``objects`` | Python objects as Lisp values: ``(==> np linspace 0 1 5)``, ``:np:pi`` |
| ``functions`` | Lisp functions as Python callables |
| ``words`` | ``py-import py-call py-get py-set py-keywords`` |

The other direction, ``snsim.Interpreter``, is in ``toplevel/embedding.py``. For users: docs/python.md.
"""
