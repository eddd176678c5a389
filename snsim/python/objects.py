"""Python objects as Lisp values: called, sent messages, asked for slots.

``(==> object method argument...)`` calls a method, ``:object:name`` reads an attribute, ``(setq :object:name value)``
sets one, ``(object argument...)`` calls the object. ``-`` in a name stands for ``_`` where Python has no such name.
What goes wrong in Python is a ``LispError`` whose cause is the Python exception.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from snsim.lisp.errors import Exit, LispError
from snsim.lisp.functions import DE
from snsim.lisp.interpreter import Interpreter
from snsim.lisp.values import Symbol
from snsim.objects.instances import class_of

CLASS = "PYTHON"


class PythonObject:
    """A Python object in Lisp."""

    __slots__ = ("__weakref__", "thing")
    lisp_class = CLASS

    def __init__(self, thing: Any):
        self.thing = thing

    def lisp_call(self, lisp: Interpreter, arguments: Sequence[Any]) -> Any:
        """``(object argument...)``."""
        return call(lisp, self.thing, arguments)

    def lisp_fetch(self, lisp: Interpreter, slot: Any) -> Any:
        """``:object:name``."""
        from .conversion import to_lisp  # noqa: PLC0415  (conversion makes objects)

        return to_lisp(lisp, attribute(self.thing, slot))

    def lisp_store(self, lisp: Interpreter, slot: Any, value: Any) -> None:
        """``(setq :object:name value)``."""
        from .conversion import to_argument  # noqa: PLC0415

        name = python_name(self.thing, slot)
        guarded(lambda: setattr(self.thing, name, to_argument(lisp, value)))

    def lisp_equal(self, other: PythonObject) -> bool:
        """``=`` is Python's ``==``, where that gives one answer."""
        try:
            return bool(self.thing == other.thing)
        except ValueError:  # one answer an element
            return self.thing is other.thing

    def lisp_text(self) -> str:
        """``::PYTHON:`` and what Python prints, on one line."""
        text = " ".join(repr(self.thing).split())
        return f"::{CLASS}:" + text.encode("utf-8", "replace").decode("latin-1")


class Keywords:
    """Arguments by name: ``(py-keywords "axis" 0)`` among the arguments of a call."""

    lisp_class = "PYTHON-KEYWORDS"

    def __init__(self, arguments: dict[str, Any]):
        self.arguments = arguments


def guarded(action: Callable[[], Any]) -> Any:
    """Run Python; its exceptions become errors of the language."""
    try:
        return action()
    except (LispError, Exit, KeyboardInterrupt):
        raise
    except Exception as error:
        text = " ".join(str(error).split())
        message = f"{type(error).__name__}: {text}" if text else type(error).__name__
        raise LispError(message.encode("utf-8", "replace").decode("latin-1")) from error


def python_name(thing: Any, name: Any) -> str:
    """An attribute's name as Python spells it."""
    spelt = name.name if isinstance(name, Symbol) else name
    if type(spelt) is not str:
        raise LispError("not the name of an attribute", name)
    return spelt if hasattr(thing, spelt) else spelt.replace("-", "_")


def attribute(thing: Any, name: Any) -> Any:
    """An attribute of a Python object."""
    spelt = python_name(thing, name)
    return guarded(lambda: getattr(thing, spelt))


def call(lisp: Interpreter, function: Any, arguments: Sequence[Any]) -> Any:
    """Call Python with Lisp values; the result as a Lisp value."""
    from .conversion import to_argument, to_lisp  # noqa: PLC0415

    named: dict[str, Any] = {}
    positional = []
    for argument in arguments:
        if isinstance(argument, Keywords):
            named |= {name: to_argument(lisp, value) for name, value in argument.arguments.items()}
        else:
            positional.append(to_argument(lisp, argument))
    lisp.output.flush()
    return to_lisp(lisp, guarded(lambda: function(*positional, **named)))


class Method(DE):
    """Any message to a Python object: the method of that name."""

    __slots__ = ()

    def __init__(self, lisp: Interpreter, message: Symbol):
        self.name = message.name
        self.arity = -1

        def run(arguments: Any) -> Any:
            receiver = lisp.this.cell.value
            return call(lisp, attribute(receiver.thing, message), list(arguments or ()))

        self.call = run


class Methods(dict[Symbol, Any]):
    """The methods of class ``PYTHON``: those defined in Lisp, then all that Python has."""

    def __init__(self, lisp: Interpreter):
        super().__init__()
        self.lisp = lisp

    def get(self, message: Any, _default: Any = None) -> Any:
        """The method for a message."""
        if message in self or not isinstance(message, Symbol):
            return super().get(message)
        hidden = message.name in ("print", "pprint", "pname", "-unknown", "-destructor")  # asked for by the printer
        return None if hidden else Method(self.lisp, message)


def install_class(lisp: Interpreter) -> None:
    """Give an interpreter the class of Python objects."""
    of = class_of(lisp, PythonObject(None))
    assert of is not None
    of.methods = Methods(lisp)
