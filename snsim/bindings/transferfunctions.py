"""Constructors of transfer functions: ``nlf-f-tanh`` and its kin (sn28.md, 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lisp.arguments import number, python_list
from ..lisp.errors import LispError
from ..network import transfer
from .arguments import single
from .primitives import primitive
from .transferobject import NLF

if TYPE_CHECKING:
    from .workspace import Workspace


def _declare_parametric(name: str, function: str) -> None:
    @primitive(name)
    def constructor(workspace: Workspace, a: Any, b: Any, c: Any, d: Any) -> NLF:
        return NLF(transfer.parametric(function, *(float(single(value)) for value in (a, b, c, d))))


_declare_parametric("nlf-f-tanh", "tanh")
_declare_parametric("nlf-df-tanh", "dtanh")
_declare_parametric("nlf-f-lin", "lin")
_declare_parametric("nlf-f-piecewise", "piecewise")
_declare_parametric("nlf-f-threshold", "threshold")


@primitive("nlf-f-0")
def nlf_zero(workspace: Workspace) -> NLF:
    return NLF(transfer.zero())


@primitive("nlf-f-relu")
def nlf_rectified(workspace: Workspace) -> NLF:
    return NLF(transfer.relu())


@primitive("nlf-df-relu")
def nlf_rectified_derivative(workspace: Workspace) -> NLF:
    return NLF(transfer.relu(1))


@primitive("nlf-f-bell")
def nlf_bell(workspace: Workspace) -> NLF:
    return NLF(transfer.bell())


@primitive("nlf-df-bell")
def nlf_bell_derivative(workspace: Workspace) -> NLF:
    return NLF(transfer.bell(1))


def _declare_spline(name: str, derivative: int) -> None:
    @primitive(name)
    def constructor(workspace: Workspace, xs: Any, ys: Any) -> NLF:
        return NLF(transfer.spline(_knots(xs), _knots(ys), derivative))


def _knots(values: Any) -> list[float]:
    knots = python_list(values)
    for value in knots:
        if type(value) is not float:
            raise LispError("not a number", value)
    return knots


_declare_spline("nlf-f-spline", 0)
_declare_spline("nlf-df-spline", 1)
_declare_spline("nlf-ddf-spline", 2)


@primitive("nlf-f-lisp")
def nlf_lisp(workspace: Workspace, function: Any) -> NLF:
    """A function written in Lisp."""
    lisp = workspace.lisp
    return NLF(transfer.from_function(lambda x: number(lisp.apply(function, [x]))))


def _transfer(value: Any) -> transfer.Transfer:
    if type(value) is not NLF:
        raise LispError("not a nlf", value)
    return value.transfer


@primitive("nlf-df-all")
def nlf_first_differences(workspace: Workspace, function: Any) -> NLF:
    """The derivative of any NLF, by finite differences."""
    return NLF(transfer.differences(_transfer(function), 1))


@primitive("nlf-ddf-all")
def nlf_second_differences(workspace: Workspace, function: Any) -> NLF:
    """The second derivative of any NLF, by finite differences."""
    return NLF(transfer.differences(_transfer(function), 2))
