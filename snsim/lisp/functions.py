"""The kinds of function, and how Python functions become Lisp ones.

| class | evaluated arguments | written in |
|---|---|---|
| DX | yes | Python (``@builtin``) |
| LazyDX | as it likes; all of them when applied | Python (``@builtin`` and ``@special`` of one name) |
| DY | no: a special form | Python (``@special``, ``@special_function``) |
| DZ | one number | Python (``@numeric``) |
| DE, DF, DM | yes / no / whole form, result evaluated | Lisp |

A builtin module only *declares* functions: the decorators put them in a table, and an interpreter installs the table
into its own symbols. A builtin that needs the interpreter takes it as its first parameter, named ``lisp``.
(language.md, 2.1 and 3.3.)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from inspect import CO_VARARGS
from types import CodeType, MethodType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .compiler.prototype import Prototype


class Function:
    """Anything that may stand at the head of a call."""

    __slots__ = ("name",)
    kind = "?"

    def __init__(self, name: str):
        self.name = name


class DX(Function):
    """A Python function of evaluated arguments; between ``least`` and ``most`` of them (``most`` None: any number)."""

    __slots__ = ("call", "least", "most", "wants_lisp")
    kind = "DX"

    def __init__(self, name: str, call: Callable[..., Any]):
        super().__init__(name)
        self.call = call
        self.least, self.most, self.wants_lisp = arity(call)


class LazyDX(DX):
    """A DX whose calls evaluate their arguments in their own way (``and``, ``setq``); ``apply`` gives it values."""

    __slots__ = ("emit", "run")

    def __init__(self, name: str, call: Callable[..., Any]):
        super().__init__(name, call)
        self.emit: Callable[..., str] | None = None
        self.run: Callable[..., Any] | None = None


class DY(Function):
    """A special form. ``emit(compiler, form)`` writes the code of one call and returns the expression of its value;
    ``run(lisp, form)`` evaluates one call at once. One of the two is enough."""

    __slots__ = ("emit", "run")
    kind = "DY"

    def __init__(self, name: str):
        super().__init__(name)
        self.emit: Callable[..., str] | None = None
        self.run: Callable[..., Any] | None = None


class DZ(Function):
    """A numeric function of one number."""

    __slots__ = ("call",)
    kind = "DZ"

    def __init__(self, name: str, call: Callable[[float], float]):
        super().__init__(name)
        self.call = call


class Lambda(Function):
    """A function written in Lisp. ``call`` takes ``arity`` arguments; when ``arity`` is -1, one list of them."""

    __slots__ = ("arity", "call", "prototype")

    def __init__(self, prototype: Prototype):
        super().__init__(prototype.name)
        self.prototype = prototype
        self.arity = prototype.arity
        self.call: Callable[..., Any] = prototype.function or self._compile_and_call

    def _compile_and_call(self, *arguments: Any) -> Any:
        self.call = self.prototype.compiled()
        return self.call(*arguments)


class DE(Lambda):
    """Evaluates its arguments."""

    __slots__ = ()
    kind = "DE"


class DF(Lambda):
    """Takes its arguments as they are written."""

    __slots__ = ()
    kind = "DF"


class DM(Lambda):
    """Takes the whole form; its result is evaluated in its stead."""

    __slots__ = ()
    kind = "DM"


class DMD(DM):
    """A macro of the arguments only, whose result overwrites the calling form."""

    __slots__ = ()


Special = DY | LazyDX

KINDS: dict[str, type[Lambda]] = {"DE": DE, "DF": DF, "DM": DM, "DMD": DMD}

BUILTINS: dict[str, Function] = {}
"""Every function declared in Python, by its Lisp name: the table an interpreter installs."""


def builtin(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a Python function as the DX of these names; its signature says how many arguments it takes."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        shared = DX(names[0], function)
        BUILTINS.update(dict.fromkeys(names, shared))
        return function

    return declare


def numeric(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function of one number (DZ)."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        shared = DZ(names[0], function)
        BUILTINS.update(dict.fromkeys(names, shared))
        return function

    return declare


def special(*names: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Declare the emitter ``emit(compiler, form)`` of a special form."""

    def declare(emit: Callable[..., str]) -> Callable[..., str]:
        for name in names:
            _special(name).emit = emit
        return emit

    return declare


def special_function(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a special form as a Python function ``run(lisp, form)`` of the unevaluated call."""

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            _special(name).run = run
        return run

    return declare


def _special(name: str) -> Special:
    """The special form of this name; a DX declared before becomes lazy."""
    function = BUILTINS.get(name)
    if not isinstance(function, Special):
        function = LazyDX(name, function.call) if isinstance(function, DX) else DY(name)
        BUILTINS[name] = function
    return function


def arity(function: Callable[..., Any]) -> tuple[int, int | None, bool]:
    """Least and greatest number of Lisp arguments, and whether the interpreter goes first."""
    code: CodeType | None = getattr(function, "__code__", None)
    if code is None or code.co_kwonlyargcount or hasattr(function, "__wrapped__"):
        return _arity_of_signature(function)
    count = code.co_argcount - isinstance(function, MethodType)  # read off the code: six hundred times at every start
    wants_lisp = count > 0 and code.co_varnames[code.co_argcount - count] == "lisp"
    least = count - wants_lisp - len(function.__defaults__ or ())  # type: ignore[attr-defined]
    return least, None if code.co_flags & CO_VARARGS else count - wants_lisp, wants_lisp


def _arity_of_signature(function: Callable[..., Any]) -> tuple[int, int | None, bool]:
    """The same for what is not a plain function."""
    parameters = list(inspect.signature(function).parameters.values())
    wants_lisp = bool(parameters) and parameters[0].name == "lisp"
    parameters = parameters[wants_lisp:]
    most = None if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(parameters)
    least = sum(p.default is p.empty and p.kind is not p.VAR_POSITIONAL for p in parameters)
    return least, most, wants_lisp
