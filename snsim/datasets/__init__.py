"""Digits: found, fetched, read, or drawn; and Fisher's irises.

``registry`` says what exists, ``locate`` and ``download`` find it, ``ziptext``, ``idx`` and ``snmatrix`` read it,
``zipdigits``, ``mnist`` and ``mouse`` hand it out as a ``DigitSet``; ``generator`` draws digits (``glyphs`` ->
``splines`` -> ``handwriting`` -> ``rendering``) for when there are none. ``iris`` reads the irises.
"""

from snsim.datasets.digitset import DigitSet
from snsim.datasets.errors import DatasetError, DataUnavailable
from snsim.datasets.generator import generate_digits
from snsim.datasets.iris import load_iris
from snsim.datasets.mnist import load_mnist_digits
from snsim.datasets.mouse import load_mouse_digits
from snsim.datasets.zipdigits import generated_set, load_zip_digits

__all__ = [
    "DataUnavailable",
    "DatasetError",
    "DigitSet",
    "generate_digits",
    "generated_set",
    "load_iris",
    "load_mnist_digits",
    "load_mouse_digits",
    "load_zip_digits",
]
