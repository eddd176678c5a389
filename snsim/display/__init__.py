"""Pictures: windows that write PostScript or SVG files, what is drawn in them, plots, events (language.md, 14 and 15).

`drivers` (what a window must be able to draw) <- `postscript`, `svg`; `windows` (the current one) -> `drawing`,
`colors`, `pictures` (Hinton diagrams, images), `rectangles`; `plotports` and `marks` -> `plots`; `events`, `toolkit`.
"""

FAMILIES = (
    "windows",
    "drawing",
    "colors",
    "pictures",
    "rectangles",
    "marks",
    "plotports",
    "plots",
    "events",
    "toolkit",
)
"""The modules that declare builtins."""
