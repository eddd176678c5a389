"""Matrices and arrays (language.md, 11).

`celltypes` (what a cell holds) -> `index` (a numpy array with a cell type) -> `subscripts` (calling it), `views` and
`descriptors` (seeing its cells otherwise), `elementwise`, `reductions`, `products`, `old_names` (computing), `loops`;
`literal` and `text` (reading and printing), `files` with `binaryformat`, `asciiformat`, `idxformat` (keeping).
"""

FAMILIES = (
    "constructors",
    "contents",
    "copying",
    "descriptors",
    "elementwise",
    "files",
    "globalmatrix",
    "information",
    "literal",
    "loops",
    "old_names",
    "products",
    "reductions",
    "storages",
    "views",
)
"""The modules that declare builtins."""
