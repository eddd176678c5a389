"""A net as one C file that needs nothing but the C library: weights as array literals, as the nets of 1989 went to the
DSP board.

``NAME_run(input, output)`` answers one pattern and keeps nothing; compiled with ``-DNAME_MAIN`` the file is a program
that reads patterns from standard input and writes answers, both as float32 of this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from ..kernels import transfer as codes
from .chain import Chain, Rows, Stage, Windows
from .errors import ExportError

WIDTH = 118  # characters of a line of numbers

HEAD = """/* {name}: {units} units, {connections} connections, a network of snsim ({version}) as a C program.

   void {name}_run(const float input[{inputs}], float output[{outputs}]);

   cc -O2 -c {name}.c                          a module; link with -lm
   cc -O2 -D{upper}_MAIN {name}.c -o {name} -lm      reads patterns, writes answers (float32) */

#include <math.h>
#include <string.h>

void {name}_run(const float input[{inputs}], float output[{outputs}]);
"""

MAIN = """
#ifdef {upper}_MAIN
#include <stdio.h>

int main(void)
{{
    float input[{inputs}], output[{outputs}];
    while (fread(input, sizeof input, 1, stdin) == 1) {{
        {name}_run(input, output);
        if (fwrite(output, sizeof output, 1, stdout) != 1) return 1;
    }}
    return ferror(stdin) || fflush(stdout) != 0;
}}
#endif
"""

WINDOWS = """    for (int p = 0; p < {positions}; p++) {{
        float v[{taps}];
        for (int t = 0; t < {taps}; t++) v[t] = x[s{n}[p][t]];
        for (int m = 0; m < {maps}; m++) {{
            float sum = 0.0f;
            for (int t = 0; t < {taps}; t++) sum += w{n}[m][t] * v[t];
            a[u{n}[m][p]] += sum;
        }}
    }}
"""

ROWS = """    for (int k = 0; k < {units}; k++) {{
        float sum = 0.0f;
        for (int i = b{n}[k]; i < b{n}[k + 1]; i++) sum += w{n}[i] * x[s{n}[i]];
        a[u{n}[k]] += sum;
    }}
"""


def c_source(chain: Chain, name: str, version: str) -> str:
    """The text of the file; ``name`` begins its functions."""
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        raise ExportError(f"not a name for a C function: {name}", "Use letters, digits and _, a letter first.")
    connections = sum(_connections(part) for stage in chain.stages for part in stage.parts)
    words = {
        "name": name,
        "upper": name.upper(),
        "version": version,
        "units": len(chain.states),
        "connections": connections,
        "inputs": len(chain.inputs),
        "outputs": len(chain.outputs),
    }
    tables, body = ["/* states before a pattern comes: bias and frames */"], []
    tables.append(_array("static const float", f"rest[{len(chain.states)}]", chain.states))
    tables += _index("input_unit", chain.inputs) + _index("output_unit", chain.outputs)
    number = 0
    for k, stage in enumerate(chain.stages):
        tables += _index(f"layer{k}", stage.units)
        body.append(f"    /* layer {k + 1}: {len(stage.units)} units */\n")
        for part in stage.parts:
            part_tables, loop = _part(part, number)
            tables += part_tables
            body.append(loop)
            number += 1
        body.append(f"    for (int k = 0; k < {len(stage.units)}; k++) "
                    f"x[layer{k}[k]] = f{k}(a[layer{k}[k]]);\n")  # fmt: skip
    functions = [_function(k, stage) for k, stage in enumerate(chain.stages)]
    return "\n".join([HEAD.format(**words), *tables, "", *functions, _run(words, body), MAIN.format(**words)])


def _run(words: dict[str, object], body: Sequence[str]) -> str:
    head = (
        "void {name}_run(const float input[{inputs}], float output[{outputs}])\n{{\n"
        "    float x[{units}], a[{units}] = {{0.0f}};\n\n"
        "    memcpy(x, rest, sizeof x);\n"
        "    for (int k = 0; k < {inputs}; k++) x[input_unit[k]] = input[k];\n"
    )
    tail = "    for (int k = 0; k < {outputs}; k++) output[k] = x[output_unit[k]];\n}}\n"
    return head.format(**words) + "".join(body) + tail.format(**words)


def _connections(part: Windows | Rows) -> int:
    return part.weights.size * part.units.shape[1] if isinstance(part, Windows) else len(part.weights)


def _part(part: Windows | Rows, n: int) -> tuple[list[str], str]:
    """Its tables, and the loop over them."""
    if isinstance(part, Rows):
        words = f"/* {len(part.units)} units, connection by connection */"
        starts = [*_index(f"b{n}", part.starts), *_index(f"u{n}", part.units), *_index(f"s{n}", part.sources)]
        weights = _array("static const float", f"w{n}[{len(part.weights)}]", part.weights)
        return [words, *starts, weights], ROWS.format(n=n, units=len(part.units))
    maps, taps = part.weights.shape
    positions = len(part.sources)
    kind = (
        f"{maps} maps of {positions} positions sharing {taps} weights each"
        if part.shared
        else f"{maps} units, {taps} inputs"
    )
    tables = [f"/* {kind} */", *_index(f"s{n}", part.sources), *_index(f"u{n}", part.units)]
    tables.append(_array("static const float", f"w{n}[{maps}][{taps}]", part.weights))
    return tables, WINDOWS.format(n=n, positions=positions, taps=taps, maps=maps)


def _index(name: str, values: np.ndarray) -> list[str]:
    """A table of unit numbers or bounds in the smallest type that holds them."""
    kind = "unsigned short" if values.max(initial=0) < 1 << 16 else "int"
    shape = "".join(f"[{size}]" for size in values.shape)
    return [_array(f"static const {kind}", name + shape, values)]


def _array(kind: str, declared: str, values: np.ndarray) -> str:
    """An initialised array; rows of two-dimensional ones in braces."""
    if values.ndim == 1:
        return f"{kind} {declared} = {{\n" + "\n".join(_lines(values)) + "\n};"
    rows = ["{\n" + "\n".join(_lines(row)) + "\n}" for row in values]
    return f"{kind} {declared} = {{\n" + ",\n".join(rows) + "\n};"


def _lines(values: np.ndarray) -> Iterator[str]:
    """The numbers, as many on a line as fit."""
    line = ""
    for text in (_literal(value) for value in values):
        if len(line) + len(text) + 2 > WIDTH:
            yield line.rstrip()
            line = ""
        line += text + ", "
    yield line.rstrip(" ,")


def _literal(value: np.generic) -> str:
    """A number as C reads it; nine digits give a float32 back exactly."""
    if isinstance(value, np.floating):
        if not np.isfinite(value):
            raise ExportError("a weight is not a number", "The network has overflown: train it again.")
        text = f"{float(value):.9g}"
        return text if text == "0" else text + ("f" if "." in text or "e" in text else ".0f")
    return str(int(value))


def _function(k: int, stage: Stage) -> str:
    """The transfer function of a layer."""
    kind, a, b, c, d, p1 = (int(stage.code[0]), *(_literal(value) for value in stage.code[1:6]))
    bodies = {
        codes.ZERO: "(void)x; return 0.0f;",
        codes.TANH: f"return {a} * tanhf({b} * x) + {c} * x + {d};",
        codes.LINEAR: f"return {p1} * x + {d};",
        codes.PIECEWISE: f"return {a} * fminf(fmaxf({b} * x, -1.0f), 1.0f) + {c} * x + {d};",
        codes.THRESHOLD: f"return {a} * ({b} * x >= 0.0f ? 1.0f : -1.0f) + {c} * x + {d};",
        codes.RELU: "return x < 0.0f ? 0.0f : x;",
        codes.BELL: "float y = 1.0f - x * x; return x > -1.0f && x < 1.0f ? y * y * y : 0.0f;",
    }
    if kind not in bodies:
        raise ExportError(
            "this transfer function has no C program", "tanh, lin, piecewise, threshold, relu and bell have one."
        )
    return f"static float f{k}(float x) {{ {bodies[kind]} }}\n"
