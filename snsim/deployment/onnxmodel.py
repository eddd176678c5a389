"""A net as an ONNX model: input ``pattern`` (n, inputs), output ``answer`` (n, outputs), float32.

Windows are gathered and multiplied as matrices, rows multiplied element by element and summed. All units seen so far
lie side by side in one tensor, those that nobody computes (bias, frames) first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels import transfer as codes
from .chain import Chain, Rows, Stage, Windows
from .errors import ExportError

OPSET = 17


def onnx_model(chain: Chain, name: str, version: str) -> bytes:
    """The model, serialised. Needs the package ``onnx``."""
    try:
        import onnx  # noqa: PLC0415
    except ImportError:
        raise ExportError("export-onnx needs the package onnx: pip install 'snsim[onnx]'") from None
    graph = _Graph(onnx)
    graph.build(chain)
    model = onnx.helper.make_model(
        onnx.helper.make_graph(
            graph.nodes,
            name,
            [onnx.helper.make_tensor_value_info("pattern", onnx.TensorProto.FLOAT, ["n", len(chain.inputs)])],
            [onnx.helper.make_tensor_value_info("answer", onnx.TensorProto.FLOAT, ["n", len(chain.outputs)])],
            graph.tensors,
        ),
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        producer_name="snsim",
        producer_version=version,
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


class _Graph:
    """Collects nodes and constant tensors."""

    def __init__(self, onnx: Any):
        self.onnx = onnx
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []

    def constant(self, values: np.ndarray) -> str:
        """The name of a constant tensor."""
        name = f"constant{len(self.tensors)}"
        self.tensors.append(self.onnx.numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operation: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add a node; the name of its output."""
        output = output or f"{operation.lower()}{len(self.nodes)}"
        self.nodes.append(self.onnx.helper.make_node(operation, list(inputs), [output], **attributes))
        return output

    def build(self, chain: Chain) -> None:
        """All nodes from ``pattern`` to ``answer``."""
        place = np.full(len(chain.states), -1)
        known = np.concatenate([chain.inputs, *(stage.units for stage in chain.stages)])
        fixed = np.setdiff1d(np.arange(len(chain.states)), known)
        place[np.concatenate([fixed, known])] = np.arange(len(place))
        units = self._before(chain.states[fixed])
        for number, stage in enumerate(chain.stages):
            summed = self._sum(stage, units, place)
            last = number == len(chain.stages) - 1
            states = self._function(stage.code, summed, "answer" if last else "")
            if not last:
                units = self.node("Concat", units, states, axis=1)

    def _before(self, fixed: np.ndarray) -> str:
        """For every pattern the fixed states, then its own."""
        count = self.node("Gather", self.node("Shape", "pattern"), self.constant(np.array([0], np.int64)))
        shape = self.node("Concat", count, self.constant(np.array([len(fixed)], np.int64)), axis=0)
        spread = self.node("Expand", self.constant(fixed[None, :]), shape)
        return self.node("Concat", spread, "pattern", axis=1)

    def _sum(self, stage: Stage, units: str, place: np.ndarray) -> str:
        """The weighted sums of a layer (n, units), in its order."""
        terms = []
        for part in stage.parts:
            if isinstance(part, Windows):
                values, owners = self._windows(part, units, place), part.units.ravel()
            else:
                values, owners = self._rows(part, units, place), part.units
            terms.append(self._in_order(values, owners, stage.units))
        return terms[0] if len(terms) == 1 else self.node("Sum", *terms)

    def _windows(self, part: Windows, units: str, place: np.ndarray) -> str:
        """(n, maps * positions)."""
        positions, taps = part.sources.shape
        seen = self._gathered(units, place[part.sources], [-1, positions, taps])
        products = self.node("MatMul", seen, self.constant(part.weights.T))
        turned = self.node("Transpose", products, perm=[0, 2, 1])
        return self.node("Reshape", turned, self.constant(np.array([-1, part.units.size], np.int64)))

    def _rows(self, part: Rows, units: str, place: np.ndarray) -> str:
        """(n, units); rows are filled up with weights of 0."""
        counts = np.diff(part.starts)
        weights = np.zeros((len(counts), counts.max()), np.float32)
        sources = np.zeros(weights.shape, np.int64)
        row = np.repeat(np.arange(len(counts)), counts)
        column = np.arange(len(row)) - np.repeat(part.starts[:-1], counts)
        weights[row, column], sources[row, column] = part.weights, place[part.sources]
        products = self.node("Mul", self._gathered(units, sources, [-1, *weights.shape]), self.constant(weights))
        return self.node("ReduceSum", products, self.constant(np.array([2], np.int64)), keepdims=0)

    def _gathered(self, units: str, places: np.ndarray, shape: list[int]) -> str:
        """The states at some places, as a tensor of this shape."""
        flat = self.node("Gather", units, self.constant(places.ravel().astype(np.int64)), axis=1)
        return self.node("Reshape", flat, self.constant(np.array(shape, np.int64)))

    def _in_order(self, values: str, owners: np.ndarray, layer: np.ndarray) -> str:
        """Values of ``owners`` in the order of the layer; 0 for units that are not among them."""
        if np.array_equal(owners, layer):
            return values
        at = {unit: k for k, unit in enumerate(owners.tolist())}
        order = np.array([at.get(unit, len(at)) for unit in layer.tolist()], np.int64)
        if (order == len(at)).any():
            pads = self.constant(np.array([0, 0, 0, 1], np.int64))
            values = self.node("Pad", values, pads)
        return self.node("Gather", values, self.constant(order), axis=1)

    def _function(self, code: np.ndarray, x: str, output: str) -> str:
        """f of a tensor."""
        kind, a, b, c, d, p1 = (int(code[0]), *(self.constant(np.array([value], np.float32)) for value in code[1:6]))
        if kind == codes.LINEAR:
            return self.node("Add", self.node("Mul", x, p1), d, output=output)
        if kind == codes.RELU:
            return self.node("Relu", x, output=output)
        if kind == codes.BELL:
            one = self.constant(np.ones(1, np.float32))
            y = self.node("Relu", self.node("Sub", one, self.node("Mul", x, x)))
            return self.node("Mul", y, self.node("Mul", y, y), output=output)
        inner = self.node("Mul", x, b)
        if kind == codes.TANH:
            bent = self.node("Tanh", inner)
        elif kind == codes.PIECEWISE:
            bent = self.node("Clip", inner, self._number(-1), self._number(1))
        elif kind == codes.THRESHOLD:
            positive = self.node("GreaterOrEqual", inner, self._number(0))
            bent = self.node("Where", positive, self._number(1), self._number(-1))
        else:
            raise ExportError(
                "this transfer function has no ONNX form", "tanh, lin, piecewise, threshold, relu and bell have one."
            )
        slope = self.node("Add", self.node("Mul", bent, a), self.node("Mul", x, c))
        return self.node("Add", slope, d, output=output)

    def _number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))
