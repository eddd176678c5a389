"""The compiler: Lisp forms go in, Python functions come out (``docs/compiler.md`` shows an example).

| module | holds |
|---|---|
| ``code`` | the text being written: lines, indentation, constants, and for each line the form it evaluates |
| ``compiler`` | forms to code: variables, calls, bodies, bindings |
| ``inline`` | arithmetic, comparisons, list access written out in place |
| ``callsite`` | calls whose function is not the expected one: every other case of language.md, 3.1 |
| ``prototype`` | what all evaluations of one lambda expression share: its parameters, body and compiled function |
| ``thunk`` | compiled forms, kept while the form stays as it was |

Special forms are not here: each family writes its own emitters (``control.py``, ``bindings.py``, ...).
"""
