"""Functions of the original that have no meaning here: each call says so, and names what to use instead.

They are C compilers and linkers, pointers, window systems, sockets and binary images of programs (Table A, rare).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..lisp.errors import LispError
from ..lisp.functions import special_function

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter
    from ..lisp.values import Cons

INSTEAD = {
    "(compile 'f) makes a numeric function fast.": (
        "cinline ccall cidx-bloop c-include cc-load c++-load find-c-include find-static-library find-shared-library "
        "dz-def dz-load dz-spline dz-dspline dz-trace lisp-c-map lisp-c-no-warnings"
    ),
    'Python modules take their place: (py-import "module").': (
        "module-load module-unload module-list module-defs module-depends mod-load mod-list mod-status mod-inquire "
        "mpi-init mpi-finalize"
    ),
    "There are no pointers; matrices share their cells with numpy.": (
        "gptr-matrix gptr-storage to-gptr gptr strgptr atgptr sizeof compute-bump"
    ),
    'A window that writes a file: (setq window (ps-window "name")) or (svg-window "name").': (
        "x11-window x11-depth x11-configure x11-fontname x11-lookup-color lisp-window lisp-window-delegate "
        "comdraw-window ps-play save-window-as-ppm rgb-grab-matrix"
    ),
    'Files and commands are streams: (open-read "|command"), (open-write "|command").': (
        "bground filteropen filteropenpty socketopen socketaccept socketselect"
    ),
    "(idx-bloop ((r m)) ...) and (for (i 0 (bound m 1)) ...) loop over matrices.": "idx-gloop",
    "(idx-m2dotm1 (unfold v 0 n 1) kernel) convolves a vector.": "convolve",
    'Programs are kept as text: (save "file" name...) and (load "file").': "dump tokenize",
}
"""What to do instead, and the functions it replaces."""


def _refusal(hint: str) -> Callable[..., Any]:
    def refuse(_lisp: Interpreter, _form: Cons) -> None:
        """``(arguments...)``: an error that says what to use instead."""
        raise LispError("not available", hint=hint)

    return refuse


for _hint, _names in INSTEAD.items():
    special_function(*_names.split())(_refusal(_hint))
