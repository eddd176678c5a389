"""``(compile 'f)``: numeric Lisp functions become machine code (as Lush's compiler did by way of C).

A function written in Lisp and the kinds of its arguments come in; Python text that numba compiles goes out.

| module | holds |
|---|---|
| ``kinds`` | what a value can be here: a number, a matrix, ``t``, ``()``, or one of several of these |
| ``writer`` | the text of one function, and the places where it may fail |
| ``translator`` | forms to text: variables, calls |
| ``join``, ``passing`` | the value of a conditional; arguments and results |
| ``controlforms``, ``arithmetic``, ``cells``, ``wholes`` | special forms; numbers; cells of matrices; whole matrices |
| ``runtime``, ``functions``, ``names``, ``arrays`` | the jitted functions the text calls |
| ``machine`` | the text to machine code |
| ``program`` | a function with all it calls, translated until every kind is known, compiled, run |
| ``typenames``, ``declarations`` | ``((-float-) x)`` and its kin; guesses where they are missing |
| ``entry`` | what stands in a Lisp function for its interpreted code |
| ``compilation``, ``install`` | ``compile``, ``uncompile``, ``compiledp`` |

A compiled function gives what the interpreted one gives, errors included. Where that is not certain (arguments of other
kinds, a function it calls redefined, traps off) the interpreted code is run.
"""
