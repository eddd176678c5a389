"""The compiler: Lisp forms go in, Python functions come out.

| module | holds |
|---|---|
| ``code`` | the text being written: lines, indentation, constants, and for each line the form it evaluates |
| ``compiler`` | forms to code: variables, calls, bodies, bindings |
| ``inline`` | arithmetic, comparisons, list access written out in place |
| ``callsite`` | calls whose function is not the expected one: every other case of language.md, 3.1 |
| ``prototype`` | what all evaluations of one lambda expression share: its parameters, body and compiled function |
| ``thunk`` | compiled forms, kept while the form stays as it was |

Special forms are not here: each family writes its own emitters (``control.py``, ``bindings.py``, ...).

What ``(de next (x) (+ x 1))`` becomes (K0 is the symbol x, K1 and K2 the symbol + and its builtin, K3 the number 1, K4
the Python function of +, K5 the call site):

    def compiled(a0):
     t2 = Cell(a0); t1 = K0.cell; push((K0, t1)); K0.cell = t2
     if K1.cell.value is K2:
      t4 = t2.value
      t5 = t4 + K3 if type(t4) is float else K4(t4, K3)
      if t5 - t5: t5 = K4(t4, K3)
      t3 = t5
     else:
      t3 = K5.call(K1.cell.value)
     K0.cell = t1; pop()
     return t3
"""
