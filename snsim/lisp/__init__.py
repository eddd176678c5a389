"""The core of the language: reader, compiler, evaluator, printer and the builtins every program needs.

Other rooms add more (``environment`` puts them together).
"""

FAMILIES = (
    "control",
    "bindings",
    "mapping",
    "iteration",
    "assignment",
    "definitions",
    "evaluation",
    "macrocharacters",
    "conditions",
    "arithmetic",
    "casts",
    "floating",
    "numericfunctions",
    "ordering",
    "equality",
    "predicates",
    "random",
    "lists",
    "listsurgery",
    "strings",
    "symbols",
    "aliases",
    "strictness",
)
"""The modules that declare builtins."""
