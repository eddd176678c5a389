"""snsim: SN, the Lisp-scripted simulator of neural networks (Bottou, LeCun, 1987-), alive again.

The package reads as the pipeline; data flows one way:

    text -> forms -> network -> plan -> numbers -> tables

``lisp``      reads the text and evaluates its forms; ``objects``, ``streams``, ``stdlib`` and ``matrices`` are the
              rest of the language, ``environment`` puts it together; none of them knows of networks.
``bindings``  gives the language the primitives of SN: ``newneurons``, ``connect``, ``forward-prop``, ``learn`` ...
``network``   is the model they make: units, connections, (shared) weights and their fields, in flat arrays.
``planner``   recognises layers, full connections and convolutions in that graph, and plans the blocks that run fast.
``kernels``   are the numba functions that run the plan: forward, backward, second order, updates.
``training``  are whole sweeps over the patterns, made of kernels.
``datasets``  find, fetch or draw the digits; ``display`` shows nets and curves.
``library``   is SN's own library (netenv.sn, connect.sn ...), in its own Lisp.
``manual``    says what every name means, for ``(help name)`` and docs/reference.
``toplevel``  is the command line and the interactive loop: where everything is put together.
``compiled``  turns numeric Lisp functions into machine code; ``python`` lets Lisp and Python call each other.

For Python programs: ``snsim.Interpreter``, ``snsim.LispError`` (docs/python.md).
"""

__version__ = "0.1.0"
__all__ = ["Interpreter", "LispError", "__version__"]


def __getattr__(name: str) -> object:
    """``Interpreter`` and ``LispError`` are imported when they are first asked for: importing snsim costs nothing."""
    if name not in ("Interpreter", "LispError"):
        raise AttributeError(f"module 'snsim' has no attribute {name!r}")
    from .toplevel import embedding  # noqa: PLC0415

    return getattr(embedding, name)
