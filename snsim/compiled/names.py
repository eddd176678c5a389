"""The numeric functions (DZ) by name: those of the C library, and ours of ``functions.py``."""

LIBRARY = {
    "abs": "fabs",
    "sqrt": "sqrt",
    "exp": "exp",
    "log": "log",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "asin": "asin",
    "acos": "acos",
    "atan": "atan",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "atanh": "atanh",
    "exp-1": "expm1",
    "log1+": "log1p",
}
"""Functions of the C library, most of which may trap: the names in ``math``."""

OURS = {
    "int": "floor",
    "sgn": "sign",
    "0-x-1": "clamp",
    "0-1-0": "window",
    "qtanh": "quick_tanh",
    "qdtanh": "quick_tanh_derivative",
    "qstdsigmoid": "quick_sigmoid",
    "qdstdsigmoid": "quick_sigmoid_derivative",
    "qexpmx": "quick_exp",
    "qdexpmx": "quick_exp_derivative",
    "qexpmx2": "quick_gaussian",
    "qdexpmx2": "quick_gaussian_derivative",
}
"""Functions that never trap."""
