"""The window toolkit of the original ("ogre") and its questions to the mouse: not available, and what is instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lisp.errors import LispError
from ..lisp.functions import special_function
from ..lisp.values import Cons, Symbol, make_list
from ..objects.instances import LispClass

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

CLASSES = (
    "windowobject visualobject container row column grid viewer framesize emptyspace darkspace button stdbutton "
    "tinybutton checkbox radiobutton menu choicemenu menuitem control editstring editnumber requester yesnorequester "
    "errorrequester warningrequester filerequester filereqbutton disablelock geometrylock requesterlock "
    "timer eventhandler eventlock"
)
FUNCTIONS = (
    "ogre ogre-ask-file setcolor color-palette palette-left palette-right palette-selected draw-up-rect fill-up-rect "
    "fill-down-rect font-8 font-8f get-click get-vector get-rect"
)
HINT = (
    'There is no screen: draw into a file, (setq window (svg-window "picture")), ask with (ask "...") or (read), '
    "and send events with (sendevent handler list)."
)


@special_function(*FUNCTIONS.split())
def refuse(_lisp: Interpreter, _form: Cons) -> None:
    """``(arguments...)``: an error that says what to use instead."""
    raise LispError("not available", hint=HINT)


@special_function("toolkit-class")
def refuse_class(_lisp: Interpreter, form: Cons) -> None:
    """``(toolkit-class name)``: what the constructor of a toolkit class does."""
    name = form.cdr.car if isinstance(form.cdr, Cons) else None
    raise LispError("not available", prefix=name.name if isinstance(name, Symbol) else None, hint=HINT)


def start(lisp: Interpreter) -> None:
    """Toolkit classes are known by name; making an object of one says what is the matter."""
    root, arguments, refusal = lisp.global_value("object"), lisp.intern("arguments"), lisp.intern("toolkit-class")
    for name in CLASSES.split():
        symbol = lisp.intern(name)
        made = LispClass(symbol, None, [])
        made.parent = root  # not among the subclasses of object: nobody asked for it
        body = make_list([make_list([refusal, symbol])])
        made.methods[symbol] = lisp.make_function("DE", name, arguments, body)
        lisp.set_global(name, made)
