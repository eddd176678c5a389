"""Colours for SN's Lisp: one table of what a text consists of, as a pygments lexer and as a TextMate grammar.

| module | holds |
|---|---|
| ``kinds`` | the table: kinds of text and their patterns (language.md, 1) |
| ``lexer`` | the pygments lexer: for the prompt, and for whatever uses pygments (entry point ``sn``) |
| ``textmate`` | the grammar for editors, editors/sn.tmLanguage.json, which ``python -m snsim.highlighting`` writes |
"""
